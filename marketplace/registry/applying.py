"""Issuing credits of a scheme whose registry we are: the owner applies, one registrar checks, another one decides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from marketplace import clock
from marketplace.registry import evidence, issuance, issuance_letters
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import (
    IssuanceApplication,
    IssuanceCheck,
    IssuanceRequest,
    Project,
    Scheme,
)

POINTS = {
    "period": _("The monitoring period is the report's, and nothing of it was issued before."),
    "quantity": _("The quantity is not above what the report and the statement say."),
    "methodology": _("The report follows the filed version of the methodology."),
    "verifier": _(
        "The verification body may verify this kind of project, and the statement is its own."
    ),
    "files": _("Both files can be opened, are complete and signed."),
}


@dataclass(frozen=True)
class Verified:
    """What was measured and who verified it; kilograms; both files as bytes with their names."""

    monitoring_start: date
    monitoring_end: date
    quantity_kg: int
    reported_kg: int
    verifier: str
    statement_number: str
    statement_date: date
    report: bytes
    report_name: str
    statement: bytes
    statement_name: str
    increment_kg: int = 1
    overlap_reason: str = ""


@transaction.atomic
def apply(
    *,
    project: Project,
    verified: Verified,
    actor: User,
    replaces: IssuanceRequest | None = None,
    now: datetime | None = None,
) -> IssuanceRequest:
    """Apply for the issue of a project's verified reductions; ``replaces`` is the one that was returned.

    Raises LedgerError ``issued_upstream`` for a scheme that has a platform of its own, ``report_exceeded``,
    ``period_issued`` unless the application states why the days may be issued again, ``evidence_required``,
    ``invalid_request`` for a statement of a day to come,
    ``invalid_state`` when the returned one was replaced already, and what ``check_amounts`` raises.
    """
    if project.scheme.kind != Scheme.Kind.HERE:
        raise LedgerError("issued_upstream")
    request = _request(project, verified, actor, now or clock.now())
    issuance.check_amounts(request)
    if verified.quantity_kg > verified.reported_kg:
        raise LedgerError(
            "report_exceeded", reported_kg=verified.reported_kg, requested_kg=verified.quantity_kg
        )
    if verified.statement_date > request.requested_at.astimezone(clock.SHENZHEN).date():
        raise LedgerError("invalid_request", _("The date lies in the future."))
    if not (verified.verifier and verified.statement_number):
        raise LedgerError("evidence_required")
    if verified.statement == verified.report:
        raise LedgerError("evidence_required", _("This is the same file as the report."))
    report = evidence.keep(
        verified.report, name=verified.report_name, actor=actor, now=request.requested_at
    )
    issuance.attach(request, verified.statement, name=verified.statement_name)
    issuance.store(request)
    _say(
        IssuanceApplication(
            request=request,
            verifier=verified.verifier,
            statement_number=verified.statement_number,
            statement_date=verified.statement_date,
            report=report,
            replaces=replaces,
        )
    )
    return request


@transaction.atomic
def check(
    *,
    request: IssuanceRequest,
    points: Mapping[str, bool],
    remarks: str,
    actor: User,
    now: datetime | None = None,
) -> IssuanceCheck:
    """Check an application: with every point of ``POINTS`` it goes on to another registrar, else back to its owner.

    Raises LedgerError ``same_person``, ``invalid_state``, ``invalid_request`` (returned without remarks).
    """
    if request.requested_by_id == actor.pk:
        raise LedgerError("same_person")
    passed = all(points.get(name, False) for name in POINTS)
    if not passed and not remarks.strip():
        raise LedgerError("invalid_request", _("Say what is missing: the applicant reads it."))
    now = now or clock.now()
    status = IssuanceRequest.Status.PENDING if passed else IssuanceRequest.Status.RETURNED
    waiting = IssuanceRequest.objects.filter(pk=request.pk, status=IssuanceRequest.Status.SUBMITTED)
    if not waiting.update(status=status, checked_by=actor, checked_at=now):
        raise LedgerError("invalid_state")
    if not passed:
        issuance_letters.tell(request, status)
    return IssuanceCheck.objects.create(
        request=request,
        points={name: bool(points.get(name, False)) for name in POINTS},
        remarks=remarks.strip(),
        passed=passed,
        by=actor,
        at=now,
    )


def _request(project: Project, verified: Verified, actor: User, now: datetime) -> IssuanceRequest:
    return IssuanceRequest(
        project=project,
        methodology_version=project.methodology_version,
        monitoring_start=verified.monitoring_start,
        monitoring_end=verified.monitoring_end,
        quantity_kg=verified.quantity_kg,
        increment_kg=verified.increment_kg,
        reported_kg=verified.reported_kg,
        overlap_reason=verified.overlap_reason,
        status=IssuanceRequest.Status.SUBMITTED,
        requested_by=actor,
        requested_at=now,
    )


def _say(application: IssuanceApplication) -> None:
    """Write the application; a returned one is replaced once."""
    try:
        with transaction.atomic():
            application.save(force_insert=True)
    except IntegrityError as clash:
        raise LedgerError("invalid_state") from clash
