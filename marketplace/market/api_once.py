"""A call of the API that happens once per Idempotency-Key, whoever's token asks."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, JsonResponse

from accounts.models import OrganizationToken
from marketplace import idempotency
from marketplace.idempotency import Answer


def once(
    request: HttpRequest,
    call: str,
    act: Callable[[OrganizationToken], Answer],
    *,
    then: Callable[[OrganizationToken, Answer], dict[str, Any]] | None = None,
) -> JsonResponse:
    """Do what a request asks once per Idempotency-Key, and say when the answer is a repeated one."""
    token: OrganizationToken = request.auth  # type: ignore[attr-defined]
    answer = idempotency.once(
        scope=f"token:{token.pk}:{call}",
        key=request.headers.get("Idempotency-Key", ""),
        request=request.body,
        act=lambda: act(token),
    )
    body = then(token, answer) if then else answer.body
    response = JsonResponse(body, status=answer.status)
    if answer.replay:
        response["Idempotent-Replay"] = "true"
    return response
