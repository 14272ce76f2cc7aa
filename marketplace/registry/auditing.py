"""The audit: the invariants in SQL, rows against leaves, the log against every checkpoint ever signed.

All of it reads one snapshot (REPEATABLE READ, read only), so that trade going on beside it raises no
alarm. A finding is {check, what, rows}; no finding means that all held.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from marketplace import clock
from marketplace.registry import log_audit, row_audit
from marketplace.registry.models import AuditRun

SQL_FILE = Path(__file__).parent / "sql" / "audit.sql"
SHOWN = 20
Finding = dict[str, Any]


@dataclass
class Report:
    """What an audit found, how much it looked at, and how long it took."""

    findings: list[Finding] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    duration_ms: int = 0

    @property
    def passed(self) -> bool:
        """Whether nothing was found."""
        return not self.findings


@dataclass(frozen=True)
class Invariant:
    """One named query of the SQL file."""

    name: str
    what: str
    query: str


def sql_files() -> list[Path]:
    """Return every app's ``sql/audit.sql``: the registry's own, and those of the apps above it."""
    places = [Path(config.path) / "sql" / "audit.sql" for config in apps.get_app_configs()]
    return [place for place in places if place.exists()]


def invariants(text: str = "") -> list[Invariant]:
    """Return the named queries of a text, or of all the SQL files; raises ValueError for one without a query."""
    texts = [text] if text else [place.read_text(encoding="utf-8") for place in sql_files()]
    return [invariant for each in texts for invariant in _named(each)]


def _named(text: str) -> list[Invariant]:
    found = []
    for part in text.split("\n-- @ ")[1:]:
        head, _newline, query = part.partition("\n")
        name, _colon, what = head.partition(": ")
        if not query.strip():
            raise ValueError(f"{name} has no query.")
        found.append(Invariant(name, what, query.strip().rstrip(";")))
    return found


def run(*, only: str = "") -> Report:
    """Run every check and return the report; nothing is stored.

    ``only`` is the text of an SQL file whose invariants are asked instead of all.
    """
    report = Report()
    started = time.monotonic()
    with _snapshot():
        for invariant in invariants(only):
            _run_query(invariant, report)
        for check in (*row_audit.CHECKS, *log_audit.CHECKS):
            _run_check(check, report)
    report.duration_ms = round((time.monotonic() - started) * 1000)
    return report


def run_and_store() -> AuditRun:
    """Run every check and keep what was found for the public status page."""
    report = run()
    with transaction.atomic():
        return AuditRun.objects.create(
            at=clock.now(),
            passed=report.passed,
            findings=report.findings,
            counts=report.counts,
            duration_ms=report.duration_ms,
        )


@contextmanager
def _snapshot() -> Iterator[None]:
    nested = connection.in_atomic_block
    with transaction.atomic():
        if not nested:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _run_query(invariant: Invariant, report: Report) -> None:
    with connection.cursor() as cursor:
        cursor.execute(invariant.query)
        rows = cursor.fetchmany(SHOWN)
        names = [column.name for column in cursor.description or ()]
    report.counts["invariants"] = report.counts.get("invariants", 0) + 1
    if rows:
        shown = [dict(zip(names, map(str, row), strict=True)) for row in rows]
        _note(report, invariant.name, invariant.what, shown)


def _run_check(check: Callable[[], Iterator[Finding | tuple[str, int]]], report: Report) -> None:
    """Run one Python check: it yields findings, and ("what", how many) for the counts."""
    rows: list[Finding] = []
    for item in check():
        if isinstance(item, tuple):
            report.counts[item[0]] = item[1]
        elif len(rows) < SHOWN:
            rows.append(item)
    if rows:
        _note(report, check.__name__, (check.__doc__ or "").split("\n")[0], rows)


def _note(report: Report, name: str, what: str, rows: list[Finding]) -> None:
    report.findings.append({"check": name, "what": what, "rows": rows})
