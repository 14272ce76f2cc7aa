"""Changing one field of one row of evidence behind everybody's back, and asking the audit about it.

As a superuser whom triggers and foreign keys don't stop; a constraint that refuses is dropped first, and that guards
are missing then doesn't count as finding it.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction

from marketplace.registry import auditing, log_audit, row_audit

TABLES = (
    "movement", "creditbatch", "issuancerequest", "retirement", "cancellation", "serialblock",
    "retirementupstream", "statement", "freeze", "logleaf",
)  # fmt: skip
"""Every table whose rows are leaves, or of which a leaf speaks, and the leaves."""
NUMBERS_ONLY = {(table, "id") for table in TABLES} - {("logleaf", "id")}
"""A row's own number says nothing: where others name it, their keys are columns here."""
GUARDS = ("guards_in_place", "rights_in_place")


@dataclass(frozen=True)
class Target:
    """One field of one row."""

    table: str
    column: str
    kind: str
    key: int


def columns() -> list[tuple[str, str, str]]:
    """Return (table, column, PostgreSQL's type) of everything that is tampered with."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT substr(table_name, 10), column_name, udt_name FROM information_schema.columns "
            "WHERE table_name = ANY (%s) AND table_schema = 'public' ORDER BY 1, ordinal_position",
            [[f"registry_{table}" for table in TABLES]],
        )
        return [row for row in cursor.fetchall() if row[:2] not in NUMBERS_ONLY]


UNSAID = {("retirementupstream", "salt"): "leaf_id IS NOT NULL"}
"""A salt says nothing before there is a leaf that it hides."""


def random_key(table: str, chance: random.Random, *, saying: str = "") -> int | None:
    """Return the key of some row, of those in which the field ``saying`` says something; None when there is none."""
    those = UNSAID.get((table, saying), "true")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT min(id), max(id) FROM registry_{table} WHERE {those}")
        least, most = cursor.fetchone()
        if least is None:
            return None
        cursor.execute(
            f"SELECT id FROM registry_{table} WHERE id >= %s AND {those} ORDER BY id LIMIT 1",
            [chance.randint(least, most)],
        )
        return int(cursor.fetchone()[0])


_CHANGES = {
    "int8": "coalesce({c}, 0) + 1",
    "int4": "coalesce({c}, 0) + 1",
    "int2": "coalesce({c}, 0) + 1",
    "varchar": "CASE WHEN coalesce({c}, '') = '' THEN 'x' WHEN {c} LIKE '%%x' THEN left({c}, -1) || 'y' "
    "ELSE left({c}, -1) || 'x' END",
    "text": "coalesce({c}, '') || 'x'",
    "bytea": "set_byte({c}, 0, (get_byte({c}, 0) + 1) %% 256)",
    "timestamptz": "coalesce({c}, now()) + interval '1 microsecond'",
    "date": "coalesce({c}, '2020-01-01') + 1",
    "bool": "NOT {c}",
    "jsonb": '{c} || \'{{"period": "2020"}}\'',
    "uuid": "gen_random_uuid()",
}


def tamper(target: Target) -> None:
    """Change the field to something else of its type."""
    value = _CHANGES[target.kind].format(c=target.column)
    sql = f"UPDATE registry_{target.table} SET {target.column} = {value} WHERE id = %s"
    for _attempt in range(6):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, [target.key])
                assert cursor.rowcount == 1, target
                return
        except IntegrityError as refusal:
            _drop(target.table, refusal)
    raise AssertionError(f"{target} could not be changed")


def _drop(table: str, refusal: IntegrityError) -> None:
    cause: Any = refusal.__cause__
    name = cause.diag.constraint_name
    with connection.cursor() as cursor:
        if name is None:
            cursor.execute(
                f"ALTER TABLE registry_{table} ALTER COLUMN {cause.diag.column_name} DROP NOT NULL"
            )
            return
        cursor.execute(f"ALTER TABLE registry_{table} DROP CONSTRAINT IF EXISTS {name} CASCADE")
        cursor.execute(f"DROP INDEX IF EXISTS {name}")


def found(target: Target, related: dict[str, list[int]]) -> str:
    """Return the name of the first check that objects, or nothing: first those near the row, then all.

    On a large ledger the order decides how long it takes, never what is found.
    """
    for check in _near(target, related):
        if any(not isinstance(item, tuple) for item in check()):
            return check.__name__
    table = f"registry_{target.table}"
    for asked in sorted(
        auditing.invariants(),
        key=lambda one: (table not in one.query, target.column not in one.query),
    ):
        if asked.name not in GUARDS and _finds(asked.query):
            return asked.name
    for check in (*row_audit.CHECKS, *log_audit.CHECKS):
        if any(not isinstance(item, tuple) for item in check()):
            return check.__name__
    return ""


def _finds(query: str) -> bool:
    """Whether a query of the audit returns any row; the database stops at the first."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM ({query.strip().rstrip(';')}) AS found LIMIT 1")
        return cursor.fetchone() is not None


def related_rows(target: Target) -> dict[str, list[int]]:
    """Return the keys, as they are before, of the rows whose leaf speaks of this one."""
    if target.table == "issuancerequest":
        return {"creditbatch": _keys("creditbatch", "issuance_id", target.key)}
    if target.table == "serialblock":
        names = ("retirement", "cancellation")
        return {name: _column("serialblock", f"{name}_id", target.key) for name in names}
    if target.table == "logleaf":
        names = ("movement", "creditbatch", "retirement", "cancellation", "statement", "freeze")
        return {name: _keys(name, "leaf_id", target.key) for name in names}
    return {target.table: [target.key]}


def _keys(table: str, column: str, value: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM registry_{table} WHERE {column} = %s", [value])
        return [key for (key,) in cursor.fetchall()]


def _column(table: str, column: str, key: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM registry_{table} WHERE id = %s", [key])
        return [value for (value,) in cursor.fetchall() if value is not None]


_CHECKS: dict[str, Callable[[list[int]], Iterator[row_audit.Item]]] = {
    "movement": row_audit.movements_fit_the_log,
    "creditbatch": row_audit.issuances_fit_the_log,
    "retirement": row_audit.retirements_fit_the_log,
    "cancellation": row_audit.cancellations_fit_the_log,
    "statement": row_audit.statements_fit_the_log,
    "retirementupstream": row_audit.withdrawal_fits_its_leaf,
    "freeze": row_audit.freezes_fit_the_log,
}


def _near(target: Target, related: dict[str, list[int]]) -> Iterator[Callable[[], Iterator[Any]]]:
    for table, keys in related.items():
        if keys:
            check = _CHECKS[table]

            def near(check: Any = check, keys: list[int] = keys) -> Iterator[Any]:
                return check(keys)

            near.__name__ = check.__name__
            yield near


def try_one(target: Target) -> str:
    """Tamper, ask, and roll back; return what found it."""
    with transaction.atomic():
        related = related_rows(target)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
        tamper(target)
        name = found(target, related)
        transaction.set_rollback(True)
    return name
