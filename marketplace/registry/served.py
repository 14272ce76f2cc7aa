"""Evidence handed in a second time: which field's file it is and what it served, in the reader's words."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from look import formats
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import IssuanceRequest, Scheme

SPENT = (IssuanceRequest.Status.REFUSED, IssuanceRequest.Status.RETURNED)
"""What was refused or returned gave its evidence back."""


def refusal(request: IssuanceRequest) -> LedgerError:
    """Return the refusal of a request whose evidence serves another one; where it serves is said, if it may be."""
    other = _holder(request)
    here = request.project.scheme.kind == Scheme.Kind.HERE
    return LedgerError(
        "evidence_required",
        gettext_lazy(
            "“%(field)s”: this very file (%(file)s) serves %(served)s already. Each issue needs a file of its own."
        ),
        field=_("Verification statement") if here else _("Evidence"),
        file=request.evidence_name,
        served=_("another application") if other is None else _words(other),
    )


def elsewhere(request: IssuanceRequest) -> QuerySet[IssuanceRequest]:
    """Return the standing requests that the same evidence serves already."""
    rows = IssuanceRequest.objects.filter(evidence_sha256=request.evidence_sha256)
    return rows.exclude(status__in=SPENT).exclude(pk=request.pk)


def _holder(request: IssuanceRequest) -> IssuanceRequest | None:
    """Return what the evidence serves; None where an applicant would learn what a stranger applies for."""
    other = elsewhere(request).select_related("project", "batch").first()
    if other is None or hasattr(other, "batch"):
        return other
    of_staff = request.project.scheme.kind == Scheme.Kind.UPSTREAM
    return other if of_staff or other.project.owner_id == request.project.owner_id else None


def _words(other: IssuanceRequest) -> Any:
    if hasattr(other, "batch"):
        return _("batch %(batch)s") % {"batch": other.batch.code}
    return _("the request of %(day)s for the project %(project)s") % {
        "day": formats.day(other.requested_at, get_language() or "zh-hans"),
        "project": other.project.code,
    }
