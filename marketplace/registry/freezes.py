"""Freezing a batch or an account while something is looked into, and releasing it again: all in the public log.

One person may freeze at once, since waiting for a second one would let what is wrong go on; a second person then
confirms (or asks for the release). Releasing always takes two. A listing is frozen by the market (``market.stops``),
whose row it is; it writes its act here.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Sum

from accounts.models import Party, User
from marketplace import canonical, clock, outbox, visible
from marketplace.registry import disclosures, frozen, leaves, records
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import CreditBatch, Freeze, Holding


@dataclass(frozen=True)
class Words:
    """Why, for the file; and what everybody may read, where something is said in public."""

    reason: str
    public: str = ""


@transaction.atomic
def freeze(
    *,
    batch: CreditBatch,
    reason: str,
    actor: User,
    public: str = "",
    now: datetime | None = None,
) -> Freeze:
    """Stop all trade in a batch at once; one person may. What is retired stays retired.

    Raises LedgerError ``invalid_state`` when it is frozen already.
    """
    act = Freeze(batch=batch, act=Freeze.Act.FREEZE, requested_by=actor)
    return _change(act, CreditBatch.Status.FROZEN, Words(reason, public), now=now)


@transaction.atomic
def unfreeze(
    *,
    batch: CreditBatch,
    reason: str,
    requested_by: User,
    approved_by: User,
    public: str = "",
    now: datetime | None = None,
) -> Freeze:
    """Release a batch; two people must agree.

    Raises LedgerError ``same_person``, or ``invalid_state`` when it is not frozen.
    """
    act = Freeze(
        batch=batch,
        act=Freeze.Act.UNFREEZE,
        requested_by=requested_by,
        approved_by=approved_by,
    )
    return _change(act, CreditBatch.Status.ACTIVE, Words(reason, public), now=now)


@transaction.atomic
def freeze_account(
    *,
    account: Party,
    reason: str,
    actor: User,
    public: str = "",
    now: datetime | None = None,
) -> Freeze:
    """Stop a party: it neither lists, sells, buys, transfers nor retires until it is released. One person may.

    Raises LedgerError ``invalid_state`` when it is frozen already.
    """
    act = Freeze(account=account, act=Freeze.Act.FREEZE, requested_by=actor)
    return _stop(act, Words(reason, public), now=now)


@transaction.atomic
def unfreeze_account(
    *,
    account: Party,
    reason: str,
    requested_by: User,
    approved_by: User,
    public: str = "",
    now: datetime | None = None,
) -> Freeze:
    """Release a party; two people must agree. Raises LedgerError ``same_person`` or ``invalid_state``."""
    act = Freeze(
        account=account,
        act=Freeze.Act.UNFREEZE,
        requested_by=requested_by,
        approved_by=approved_by,
    )
    return _stop(act, Words(reason, public), now=now)


@transaction.atomic
def confirm(*, freeze: Freeze, actor: User, now: datetime | None = None) -> Freeze:
    """Note that a second person stands behind a freeze.

    Raises LedgerError ``same_person``, or ``invalid_state`` when it has been confirmed or released.
    """
    if not frozen.unconfirmed().filter(pk=freeze.pk).exists():
        raise LedgerError("invalid_state")
    act = Freeze(
        batch=freeze.batch,
        account=freeze.account,
        listing=freeze.listing,
        act=Freeze.Act.CONFIRM,
        requested_by=freeze.requested_by,
        approved_by=actor,
        kg=freeze.kg,
    )
    return write(act, Words(""), now=now)


def write(act: Freeze, words: Words, *, now: datetime | None) -> Freeze:
    """Store an act with its record in the log; the caller holds the lock of what it is about.

    Raises LedgerError ``same_person``; MarketError ``invalid_request`` for words with unseen characters.
    """
    if act.approved_by_id == act.requested_by_id:
        raise LedgerError("same_person")
    visible.check([words.reason, words.public])
    act.at = now or clock.now()
    (act.reason_digest,) = disclosures.conceal([words.reason])
    if words.public:
        (act.public_digest,) = disclosures.conceal([words.public])
    act.salt = canonical.new_salt()
    (act.leaf,) = leaves.append([records.freeze(act)])
    act.save(force_insert=True)
    outbox.put("seal_log", f"freeze:{act.pk}")
    if act.act != Freeze.Act.CONFIRM:
        outbox.put("tell_freeze", str(act.pk), {"freeze_id": act.pk})
    return act


def _change(act: Freeze, status: str, words: Words, *, now: datetime | None) -> Freeze:
    """Write the act, then the status: the database lets the status follow its last act only."""
    assert act.batch is not None
    _lock_all_holdings(act.batch)
    batch = CreditBatch.objects.select_for_update(no_key=True).get(pk=act.batch.pk)
    if batch.status == status:
        raise LedgerError("invalid_state")
    act.kg = _circulating(Holding.objects.filter(batch=batch))
    write(act, words, now=now)
    CreditBatch.objects.filter(pk=batch.pk).update(status=status)
    return act


def _stop(act: Freeze, words: Words, *, now: datetime | None) -> Freeze:
    """Wait for every movement of the account under way (``postings`` holds its party meanwhile), then write the act."""
    assert act.account is not None
    Party.objects.select_for_update().get(pk=act.account.pk)
    is_frozen = bool(frozen.among({act.account.pk}))
    if is_frozen == (act.act == Freeze.Act.FREEZE):
        raise LedgerError("invalid_state")
    act.kg = _circulating(Holding.objects.filter(account=act.account))
    return write(act, words, now=now)


def _circulating(holdings) -> int:  # type: ignore[no-untyped-def]
    kg = F("available_kg") + F("listed_kg") + F("held_kg")
    return int(holdings.aggregate(kg=Sum(kg))["kg"] or 0)


def _lock_all_holdings(batch: CreditBatch) -> None:
    """Wait for every movement under way, in the order in which movements lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM registry_holding WHERE batch_id = %s "
            "ORDER BY batch_id, account_id FOR NO KEY UPDATE",
            [batch.pk],
        )
