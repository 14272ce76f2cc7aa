"""Sourced numbers that we hold and that no set contains, with the reason: they are no emission factors. Pure."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from footprint.text import Text

FILE = Path(__file__).parent / "left_out.csv"

REASONS: dict[str, Text] = {
    "transport_only": Text(
        "英国表的焚烧数值只含运到处理厂的运输，不含焚烧废塑料等排放的化石碳，而《大型活动碳中和实施指南》第七类要的正是后者。",
        "The UK table's incineration values hold transport to the plant only and not the fossil carbon of burning, "
        "which is just what class 7 of the event guide asks for.",
    ),
    "spend_based": Text(
        "按金额的数值随价格变化，没有任何计算器采用；请填实物量。",
        "Values per yuan spent move with prices; no calculator takes them. Enter physical amounts.",
    ),
    "reduction": Text(
        "方法学里的减排量，是相对基准线少排的量，不是活动的排放因子。",
        "Reductions of credit methods: what was avoided against a baseline, no emission of an activity.",
    ),
    "baseline": Text(
        "方法学里的基准线，用来算减排量，不是活动的排放因子。",
        "Baselines of credit methods, for computing reductions; no emission of an activity.",
    ),
    "market_reporting": Text(
        "碳市场报告专用的全国电网因子，已停用，与电力二氧化碳排放因子是两个系列。",
        "National grid factors for carbon-market reports: discontinued, and another series than "
        "the CO₂ factors of electricity.",
    ),
    "no_activity": Text(
        "按建筑面积的全年用电，没有任何计算器以此为活动量。",
        "Electricity per floor area and year: no calculator has such an activity.",
    ),
}

NAMES: dict[str, Text] = {
    "transport_only": Text("只含运输的焚烧数值", "Incineration, transport only"),
    "spend_based": Text("按金额的数值", "Values per yuan spent"),
    "reduction": Text("减排量", "Reductions"),
    "baseline": Text("基准线", "Baselines"),
    "market_reporting": Text("碳市场报告因子", "Factors of carbon-market reports"),
    "no_activity": Text("单位面积用电", "Electricity per floor area"),
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A number that was left out; columns as in a set."""

    id: str
    name: Text
    value: Decimal
    unit: str
    region: str
    year: int
    source_title: str
    grade: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that were left out for one reason."""

    id: str
    name: Text
    reason: Text
    rows: tuple[LeftOut, ...]


@lru_cache(maxsize=1)
def groups() -> tuple[Group, ...]:
    """All rows by reason, in the order of `REASONS`."""
    found: dict[str, list[LeftOut]] = {reason: [] for reason in REASONS}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found[row["reason"]].append(_left_out(row))
    return tuple(
        Group(reason, NAMES[reason], REASONS[reason], tuple(rows)) for reason, rows in found.items()
    )


def count() -> int:
    """How many rows were left out."""
    return sum(len(group.rows) for group in groups())


def find(row_id: str) -> LeftOut:
    """The row of this id; raises KeyError."""
    return {row.id: row for group in groups() for row in group.rows}[row_id]


def _left_out(row: dict[str, str]) -> LeftOut:
    return LeftOut(
        id=row["id"],
        name=Text(row["name_zh"], row["name_en"]),
        value=Decimal(row["value"]),
        unit=row["unit"],
        region=row["region"],
        year=int(row["year"]),
        source_title=row["source_title"],
        grade=row["grade"],
        note=row["note"],
    )
