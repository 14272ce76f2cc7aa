"""The withdrawal on the issuing platform, per retirement and batch: forward only, each step in the log."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from marketplace import canonical, clock, outbox
from marketplace.registry import custody, evidence, freezes, leaves, records, retail
from marketplace.registry.errors import LedgerError
from marketplace.registry.foreign_form import ForeignForm
from marketplace.registry.models import CreditBatch, IssuanceRequest, Retirement, RetirementUpstream
from marketplace.registry.public.serial_texts import compact

State = RetirementUpstream.State
OTHERS_NAMED = 20
REFUSED_UPSTREAM = "The issuing platform refused a withdrawal from this block."


@transaction.atomic
def request(
    *, retirement: Retirement, batch: CreditBatch, actor: User, now: datetime | None = None
) -> RetirementUpstream:
    """Note that the withdrawal has been requested upstream."""
    row = _locked(retirement, batch, expected=State.NOT_REQUESTED)
    return _move(row, actor, state=State.REQUESTED, requested_at=now or clock.now())


@transaction.atomic
def withdrawn(
    *,
    retirement: Retirement,
    batch: CreditBatch,
    proof_number: str,
    proof_date: date,
    proof: bytes,
    actor: User,
    proof_name: str = "",
    covers_several: bool = False,
    now: datetime | None = None,
) -> RetirementUpstream:
    """Attach the platform's proof of withdrawal: its number, date and the file, which is kept.

    Forward only, and tonnes in custody count as gone from now on: so whoever asked for the withdrawal does not note
    its answer. One document may prove several withdrawals, under the same number, if ``covers_several`` is said.
    Raises LedgerError ``evidence_required`` without number or file, ``same_person``, ``proof_used``, and
    ``invalid_request`` for a date in the future or before the retirement.
    """
    now = now or clock.now()
    if not proof_number or not proof:
        raise LedgerError("evidence_required")
    if _is_of_an_issue(proof):
        raise LedgerError(
            "evidence_required",
            _("This very file is the evidence of an issue: it proves no withdrawal."),
        )
    _check_date(proof_date, retirement, now)
    row = _asked_by_another(_locked(retirement, batch, expected=State.REQUESTED), actor)
    _check_proof(row, canonical.sha256(proof), proof_number, covers_several=covers_several)
    kept = evidence.keep(proof, name=proof_name or f"{proof_number}.pdf", actor=actor, now=now)
    try:
        with transaction.atomic():
            return _move(
                row,
                actor,
                state=State.WITHDRAWN,
                decided_at=now,
                proof_number=proof_number,
                proof_date=proof_date,
                proof_sha256=kept.sha256,
                covers_several=covers_several,
            )
    except IntegrityError as clash:  # another registrar attached it at this moment
        if "upstream_proof" not in str(clash):
            raise
        raise LedgerError("proof_used", number=proof_number, others="…") from clash


def proven_by(sha256: str, number: str, scheme_id: int) -> QuerySet[RetirementUpstream]:
    """Return the withdrawals that a file, or a number of this scheme's platform, proves already, oldest first."""
    same = Q(proof_sha256=sha256) | Q(form=compact(number), batch__scheme=scheme_id)
    with_file = RetirementUpstream.objects.exclude(proof_sha256="")  # retail has its block's number
    rows = with_file.alias(form=ForeignForm("proof_number"))
    rows = rows.filter(same, state=State.WITHDRAWN)
    return rows.select_related("batch", "retirement").order_by("decided_at", "id")


def _check_date(day: date, retirement: Retirement, now: datetime) -> None:
    if day > now.astimezone(clock.SHENZHEN).date():
        raise LedgerError("invalid_request", _("The proof's date lies in the future."))
    retired = retirement.at.astimezone(clock.SHENZHEN).date()
    if day < retired:
        text = _(
            "The proof's date lies before the retirement that it proves, which was on %(day)s."
        )
        raise LedgerError("invalid_request", text, day=retired.isoformat())


def _check_proof(
    row: RetirementUpstream, sha256: str, number: str, *, covers_several: bool
) -> None:
    """Refuse a proof that serves already: its file or its number, unless both together are said to cover several."""
    scheme = row.batch.scheme_id
    retail.lock(scheme, number)
    if blocks := list(retail.bearing(number, scheme)[: custody.MOST_NAMED]):
        text = _(
            "The withdrawal %(number)s stands behind blocks that were withdrawn before they came in: %(others)s."
        )
        raise LedgerError("proof_used", text, number=number, others=custody.named(blocks))
    others = list(proven_by(sha256, number, scheme)[:OTHERS_NAMED])
    same = all((each.proof_sha256, each.proof_number) == (sha256, number) for each in others)
    if not others or (covers_several and same):
        return
    named = [
        f"{each.batch.code} {each.proof_number} ({each.retirement.public_id})" for each in others
    ]
    raise LedgerError("proof_used", number=others[0].proof_number, others="; ".join(named))


@transaction.atomic
def refused(
    *, retirement: Retirement, batch: CreditBatch, actor: User, now: datetime | None = None
) -> RetirementUpstream:
    """Note that the platform refused. The retirement stands; the batch is frozen; a further retirement makes it good.

    Raises LedgerError ``same_person`` when the one who asked notes the answer.
    """
    now = now or clock.now()
    row = _asked_by_another(_locked(retirement, batch, expected=State.REQUESTED), actor)
    moved = _move(row, actor, state=State.REFUSED, decided_at=now)
    if CreditBatch.objects.filter(pk=batch.pk, status=CreditBatch.Status.ACTIVE).exists():
        freezes.freeze(batch=batch, reason=REFUSED_UPSTREAM, actor=actor, now=now)
    return moved


@transaction.atomic
def made_good(
    *, retirement: Retirement, batch: CreditBatch, by: Retirement, actor: User
) -> RetirementUpstream:
    """Name the further retirement that makes a refused one good, once; by another person than noted the refusal.

    It was made after the refusal, for the same beneficiary, out of other batches, at least as large, and makes
    nothing else good. Raises LedgerError ``same_person``, or ``invalid_state`` when it is none such.
    """
    row = _asked_by_another(_locked(retirement, batch, expected=State.REFUSED), actor)
    if row.made_good_by_id or not _may_make_good(by, row):
        raise LedgerError("invalid_state")
    return _move(row, actor, made_good_by=by)


def _may_make_good(by: Retirement, row: RetirementUpstream) -> bool:
    block = row.retirement.blocks.get(batch=row.batch)
    used = RetirementUpstream.objects.filter(made_good_by=by).exists()
    return (
        by.pk != row.retirement_id
        and by.kg >= block.last - block.first + 1
        and by.beneficiary_id == row.retirement.beneficiary_id
        and (row.decided_at is None or by.at >= row.decided_at)
        and not by.blocks.filter(batch=row.batch).exists()
        and not used
    )


def _is_of_an_issue(proof: bytes) -> bool:
    """Whether the file is the evidence of an issue: no paper proves that tonnes came and that they went."""
    stands = IssuanceRequest.objects.exclude(status__in=["refused", "returned"])
    return stands.filter(evidence_sha256=canonical.sha256(proof)).exists()


def _asked_by_another(row: RetirementUpstream, actor: User) -> RetirementUpstream:
    if row.actor_id == actor.pk:
        raise LedgerError("same_person")
    return row


def _locked(retirement: Retirement, batch: CreditBatch, *, expected: str) -> RetirementUpstream:
    row = (
        RetirementUpstream.objects.select_for_update(no_key=True, of=("self",))
        .select_related("retirement", "batch")
        .filter(retirement=retirement, batch=batch)
        .first()
    )
    if row is None or row.state != expected:
        raise LedgerError("invalid_state")
    return row


def _move(row: RetirementUpstream, actor: User, **changes: Any) -> RetirementUpstream:
    for name, value in changes.items():
        setattr(row, name, value)
    row.actor = actor
    row.salt = canonical.new_salt()
    (row.leaf,) = leaves.append([records.upstream(row)])
    row.save(update_fields=[*changes, "actor", "salt", "leaf"])
    outbox.put("seal_log", f"leaf:{row.leaf_id}")
    return row
