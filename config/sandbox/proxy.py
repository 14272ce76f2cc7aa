"""A small reverse proxy, so that a browser reaches the sandbox's parts through the site's own port."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse

TIMEOUT = 10
PASSED_IN = ("Accept", "Accept-Language", "Content-Type", "Cookie", "User-Agent")
PASSED_OUT = ("Content-Type", "Content-Disposition", "Location", "Cache-Control")
FORBIDDEN = ("v1/",)
"""The API itself is for the site, on loopback; nobody needs it from outside."""


def forward(request: HttpRequest, base: str, path: str) -> HttpResponse:
    """Send a request on to `base` and return its answer; redirects are the browser's to follow.

    The parts use relative addresses only, so nothing has to be rewritten.
    """
    if not base or path.startswith(FORBIDDEN):
        return HttpResponse(status=404)
    headers = {name: request.headers[name] for name in PASSED_IN if name in request.headers}
    query = request.META.get("QUERY_STRING", "")
    target = f"/{path}" + (f"?{query}" if query else "")
    connection = http.client.HTTPConnection(urlsplit(base).netloc, timeout=TIMEOUT)
    try:
        connection.request(request.method or "GET", target, body=request.body, headers=headers)
        answer = connection.getresponse()
        response = HttpResponse(answer.read(), status=answer.status)
    except OSError:
        return HttpResponse("This part of the sandbox is starting.", status=503)
    finally:
        connection.close()
    for name in PASSED_OUT:
        value = answer.getheader(name)
        if value is not None:
            response[name] = value
    return response
