"""How credits come into the ledger: one person asks with evidence, another one decides."""

import hashlib
from datetime import date, datetime

from django.db import IntegrityError, transaction

from accounts.models import User
from marketplace import canonical, clock
from marketplace.registry import attempts, leaves, records
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import (
    CreditBatch,
    IssuanceRequest,
    MethodologyVersion,
    Project,
    Scheme,
)
from marketplace.registry.postings import Cause, Post, post


@attempts.recorded
@transaction.atomic
def request_issuance(
    *,
    project: Project,
    methodology_version: MethodologyVersion,
    monitoring_start: date,
    monitoring_end: date,
    quantity_kg: int,
    actor: User,
    increment_kg: int = 1000,
    upstream_serial: str = "",
    custody_account: str = "",
    trade_reference: str = "",
    withdrawal_proof: str = "",
    evidence: bytes = b"",
    evidence_sha256: str = "",
    evidence_name: str = "",
    now: datetime | None = None,
) -> IssuanceRequest:
    """Ask for credits of one project and monitoring period; a second person decides.

    An upstream scheme needs the issued block's serial text, the custody account and the trade
    reference. Less than whole tonnes (``increment_kg`` below 1000) may be dealt in only where the tonnes are
    withdrawn upstream already (``withdrawal_proof``). Evidence is kept by its SHA-256 and serves once. Raises
    LedgerError ``evidence_required``, ``precision_exceeded``, ``below_minimum``, ``invalid_request``.
    """
    request = IssuanceRequest(
        project=project,
        methodology_version=methodology_version,
        monitoring_start=monitoring_start,
        monitoring_end=monitoring_end,
        quantity_kg=quantity_kg,
        increment_kg=increment_kg,
        upstream_serial=upstream_serial,
        custody_account=custody_account,
        trade_reference=trade_reference,
        withdrawal_proof=withdrawal_proof,
        evidence_sha256=evidence_sha256
        or (hashlib.sha256(evidence).hexdigest() if evidence else ""),
        evidence_name=evidence_name,
        requested_by=actor,
        requested_at=now or clock.now(),
    )
    _check(request)
    _store(request)
    return request


@transaction.atomic
def issue(*, request: IssuanceRequest, actor: User, now: datetime | None = None) -> CreditBatch:
    """Approve a request: its batch comes into being, with its owner, available.

    Raises LedgerError ``same_person`` when the one who asked decides, ``invalid_state`` when it is decided.
    """
    now = now or clock.now()
    _decide(request, IssuanceRequest.Status.APPROVED, actor=actor, now=now)
    request.refresh_from_db()
    batch = CreditBatch(
        code=_next_code(request),
        project=request.project,
        methodology_version=request.methodology_version,
        scheme=request.project.scheme,
        issuance=request,
        monitoring_start=request.monitoring_start,
        monitoring_end=request.monitoring_end,
        quantity_kg=request.quantity_kg,
        first_serial=1,
        last_serial=request.quantity_kg,
        next_serial=1,
        increment_kg=request.increment_kg,
        issued_at=now,
        salt=canonical.new_salt(),
    )
    (batch.leaf,) = leaves.append([records.issuance(batch)])
    batch.save(force_insert=True)
    target = (request.project.owner_id, "available")
    line = Post("issue", batch.pk, batch.quantity_kg, source=None, target=target)
    post([line], Cause(f"issuance:{request.public_id}", actor, "", now))
    return batch


@transaction.atomic
def refuse_issuance(
    *, request: IssuanceRequest, actor: User, note: str, now: datetime | None = None
) -> None:
    """Refuse a request, with a note. Raises what ``issue`` raises."""
    status = IssuanceRequest.Status.REFUSED
    _decide(request, status, actor=actor, now=now or clock.now(), note=note)


def _check(request: IssuanceRequest) -> None:
    """Refuse what no second person should have to look at."""
    if not request.evidence_sha256:
        raise LedgerError("evidence_required")
    if request.quantity_kg <= 0 or request.increment_kg <= 0:
        raise LedgerError("below_minimum", minimum_kg=1)
    if request.monitoring_end < request.monitoring_start:
        raise LedgerError("invalid_request")
    step = request.increment_kg
    if request.project.scheme.kind == Scheme.Kind.UPSTREAM:
        if not (request.upstream_serial and request.custody_account and request.trade_reference):
            raise LedgerError("evidence_required")
        if request.quantity_kg % 1000 or (step % 1000 and not request.withdrawal_proof):
            raise LedgerError("precision_exceeded", increment_kg=1000)
    if request.quantity_kg % step:
        raise LedgerError("precision_exceeded", increment_kg=step)


def _store(request: IssuanceRequest) -> None:
    """Write the request; evidence and an upstream block's serial text serve once."""
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as clash:
        if "evidence" in str(clash) or "upstream_serial" in str(clash):
            raise attempts.noted(
                LedgerError("evidence_required"),
                kind=attempts.EVIDENCE_REUSED,
                subject=request.evidence_sha256,
                actor=request.requested_by,
                project=request.project.code,
                upstream_serial=request.upstream_serial,
            ) from clash
        raise


def _decide(
    request: IssuanceRequest, status: str, *, actor: User, now: datetime, note: str = ""
) -> None:
    """Move a pending request on; whoever comes second finds nothing to decide."""
    if request.requested_by_id == actor.pk:
        raise LedgerError("same_person")
    pending = IssuanceRequest.objects.filter(pk=request.pk, status=IssuanceRequest.Status.PENDING)
    if not pending.update(status=status, approved_by=actor, decided_at=now, decision_note=note):
        raise LedgerError("invalid_state")


def _next_code(request: IssuanceRequest) -> str:
    """Return a batch's code, such as ``SZ-METRO-2024-01``: project, vintage year, count within it."""
    # The project's row serializes two registrars who issue for it at the same moment.
    project = Project.objects.select_for_update(no_key=True).get(pk=request.project_id)
    stem = f"{project.code.upper()}-{request.monitoring_start.year}"
    count = CreditBatch.objects.filter(code__startswith=f"{stem}-").count()
    return f"{stem}-{count + 1:02d}"
