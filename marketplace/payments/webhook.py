"""The address Stripe calls: verify, store, answer. Nothing else happens in the request."""

from __future__ import annotations

import structlog
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from marketplace.payments import inbox

_log = structlog.get_logger(__name__)


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """Answer 200 once the event is stored, 400 to what is not Stripe's."""
    if int(request.headers.get("Content-Length") or 0) > inbox.LARGEST:
        return HttpResponse(status=400)
    try:
        event = inbox.verify(request.body, request.headers.get("Stripe-Signature", ""))
    except inbox.RefusedError:
        _log.warning("webhook_refused", size=len(request.body))
        return HttpResponse(status=400)
    inbox.store(event, request.body)
    return HttpResponse(status=200)
