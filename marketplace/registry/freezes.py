"""Freezing a batch while something is looked into, and releasing it again: both in the public log."""

from datetime import datetime

from django.db import connection, transaction

from accounts.models import User
from marketplace import canonical, clock, outbox
from marketplace.registry import disclosures, leaves, records
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import CreditBatch, Freeze


@transaction.atomic
def freeze(*, batch: CreditBatch, reason: str, actor: User, now: datetime | None = None) -> Freeze:
    """Stop all trade in a batch at once; one person may. What is retired stays retired.

    Raises LedgerError ``invalid_state`` when it is frozen already.
    """
    act = Freeze(batch=batch, act=Freeze.Act.FREEZE, requested_by=actor)
    return _change(act, CreditBatch.Status.FROZEN, reason=reason, now=now)


@transaction.atomic
def unfreeze(
    *,
    batch: CreditBatch,
    reason: str,
    requested_by: User,
    approved_by: User,
    now: datetime | None = None,
) -> Freeze:
    """Release a batch; two people must agree.

    Raises LedgerError ``same_person``, or ``invalid_state`` when it is not frozen.
    """
    if requested_by.pk == approved_by.pk:
        raise LedgerError("same_person")
    act = Freeze(
        batch=batch,
        act=Freeze.Act.UNFREEZE,
        requested_by=requested_by,
        approved_by=approved_by,
    )
    return _change(act, CreditBatch.Status.ACTIVE, reason=reason, now=now)


def _change(act: Freeze, status: str, *, reason: str, now: datetime | None) -> Freeze:
    _lock_all_holdings(act.batch)
    changed = CreditBatch.objects.filter(pk=act.batch.pk).exclude(status=status)
    if not changed.update(status=status):
        raise LedgerError("invalid_state")
    act.at = now or clock.now()
    (act.reason_digest,) = disclosures.conceal([reason])
    act.salt = canonical.new_salt()
    (act.leaf,) = leaves.append([records.freeze(act)])
    act.save(force_insert=True)
    outbox.put("seal_log", f"freeze:{act.pk}")
    return act


def _lock_all_holdings(batch: CreditBatch) -> None:
    """Wait for every movement under way, in the order in which movements lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM registry_holding WHERE batch_id = %s "
            "ORDER BY batch_id, account_id FOR NO KEY UPDATE",
            [batch.pk],
        )
