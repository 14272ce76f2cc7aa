"""The engine under every verb: lock, change, record, all of it or nothing.

Lock order, for all verbs: the parties ``FOR KEY SHARE`` by id, which hinders nobody but a freeze of an account; the
receivers' empty holdings are made; then *all* touched holdings are locked ``ORDER BY batch, account FOR NO KEY
UPDATE``; whoever also draws serials updates the batches' cursors after that, by id. Orders and listings are locked
before, by the market. Whether a batch or an account is frozen is read only once these locks are held, and
``freezes`` takes the same ones: a freeze is before or after a movement, never beside it.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from accounts.models import User
from marketplace import canonical, clock
from marketplace.failpoints import reach
from marketplace.registry import frozen, leaves, records
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import CreditBatch, Movement
from marketplace.rows import insert

End = tuple[int, str]
Key = tuple[int, int]
COMPARTMENTS = ("available", "listed", "held")
# What may still happen to a frozen batch: only what gives kilograms back.
ALLOWED_WHEN_FROZEN = frozenset({"unlist", "release", "return"})


@dataclass(frozen=True)
class Line:
    """Kilograms of a batch on one account (an ``accounts.Party``'s key)."""

    batch_id: int
    account_id: int
    kg: int


@dataclass(frozen=True)
class Post:
    """So many kilograms of a batch going from one (account, compartment) to another; None = outside."""

    kind: str
    batch_id: int
    kg: int
    source: End | None
    target: End | None


@dataclass(frozen=True)
class Batch:
    """What a movement must know of its batch."""

    code: str
    status: str
    increment_kg: int


@dataclass(frozen=True)
class Cause:
    """Who moves kilograms, for what, why, and when (None: when the transaction began)."""

    subject: str
    actor: User | None
    reason: str
    now: datetime | None


def post(posts: Sequence[Post], cause: Cause) -> list[Movement]:
    """Carry out the movements together and record each; return them in order.

    Raises LedgerError ``quantity_exceeds_available``, ``precision_exceeded``, ``below_minimum``,
    ``batch_frozen`` or ``account_frozen``; then nothing has changed.
    """
    with transaction.atomic():
        return carry_out(posts, cause)


def carry_out(posts: Sequence[Post], cause: Cause) -> list[Movement]:
    """Do the same as a part of a verb that, refused, takes back everything itself: without a savepoint of its own."""
    if not connection.in_atomic_block:
        raise RuntimeError("kilograms move within a transaction")
    _check_kilograms(posts)
    deltas = _deltas(posts)
    names = _lock_accounts(sorted({account for _batch, account in deltas}))
    _open_holdings(_receivers(posts))
    before = _lock_holdings(sorted(deltas))
    batches = _read_batches({p.batch_id for p in posts})
    _check_batches(posts, batches)
    _check_accounts(posts, set(names))
    _check_stock(posts, before, batches)
    _change_holdings(deltas)
    reach("holdings_changed")
    return _record(posts, cause, batches=batches, names=names)


def _check_kilograms(posts: Sequence[Post]) -> None:
    if not posts:
        raise ValueError("A movement needs at least one line.")
    for line in posts:
        if type(line.kg) is not int:
            raise TypeError(f"Kilograms are whole numbers, not {line.kg!r}.")
        if line.kg <= 0:
            raise LedgerError("below_minimum", minimum_kg=1)


def _deltas(posts: Iterable[Post]) -> dict[Key, dict[str, int]]:
    """Return the sum of all changes per holding and compartment."""
    deltas: dict[Key, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COMPARTMENTS, 0))
    for line in posts:
        if line.source:
            deltas[line.batch_id, line.source[0]][line.source[1]] -= line.kg
        if line.target:
            deltas[line.batch_id, line.target[0]][line.target[1]] += line.kg
    return deltas


def _lock_accounts(accounts: Sequence[int]) -> dict[int, UUID]:
    """Keep these parties from being frozen until the transaction ends; return their public ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, public_id FROM accounts_party WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE",
            [list(accounts)],
        )
        return dict(cursor.fetchall())


def _receivers(posts: Iterable[Post]) -> set[Key]:
    """Return the holdings that something comes into and nothing comes out of: only they may not be there yet."""
    into = {(line.batch_id, line.target[0]) for line in posts if line.target}
    return into - {(line.batch_id, line.source[0]) for line in posts if line.source}


def _open_holdings(keys: Iterable[Key]) -> None:
    """Make the receivers' holdings, before any lock is held: waiting here can't close a circle."""
    wanted = sorted(keys)
    if not wanted:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO registry_holding (batch_id, account_id, available_kg, listed_kg, held_kg)
            SELECT k.batch_id, k.account_id, 0, 0, 0
            FROM unnest(%s::bigint[], %s::bigint[]) AS k (batch_id, account_id)
            WHERE NOT EXISTS (
                SELECT FROM registry_holding h
                WHERE h.batch_id = k.batch_id AND h.account_id = k.account_id)
            ORDER BY k.batch_id, k.account_id
            ON CONFLICT DO NOTHING
            """,
            _columns(wanted),
        )


def _lock_holdings(keys: Sequence[Key]) -> dict[Key, dict[str, int]]:
    """Lock these holdings in the one order and return what is in them."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT h.batch_id, h.account_id, h.available_kg, h.listed_kg, h.held_kg
            FROM registry_holding h
            JOIN unnest(%s::bigint[], %s::bigint[]) AS k (batch_id, account_id)
              ON h.batch_id = k.batch_id AND h.account_id = k.account_id
            ORDER BY h.batch_id, h.account_id
            FOR NO KEY UPDATE OF h
            """,
            _columns(keys),
        )
        return {
            (batch, account): dict(zip(COMPARTMENTS, amounts, strict=True))
            for batch, account, *amounts in cursor.fetchall()
        }


def _read_batches(ids: Iterable[int]) -> dict[int, Batch]:
    """Read the batches' state as it is now: never together with the locks, for while one waits, a batch is frozen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, code, status, increment_kg FROM registry_creditbatch WHERE id = ANY (%s)",
            [list(ids)],
        )
        return {pk: Batch(*rest) for pk, *rest in cursor.fetchall()}


def _check_batches(posts: Sequence[Post], batches: dict[int, Batch]) -> None:
    for line in posts:
        batch = batches[line.batch_id]
        if batch.status == CreditBatch.Status.FROZEN and line.kind not in ALLOWED_WHEN_FROZEN:
            raise LedgerError("batch_frozen", batch=batch.code)
        if line.kg % batch.increment_kg:
            raise LedgerError(
                "precision_exceeded", increment_kg=batch.increment_kg, batch=batch.code
            )


def _check_accounts(posts: Sequence[Post], accounts: set[int]) -> None:
    """Refuse what a frozen account may not do; nothing is asked of what only gives kilograms back."""
    if all(line.kind in ALLOWED_WHEN_FROZEN for line in posts):
        return
    if frozen.among(accounts):
        raise LedgerError("account_frozen")


def _check_stock(
    posts: Sequence[Post], before: dict[Key, dict[str, int]], batches: dict[int, Batch]
) -> None:
    """Refuse kindly what the database would refuse: more than there is, line after line."""
    left = {key: dict(amounts) for key, amounts in before.items()}
    for line in posts:
        if not line.source:
            continue
        account, compartment = line.source
        amounts = left.get((line.batch_id, account), dict.fromkeys(COMPARTMENTS, 0))
        if amounts[compartment] < line.kg:
            raise LedgerError(
                "quantity_exceeds_available",
                available_kg=amounts[compartment],
                requested_kg=line.kg,
                batch=batches[line.batch_id].code,
            )
        amounts[compartment] -= line.kg


def _change_holdings(deltas: dict[Key, dict[str, int]]) -> None:
    """Apply the sums in one guarded statement: a holding that would go below zero is not touched."""
    keys = sorted(deltas)
    changes = [[deltas[key][name] for key in keys] for name in COMPARTMENTS]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE registry_holding h
            SET available_kg = h.available_kg + d.available,
                listed_kg = h.listed_kg + d.listed,
                held_kg = h.held_kg + d.held
            FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
                AS d (batch_id, account_id, available, listed, held)
            WHERE h.batch_id = d.batch_id AND h.account_id = d.account_id
              AND h.available_kg + d.available >= 0
              AND h.listed_kg + d.listed >= 0
              AND h.held_kg + d.held >= 0
            """,
            [*_columns(keys), *changes],
        )
        if cursor.rowcount != len(keys):
            raise LedgerError("quantity_exceeds_available", available_kg=0, requested_kg=0)


def _record(
    posts: Sequence[Post],
    cause: Cause,
    *,
    batches: dict[int, Batch],
    names: dict[int, UUID],
) -> list[Movement]:
    """Write the movements and their leaves."""
    at = cause.now or clock.now()
    rows = [_movement(line, cause, at) for line in posts]
    written = leaves.append(
        [
            records.movement(
                row,
                batch=batches[row.batch_id].code,
                source=names[line.source[0]] if line.source else None,
                target=names[line.target[0]] if line.target else None,
            )
            for line, row in zip(posts, rows, strict=True)
        ]
    )
    for row, leaf in zip(rows, written, strict=True):
        row.leaf = leaf
    return insert(rows)


def _movement(line: Post, cause: Cause, at: datetime) -> Movement:
    from_account, from_compartment = line.source or (None, "")
    to_account, to_compartment = line.target or (None, "")
    return Movement(
        batch_id=line.batch_id,
        kind=line.kind,
        from_account_id=from_account,
        from_compartment=from_compartment,
        to_account_id=to_account,
        to_compartment=to_compartment,
        kg=line.kg,
        actor=cause.actor,
        reason=cause.reason,
        subject=cause.subject,
        at=at,
        salt=canonical.new_salt(),
    )


def _columns(keys: Sequence[Key]) -> list[list[int]]:
    return [[key[0] for key in keys], [key[1] for key in keys]]
