"""How credits come into the ledger: one person asks with evidence, another one decides."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from marketplace import canonical, clock
from marketplace.errors import MarketError
from marketplace.registry import (
    attempts,
    custody,
    evidence,
    filings,
    issuance_letters,
    leaves,
    measured,
    records,
    retail,
    served,
)
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import (
    CreditBatch,
    EvidenceFile,
    IssuanceRequest,
    MethodologyVersion,
    Project,
    Scheme,
)
from marketplace.registry.postings import Cause, Post, post

CLASHES = {
    "issuance_evidence": "evidence_required",
    "issuance_upstream_serial": "block_in_custody",
    "issuance_block_once": "block_in_custody",
    "issuance_period_once": "period_issued",
}


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
    upstream_serial: str,
    custody_account: str = "",
    trade_reference: str = "",
    increment_kg: int = 1000,
    withdrawal_proof: str = "",
    withdrawal_shared: bool = False,
    block: tuple[int, int] | None = None,
    evidence: bytes | EvidenceFile = b"",
    evidence_name: str = "",
    now: datetime | None = None,
) -> IssuanceRequest:
    """Ask for a block issued upstream to be taken into custody; a second person decides.

    Needs the issued block's serial text, the custody account and the trade reference. The serial is read
    (``foreign_serials``) and must not contradict quantity and period; ``block`` says first and last tonne where a free
    text doesn't. Less than whole tonnes (``increment_kg`` below 1000) may be dealt in only where the tonnes are
    withdrawn upstream already (``withdrawal_proof``, which covers several blocks only if ``withdrawal_shared`` is
    said). The evidence is kept and serves one request. Raises LedgerError ``evidence_required``, ``proof_used``,
    ``precision_exceeded``, ``below_minimum``, ``invalid_request``, ``serial_lies``, ``block_in_custody``,
    ``methodology_not_accepted``, ``issued_here``, and what ``measured.check`` raises.
    """
    now = now or clock.now()
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
        requested_by=actor,
        requested_at=now,
    )
    if project.scheme.kind != Scheme.Kind.UPSTREAM:
        raise LedgerError("issued_here")
    check_amounts(request)
    if not (upstream_serial and custody_account and trade_reference and evidence):
        raise LedgerError("evidence_required")
    if quantity_kg % 1000 or (increment_kg % 1000 and not withdrawal_proof):
        raise LedgerError("precision_exceeded", increment_kg=1000)
    custody.claim(request, block)
    if withdrawal_proof:
        retail.claim(request, shared=withdrawal_shared)
    attach(request, evidence, name=evidence_name)
    store(request)
    return request


@transaction.atomic
def issue(
    *, request: IssuanceRequest, actor: User, serial_again: str = "", now: datetime | None = None
) -> CreditBatch:
    """Approve a request: its batch comes into being, with its owner, available.

    ``serial_again`` is the serial as the second person reads it in the evidence; it counts where no machine reads it.
    Raises LedgerError ``same_person`` when one who asked or checked decides, ``invalid_state`` when it is decided,
    ``serial_not_repeated``.
    """
    now = now or clock.now()
    status, again = IssuanceRequest.Status.APPROVED, custody.agree(request, serial_again)
    _decide(request, status, actor=actor, now=now, serial_again=again)
    request.refresh_from_db()
    filings.check_accepted(request.methodology_version, lock=True)
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
    _decide(request, status, actor=actor, now=now or clock.now(), decision_note=note)


def check_amounts(request: IssuanceRequest) -> None:
    """Refuse what no second person should have to look at, on either road.

    Raises LedgerError ``below_minimum``, ``invalid_request``, ``precision_exceeded``, ``methodology_not_accepted``,
    ``before_project``, ``period_not_monitored``.
    """
    filings.check_accepted(request.methodology_version)
    if request.quantity_kg <= 0 or request.increment_kg <= 0:
        raise LedgerError("below_minimum", minimum_kg=1)
    if request.monitoring_end < request.monitoring_start:
        raise LedgerError("invalid_request")
    if request.monitoring_end >= request.requested_at.astimezone(clock.SHENZHEN).date():
        raise LedgerError("invalid_request", _("Only what is over has been measured."))
    if request.quantity_kg % request.increment_kg:
        raise LedgerError("precision_exceeded", increment_kg=request.increment_kg)
    measured.check(request)


def attach(request: IssuanceRequest, file: bytes | EvidenceFile, *, name: str) -> None:
    """Keep the evidence and name it in the request. Raises LedgerError ``evidence_required`` without any."""
    if isinstance(file, bytes):
        kept = {"name": name, "actor": request.requested_by, "now": request.requested_at}
        file = evidence.keep(file, **kept)
    request.evidence_file = file
    request.evidence_sha256 = file.sha256
    request.evidence_name = name or file.name


def store(request: IssuanceRequest) -> None:
    """Write the request; its evidence, its block and its period serve once. Raises LedgerError as ``CLASHES`` says."""
    try:
        with transaction.atomic():
            request.save(force_insert=True)
    except IntegrityError as clash:
        if retail.NUMBER_ONCE in str(clash):
            raise retail.refusal(request) from clash
        for constraint, code in CLASHES.items():
            if constraint in str(clash):
                raise _clashing(request, code) from clash
        raise


def _clashing(request: IssuanceRequest, code: str) -> MarketError:
    """Return the refusal; that the same evidence was handed in before is kept for the supervisor."""
    if code == "period_issued":
        return LedgerError(code)
    refusal = served.refusal(request) if code == "evidence_required" else custody.taken(request)
    if not served.elsewhere(request).exists():  # a mistyped block is no sign of anything
        return refusal
    return attempts.noted(
        refusal,
        kind=attempts.EVIDENCE_REUSED,
        subject=request.evidence_sha256,
        actor=request.requested_by,
        project=request.project.code,
        upstream_serial=request.upstream_serial,
    )


def _decide(
    request: IssuanceRequest, status: str, *, actor: User, now: datetime, **said: str
) -> None:
    """Move a pending request on; whoever comes second finds nothing to decide."""
    if actor.pk in (request.requested_by_id, request.checked_by_id):
        raise LedgerError("same_person")
    pending = IssuanceRequest.objects.filter(pk=request.pk, status=IssuanceRequest.Status.PENDING)
    if not pending.update(status=status, approved_by=actor, decided_at=now, **said):
        raise LedgerError("invalid_state")
    issuance_letters.tell(request, status)


def _next_code(request: IssuanceRequest) -> str:
    """Return a batch's code, such as ``SZ-METRO-2024-01``: project, vintage year, count within it."""
    # The project's row serializes two registrars who issue for it at the same moment.
    project = Project.objects.select_for_update(no_key=True).get(pk=request.project_id)
    stem = f"{project.code.upper()}-{request.monitoring_start.year}"
    count = CreditBatch.objects.filter(code__startswith=f"{stem}-").count()
    return f"{stem}-{count + 1:02d}"
