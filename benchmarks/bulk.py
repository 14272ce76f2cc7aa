"""A large ledger, made fast and yet true: the verbs' own records, digests and signatures, written by COPY.

Each group of rows is a small story: kilograms are offered, taken off again, passed to somebody and retired by them with
a signed statement (every fiftieth time cancelled). Everything has its leaf, so the whole audit passes.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import psycopg

BATCHES = 20
PEOPLE = 40
CHUNK = 5_000
MOVEMENTS_A_GROUP = 4
LEAVES_A_GROUP = 7
CANCELLED_EVERY = 50


@dataclass
class Numbers:
    """The next key of each table, as the database stands."""

    of: dict[str, int] = field(default_factory=dict)

    def next(self, table: str) -> int:
        """Take the next number of a table."""
        self.of[table] += 1
        return self.of[table]


class Story:
    """Makes the rows of one group after the other; keeps what the holdings and cursors come to."""

    def __init__(self, numbers: Numbers, begun: datetime) -> None:
        from tests.registry import supply

        self.numbers, self.begun = numbers, begun
        self.chance = random.Random(1)
        self.seller = supply.person("bulk-seller")
        self.people = [supply.person(f"bulk-{number}") for number in range(PEOPLE)]
        self.actor = supply.user("bulk-clerk")
        made = [supply.batch(self.seller, 10**9) for _number in range(BATCHES)]
        self.batches = _whole(made)
        self.taken: Counter[int] = Counter()

    def rows(self, number: int) -> Iterator[Any]:
        """The model instances of one group, in the order in which the verbs would write them."""
        batch, owner = self.batches[number % BATCHES], self.people[number % PEOPLE]
        kg, at = 1 + number % 50, self.begun + timedelta(milliseconds=number)
        for act, source, target in (
            ("list", (self.seller, "available"), (self.seller, "listed")),
            ("unlist", (self.seller, "listed"), (self.seller, "available")),
            ("transfer", (self.seller, "available"), (owner, "available")),
        ):
            yield from self._movement(batch, act, source, target, kg=kg, at=at, number=number)
        last_act = "cancel" if number % CANCELLED_EVERY == 0 else "retire"
        yield from self._movement(
            batch, last_act, (owner, "available"), None, kg=kg, at=at, number=number
        )
        make = self._cancellation if last_act == "cancel" else self._retirement
        yield from make(batch, owner, kg=kg, at=at, number=number)
        self.taken[batch.pk] += kg

    def _movement(
        self, batch: Any, act: str, source: Any, target: Any, *, kg: int, at: datetime, number: int
    ) -> Iterator[Any]:
        from marketplace.registry import records
        from marketplace.registry.models import Movement

        row = Movement(
            pk=self.numbers.next("registry_movement"), batch_id=batch.pk, kind=act, kg=kg, at=at,
            from_account_id=source[0].pk, from_compartment=source[1],
            to_account_id=target[0].pk if target else None,
            to_compartment=target[1] if target else "",
            actor_id=self.actor.pk, reason="", subject=f"bulk:{number}", salt=self._salt(),
        )  # fmt: skip
        record = records.movement(
            row, batch=batch.code, source=source[0].public_id,
            target=target[0].public_id if target else None,
        )  # fmt: skip
        yield self._leaf(row, record)
        yield row

    def _retirement(
        self, batch: Any, owner: Any, *, kg: int, at: datetime, number: int
    ) -> Iterator[Any]:
        from marketplace.registry import records
        from marketplace.registry.models import Retirement, RetirementUpstream

        reason, title_zh, title_en = texts = [
            self._disclosure(text) for text in ("", "2026 深圳创新论坛", "Forum 2026")
        ]
        yield from texts
        claim = {
            "kind": "event", "period": "2026-09-18/2026-09-19",
            "title_zh": {"sha256": title_zh.digest}, "title_en": {"sha256": title_en.digest},
        }  # fmt: skip
        row = Retirement(
            pk=self.numbers.next("registry_retirement"), owner=owner, beneficiary=owner, kg=kg,
            purpose="event", jurisdiction="CN-GD", reason_digest=reason.digest, claim=claim,
            claim_ref=f"bulk:{number}", subject=f"bulk:{number}", at=at, actor_id=self.actor.pk,
            is_demo=True, salt=self._salt(),
        )  # fmt: skip
        block = self._block(batch, kg, retirement=row)
        yield self._leaf(row, records.retirement(row, [block]))
        yield from (row, block)
        upstream = RetirementUpstream(
            pk=self.numbers.next("registry_retirementupstream"), retirement=row, batch=batch,
            state="withdrawn", decided_at=at, proof_number=batch.issuance.withdrawal_proof,
            salt=self._salt(),
        )  # fmt: skip
        yield self._leaf(upstream, records.upstream(upstream))
        yield upstream
        yield from self._statement(row, block)

    def _statement(self, retirement: Any, block: Any) -> Iterator[Any]:
        from marketplace import canonical
        from marketplace.registry import records, signing, statements
        from marketplace.registry.models import Statement

        body = statements.first_body(retirement, [block], now=retirement.at)
        raw = canonical.dumps(body)
        row = Statement(
            pk=self.numbers.next("registry_statement"), retirement=retirement, revision=1,
            code=body["code"], body=raw, signature=signing.sign_statement(raw), at=retirement.at,
        )  # fmt: skip
        yield self._leaf(row, records.statement(row, retirement_id=retirement.public_id))
        yield row

    def _cancellation(
        self, batch: Any, owner: Any, *, kg: int, at: datetime, number: int
    ) -> Iterator[Any]:
        from marketplace.registry import records
        from marketplace.registry.models import Cancellation

        reason = self._disclosure("mistake")
        row = Cancellation(
            pk=self.numbers.next("registry_cancellation"), owner=owner, kg=kg,
            reason_digest=reason.digest, subject=f"bulk:{number}", at=at, actor_id=self.actor.pk,
            salt=self._salt(),
        )  # fmt: skip
        block = self._block(batch, kg, cancellation=row)
        yield reason
        yield self._leaf(row, records.cancellation(row, [block]))
        yield from (row, block)

    def _block(self, batch: Any, kg: int, **cause: Any) -> Any:
        from marketplace.registry.models import SerialBlock

        first = 1 + self.taken[batch.pk]
        return SerialBlock(
            pk=self.numbers.next("registry_serialblock"), batch=batch, batch_first=1,
            batch_last=batch.last_serial, prev_last=first - 1 or None, first=first,
            last=first + kg - 1, **cause,
        )  # fmt: skip

    def _leaf(self, row: Any, record: dict[str, Any]) -> Any:
        from marketplace import canonical
        from marketplace.registry import merkle
        from marketplace.registry.models import LogLeaf

        body = canonical.dumps(record)
        row.leaf = LogLeaf(
            pk=self.numbers.next("registry_logleaf"), kind=record["kind"], body=body,
            leaf_hash=merkle.leaf_hash(body),
        )  # fmt: skip
        return row.leaf

    def _disclosure(self, text: str) -> Any:
        from marketplace import canonical
        from marketplace.registry.models import Disclosure

        salt = self._salt()
        return Disclosure(digest=canonical.commitment(salt, text), salt=salt, value=text)

    def _salt(self) -> bytes:
        return self.chance.randbytes(16)


def _whole(batches: Sequence[Any]) -> list[Any]:
    from marketplace.registry.models import CreditBatch

    rows = CreditBatch.objects.select_related(
        "project", "methodology_version__methodology", "scheme", "issuance"
    ).in_bulk([batch.pk for batch in batches])
    return list(rows.values())


TABLES = (
    "movement", "retirement", "cancellation", "serialblock", "retirementupstream", "statement", "logleaf",
)  # fmt: skip


def build(superuser_url: str, *, movements: int) -> int:
    """Write so many movements with all that belongs to them, unsealed; return how many leaves wait."""
    from django.db import connection

    from marketplace import clock
    from tests.registry.test_audit import busy_ledger

    busy_ledger()
    with psycopg.connect(superuser_url) as owner:
        # Foreign keys are not asked row by row: the audit will say whether everything belongs together.
        owner.execute("SET session_replication_role = replica")
        story = Story(Numbers(), clock.now())
        story.numbers.of = {f"registry_{name}": _last(owner, f"registry_{name}") for name in TABLES}
        before = story.numbers.of["registry_logleaf"]
        for start in range(0, movements // MOVEMENTS_A_GROUP, CHUNK):
            stop = min(start + CHUNK, movements // MOVEMENTS_A_GROUP)
            _copy(owner, (row for number in range(start, stop) for row in story.rows(number)))
        _settle(owner, story, before)
    connection.close()
    return story.numbers.of["registry_logleaf"] - before


def _copy(owner: psycopg.Connection[Any], rows: Iterable[Any]) -> None:
    """COPY rows of several models, each into its table."""
    from django.db import connection

    sorted_out: dict[Any, list[Any]] = {}
    for row in rows:
        sorted_out.setdefault(type(row), []).append(row)
    for model, those in sorted_out.items():
        fields = model._meta.concrete_fields
        names = ", ".join(f'"{each.column}"' for each in fields)
        with (
            owner.cursor() as cursor,
            cursor.copy(f"COPY {model._meta.db_table} ({names}) FROM STDIN") as copy,
        ):
            for row in those:
                copy.write_row(
                    [
                        each.get_db_prep_save(getattr(row, each.attname), connection)
                        for each in fields
                    ]
                )


def _settle(owner: psycopg.Connection[Any], story: Story, before: int) -> None:
    """Bring holdings, cursors, the queue of leaves and the sequences to where the rows left them."""
    for batch_id, kg in story.taken.items():
        owner.execute(
            "UPDATE registry_holding SET available_kg = available_kg - %s WHERE batch_id = %s",
            [kg, batch_id],
        )
        owner.execute(
            "UPDATE registry_creditbatch SET next_serial = 1 + %s WHERE id = %s", [kg, batch_id]
        )
    owner.execute(
        "INSERT INTO registry_logpending SELECT id FROM registry_logleaf WHERE id > %s", [before]
    )
    for table in story.numbers.of:
        owner.execute(
            "SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM " + table + "))",
            [table],
        )
    owner.commit()
    owner.autocommit = True
    owner.execute("VACUUM ANALYZE")


def _last(owner: psycopg.Connection[Any], table: str) -> int:
    row = owner.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def seal_all() -> int:
    """Seal everything that waits; return how many checkpoints that took."""
    from marketplace.registry import log

    count = 0
    while log.seal() is not None:
        count += 1
    return count
