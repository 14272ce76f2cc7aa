"""A registrar's decision on a submission: file it on two accepting opinions, return it, reject it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import is_in_group
from accounts.models import User
from accounts.queries import role_in
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.methodologies.models import Opinion, Submission
from marketplace.registry import filings
from marketplace.registry.models import MethodologyVersion

Status = Submission.Status
OPINIONS_NEEDED = 2


@dataclass(frozen=True)
class FilingFacts:
    """What the filing adds to a submission: who issues it, under which number, when, and where it is published."""

    issuer_zh: str
    issuer_en: str
    document_number: str
    filed_on: date
    url: str = ""


@transaction.atomic
def file(
    submission: Submission, facts: FilingFacts, *, actor: User, now: datetime | None = None
) -> MethodologyVersion:
    """File a submission: a version comes into the registry and supersedes the former, which batches keep pointing to.

    Raises MarketError ``not_allowed``, ``same_person``; ``approval_required`` without two accepting opinions;
    ``invalid_state``.
    """
    now = now or clock.now()
    row = _open(submission, actor, (Status.UNDER_REVIEW,))
    if accepting(row) < OPINIONS_NEEDED:
        raise MarketError("approval_required", _("Filing needs two opinions that say: accept."))
    first = row.documents.order_by("pk").values_list("sha256", flat=True)[0]
    text = filings.Text(
        version=row.version,
        name_zh=row.name_zh,
        name_en=row.name_en or row.name_zh,
        issuer_zh=facts.issuer_zh,
        issuer_en=facts.issuer_en,
        document_number=facts.document_number,
        published=facts.filed_on.isoformat(),
        scope_zh=row.scope_zh,
        scope_en=row.scope_en,
        kinds=row.kinds,
        url=facts.url,
    )
    version = filings.file_version(
        code=row.code, text=text, document_sha256=first, actor=actor, now=now
    )
    _decide(row, Status.FILED, actor=actor, now=now, filed_version=version)
    return version


@transaction.atomic
def return_for_changes(
    submission: Submission, *, note: str, actor: User, now: datetime | None = None
) -> None:
    """Ask the developer for changes: they hand in a new submission in place of this one.

    Raises MarketError ``invalid_request`` without a note, else what ``file`` raises.
    """
    row = _open(submission, actor, (Status.UNDER_REVIEW,))
    _decide(row, Status.RETURNED, actor=actor, now=now or clock.now(), decision_note=_said(note))


@transaction.atomic
def reject(submission: Submission, *, note: str, actor: User, now: datetime | None = None) -> None:
    """Reject a submission with a reason. Raises what ``return_for_changes`` raises."""
    row = _open(submission, actor, (Status.SUBMITTED, Status.UNDER_REVIEW))
    _decide(row, Status.REJECTED, actor=actor, now=now or clock.now(), decision_note=_said(note))


@transaction.atomic
def set_accepted(version: MethodologyVersion, *, accepted: bool, actor: User) -> None:
    """Say whether credits under a filed version may be issued here.

    Raises MarketError ``not_allowed``, ``same_person`` for whoever recorded it, ``invalid_state``.
    """
    if not is_in_group(actor, "registrar"):
        raise MarketError("not_allowed")
    filings.set_accepted(version=version, accepted=accepted, actor=actor)


def accepting(submission: Submission) -> int:
    """Return how many different reviewers accept the submission as it is."""
    rows = Opinion.objects.filter(
        assignment__submission=submission,
        assignment__released_at=None,
        verdict=Opinion.Verdict.ACCEPT,
    )
    return rows.values("given_by").distinct().count()


def _open(submission: Submission, actor: User, states: tuple[str, ...]) -> Submission:
    """Lock a submission that can still be decided, by somebody who may."""
    if not is_in_group(actor, "registrar"):
        raise MarketError("not_allowed")
    row = Submission.objects.select_for_update(no_key=True).get(pk=submission.pk)
    if row.status not in states:
        raise MarketError("invalid_state")
    involved = {row.created_by_id, row.submitted_by_id}
    involved |= set(row.assignments.values_list("expert__user", flat=True))
    if actor.pk in involved or role_in(actor, row.organization):
        raise MarketError("same_person", _("Neither a reviewer nor the developer decides."))
    return row


def _said(note: str) -> str:
    if not note.strip():
        raise MarketError("invalid_request", _("Say why, so that it can be put right."))
    return note.strip()


def _decide(row: Submission, status: str, *, actor: User, now: datetime, **fields: Any) -> None:
    open_case = Submission.objects.filter(pk=row.pk, status=row.status)
    if not open_case.update(status=status, decided_by=actor, decided_at=now, **fields):
        raise MarketError("invalid_state")
