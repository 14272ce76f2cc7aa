"""The calculator: attendance files against their peers, growth, one event, and the queries of its page."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from benchmarks import attendance, peers, site
from benchmarks.tables import Figure

ROWS = 100_000
ROUNDS = 5
BASE = 1_000
"""Rows of the list whose time is subtracted: what its own rows cost is lost in starting a process."""
GROWTH = (10_000, 100_000, 1_000_000)
EVENT_MILLISECONDS = 2.0
PAGE_QUERIES = 10


def run(*, quick: bool = False) -> Iterator[Figure]:
    """All figures, as they are found; a wrong sum ends the run."""
    with tempfile.TemporaryDirectory() as folder, site.database() as database:
        files = Path(folder)
        yield from _one_event()
        yield from _page(database)
        yield from _attendance(files, database)
        for kind in ("xlsx", "csv"):
            yield from _growth(files, database, kind, GROWTH[:-1] if quick else GROWTH)


def _attendance(folder: Path, database: str) -> list[Figure]:
    xlsx, text = folder / "rows.xlsx", folder / "rows.csv"
    attendance.write_xlsx(xlsx, ROWS)
    attendance.write_csv(text, ROWS)
    ours: list[float] = []
    theirs: list[float] = []
    texts: list[float] = []
    peak = 0.0
    for _ in range(ROUNDS):  # taking turns, so that a busy machine is busy for all
        theirs.append(peers.read("polars", xlsx)["seconds"])
        told = _ours(database, [xlsx, text])
        by_sheet, by_text = told[str(xlsx)], told[str(text)]
        ours += by_sheet["seconds"]
        texts += by_text["seconds"]
        peak = max(peak, by_sheet["mebibytes"], by_text["mebibytes"])
        _check(by_sheet, ROWS)
        _check(by_text, ROWS)
    slow = min(peers.read("openpyxl", xlsx)["seconds"] for _ in range(2))
    ours_best, polars = min(ours), min(theirs)
    return [
        Figure("polars, bare read of 100,000 × 10 XLSX", polars, "s"),
        Figure("openpyxl, bare read of the same", slow, "s"),
        Figure("ours, upload to stored exact result, XLSX", ours_best, "s"),
        Figure("ours, the same as CSV", min(texts), "s"),
        Figure("ours ÷ polars", ours_best / polars, "×", at_most=3),
        Figure("openpyxl ÷ ours", slow / ours_best, "×", at_least=7),
        Figure("CSV ÷ XLSX, ours", min(texts) / ours_best, "×", at_most=0.5),
        Figure("peak memory of the child", peak, "MiB", at_most=300),
    ]


def _growth(folder: Path, database: str, kind: str, sizes: tuple[int, ...]) -> list[Figure]:
    """Processor time and rows above those of a list of a thousand: the slope of their logarithms.

    Processor time, for over a few milliseconds a clock measures the neighbours. Every row has its own
    kilometres: with cells that repeat, a longer file costs less a row.
    """
    write = attendance.write_xlsx if kind == "xlsx" else attendance.write_csv
    paths = {count: folder / f"{count}.{kind}" for count in (BASE, *sizes)}
    for count, path in paths.items():
        write(path, count, distinct=True)
    told = _ours(database, list(paths.values()), rounds=4)
    found = {count: told[str(path)] for count, path in paths.items()}
    for count in paths:
        _check(found[count], count, distinct=True)
    seconds = {count: min(item["seconds"]) for count, item in found.items()}
    processor = {count: min(item["processor"]) for count, item in found.items()}
    peak = max(item["mebibytes"] for item in found.values())
    points = [
        (math.log(count - BASE), math.log(max(processor[count] - processor[BASE], 1e-4)))
        for count in sizes
    ]
    figures = [Figure(f"{count:,} rows, {kind}", seconds[count], "s") for count in (BASE, *sizes)]
    return [
        *figures,
        Figure(f"slope of growth, {kind}", _slope(points), "", at_least=0.9, at_most=1.1),
        Figure(f"peak memory of the child up to there, {kind}", peak, "MiB", at_most=1536),
    ]


def _slope(points: list[tuple[float, float]]) -> float:
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    over = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return over / sum((x - mean_x) ** 2 for x, _ in points)


def _ours(database: str, paths: list[Path], rounds: int = 1) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.ours", database, str(rounds), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def _check(told: dict[str, Any], count: int, *, distinct: bool = False) -> None:
    """Digit for digit what adding up one by one gives."""
    sums: dict[tuple[str, str, str], Decimal] = {}
    for activity, cabin, route, value in told["passenger_km"]:
        sums[activity, cabin, route] = Decimal(value)
    expected = _expected(count, distinct)
    if sums != expected:
        raise SystemExit(f"Not the oracle's sums for {count} rows: {sums} instead of {expected}")


@lru_cache
def _expected(count: int, distinct: bool) -> dict[tuple[str, str, str], Decimal]:
    return attendance.passenger_km(count, distinct=distinct)


def _one_event() -> list[Figure]:
    """Sixty activities of an event, computed without reading or writing anything."""
    from footprint import sets
    from footprint.calculation import calculate

    entered, factors = _sixty(), sets.load()
    best = math.inf
    for _ in range(200):
        begun = time.perf_counter()
        calculate("mee-2019-19", factors, entered, region="CN-GD", participants=400)
        best = min(best, time.perf_counter() - begun)
    return [
        Figure("one event, 60 activities, calculation", best * 1000, "ms"),
        Figure("that ÷ the limit of 2 ms", best * 1000 / EVENT_MILLISECONDS, "×", at_most=1),
    ]


def _sixty() -> list[Any]:
    from footprint import drafts
    from footprint.assumptions import Basics

    entered = drafts.new_event(Basics(400, 2)).entered()
    return [entered[number % len(entered)] for number in range(60)]


def _page(database: str) -> list[Figure]:
    """Queries of the inventory's page, with few lines and with sixty more."""
    from django.db import connections
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from footprint import drafts
    from footprint.assumptions import Basics

    connections["default"].close()
    connections["default"].settings_dict["NAME"] = database
    counts = []
    for more in (0, 60):
        draft = drafts.new_event(Basics(400, 2))
        draft = draft.with_more(_sixty()[:more], {"name": "more", "rows": more, "people": "1"})
        client = Client()
        session = client.session
        drafts.keep_in_session(session, draft)
        session.save()
        client.cookies["sessionid"] = session.session_key
        address = reverse("footprint:event_inventory")
        client.get(address)
        with CaptureQueriesContext(connections["default"]) as caught:
            assert client.get(address).status_code == 200
        counts.append(len(caught))
    return [
        Figure("queries of the inventory page", counts[0], "", at_most=PAGE_QUERIES),
        Figure("queries more with 60 more lines", counts[1] - counts[0], "", at_most=0),
    ]
