"""Letters to a project's owner: an application for issue came back with remarks, was refused, or became a batch."""

from collections.abc import Mapping
from typing import Any

from accounts.access import PREPARERS
from accounts.models import User
from marketplace import letters, outbox
from marketplace.registry.models import IssuanceRequest, Scheme

Status = IssuanceRequest.Status


def tell(request: IssuanceRequest, status: str) -> None:
    """Have those who may apply for the owner told how it was decided; what registrars ask for upstream is theirs."""
    if request.project.scheme.kind != Scheme.Kind.HERE:
        return
    people = letters.people_of([request.project.owner_id], roles=PREPARERS)
    told = {"request_id": request.pk, "status": str(status)}
    letters.ask("mail_issuance", f"{request.public_id}:{status}", people, told)


@outbox.handler("mail_issuance")
def mail_issuance(payload: Mapping[str, Any]) -> None:
    """Tell one person how an application for issue was decided, and where to read it. Raises OSError."""
    related = ("project", "check_done", "batch")
    row = IssuanceRequest.objects.select_related(*related).get(pk=payload["request_id"])
    status = payload["status"]
    page: tuple[Any, ...] = ("issuance_request:detail", row.public_id)
    if status == Status.APPROVED:
        page = ("registry:batch", row.batch.code)
    context = {
        "issuance": row,
        "said": row.check_done.remarks if status == Status.RETURNED else row.decision_note,
    }
    user = User.objects.get(pk=payload["user_id"])
    letters.write(f"registry/mail/issuance_{status}", user, page, context)
