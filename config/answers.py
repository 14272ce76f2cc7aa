"""The address of a form's answer, opened: a page takes its place.

Where something typed is wrong, the answer to a POST is the form again, at the address it was sent to. Reloading it by
its address, a bookmark or another language's link asks for that address with GET, which no view answers.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import Resolver404, resolve

READING = ("GET", "HEAD")
CATCH_ALL = "wagtail_serve"
"""Editors' pages: of theirs only the front page, which has no path, is sure to be there."""


class FormAnswerMiddleware:
    """Send a browser that asks for an address that only takes forms to the page above it, where the form is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Return the page above in place of 405; programs, which ask for no HTML, are told 405."""
        response = self.get_response(request)
        asks_for_a_page = "text/html" in request.headers.get("Accept", "")
        if response.status_code == 405 and request.method in READING and asks_for_a_page:
            return HttpResponseRedirect(above(request.path))
        return response


def above(path: str) -> str:
    """Return the nearest address above this one that a view of ours answers; at last the front page."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        try:
            found = resolve(path)
        except Resolver404:
            continue
        if found.url_name != CATCH_ALL or not any(found.args):
            return path
    return path
