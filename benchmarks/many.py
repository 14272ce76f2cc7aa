"""Very many retirements by plain SQL: rows of the right size in the right indexes, without leaves behind them.

For measuring look-ups only. What the audit would say of it is not asked; `bulk` builds what it accepts.
"""

from __future__ import annotations

from typing import Any

import psycopg

KG = 10
"""Kilograms of each retirement."""
FIRST = 1_000_000_000
"""The key of the first; what the verbs write beside them counts on from one."""


def fill(superuser_url: str, batch: Any, *, start: int, stop: int) -> None:
    """Retire from number ``start`` up to ``stop`` in one batch, its whole story one block after the other."""
    values = {
        "batch": batch.pk, "last": batch.last_serial, "owner": batch.project.owner_id,
        "start": start, "stop": stop - 1, "kg": KG,
    }  # fmt: skip
    with psycopg.connect(superuser_url, autocommit=True) as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("SET synchronous_commit = off")
        for statement in (_RETIREMENTS, _BLOCKS, _CURSOR):
            owner.execute(statement, values)
        for table in ("registry_retirement", "registry_serialblock"):
            owner.execute(f"VACUUM ANALYZE {table}")
        owner.execute(
            "CHECKPOINT"
        )  # else what was filled is written to disk while others are measured


_RETIREMENTS = """
    INSERT INTO registry_retirement (id, public_id, owner_id, beneficiary_id, kg, purpose, jurisdiction,
        reason_digest, claim, claim_ref, subject, at, is_demo, salt, leaf_id)
    SELECT 1000000000 + n, gen_random_uuid(), %(owner)s, %(owner)s, %(kg)s, 'event', 'CN-GD', repeat('0', 64),
        '{"kind": "event", "period": "2026", "title_zh": {"sha256": ""}, "title_en": {"sha256": ""}}',
        'many:' || n, 'many:' || n, now(), true, '\\x00000000000000000000000000000000', 1000000000 + n
    FROM generate_series(%(start)s::bigint, %(stop)s) AS n
"""
_BLOCKS = """
    INSERT INTO registry_serialblock (id, batch_id, batch_first, batch_last, prev_last, first, last, retirement_id)
    SELECT 1000000000 + n, %(batch)s, 1, %(last)s, nullif(n * %(kg)s, 0), n * %(kg)s + 1, (n + 1) * %(kg)s,
        1000000000 + n
    FROM generate_series(%(start)s::bigint, %(stop)s) AS n
"""
_CURSOR = (
    "UPDATE registry_creditbatch SET next_serial = (%(stop)s + 1) * %(kg)s + 1 WHERE id = %(batch)s"
)
