"""`manage.py audit` on a large ledger, and whether it finds any one field that somebody changes in it."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from benchmarks import bulk, site
from benchmarks.tables import Figure

MOVEMENTS = 1_000_000
CHANGES = 1_000
QUICK_MOVEMENTS = 4_000
QUICK_CHANGES = 60


def run(*, quick: bool) -> Iterator[Figure]:
    """Build, seal, audit, then change one random field of one random row at a time, ask, and roll back."""
    from tests import databases
    from tests.environment import SERVERS

    movements, changes = (QUICK_MOVEMENTS, QUICK_CHANGES) if quick else (MOVEMENTS, CHANGES)
    with site.database("benchmarks_audit") as name:
        site.start(name)
        superuser = databases.url(SERVERS.postgres.superuser_url, name)
        begun = time.perf_counter()
        leaves = bulk.build(superuser, movements=movements)
        yield Figure(f"building {movements:,} movements with {leaves:,} leaves", _since(begun), "s")
        begun = time.perf_counter()
        bulk.seal_all()
        yield Figure(f"sealing {leaves:,} leaves", _since(begun), "s")
        yield from _audited()
        yield from _tampered(superuser, changes)


def _since(begun: float) -> float:
    return time.perf_counter() - begun


def _audited() -> Iterator[Figure]:
    from marketplace.registry import auditing

    begun = time.perf_counter()
    report = auditing.run()
    took = _since(begun)
    for finding in report.findings:
        sys.stderr.write(f"{finding}\n")
    count = report.counts["movements"]
    yield Figure(f"audit of {count:,} movements", took, "s", grows=("audit", count))
    for what in ("retirements", "statements", "entries", "invariants"):
        yield Figure(f"… which looked at {what}", report.counts[what], "")
    yield Figure("findings in an untouched ledger", len(report.findings), "", at_most=0)


def _tampered(superuser: str, changes: int) -> Iterator[Figure]:
    """Row by row as a superuser, whom triggers and foreign keys don't stop."""
    from django.db import connection

    from tests.registry import tampering

    address = urlsplit(superuser)
    connection.close()
    connection.settings_dict.update(USER=address.username, PASSWORD=address.password)
    chance, by, missed = random.Random(1), Counter[str](), []
    columns = tampering.columns()
    begun = time.perf_counter()
    for _number in range(changes):
        table = chance.choice(tampering.TABLES)
        column, kind = chance.choice([(c, k) for t, c, k in columns if t == table])
        key = tampering.random_key(table, chance, saying=column)
        assert key is not None, table
        name = tampering.try_one(tampering.Target(table, column, kind, key))
        by[name] += 1
        if not name:
            missed.append(f"{table}.{column} of row {key}")
    sys.stderr.writelines(f"not found: {each}\n" for each in missed)
    yield Figure("random fields of random rows changed", changes, "")
    yield Figure("… of which the audit found", 100 * (1 - len(missed) / changes), "%", at_least=100)
    yield Figure("… by comparing row and leaf", sum(n for c, n in by.items() if "_fit" in c), "")
    yield Figure("time to change, ask and undo, each", _since(begun) / changes * 1000, "ms")
