"""Why calculators differ: one thing computed in several published ways, from the rows of a set. Pure.

`disagreement.toml` says which rows and why; the kilograms are computed here, never typed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from footprint import flight_formula, units
from footprint.library import left_out
from footprint.numbers import EXACT, FRACTION_DIGITS, grouped, printed, rounded
from footprint.sets import FactorSet
from footprint.text import Text

FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True, slots=True)
class Case:
    """One way to compute it; `factor` is the id of its first row, empty where the set does not hold it."""

    label: Text
    kg: Decimal
    factor: str
    step: Text
    ours: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """A thing and what different calculators make of it, smallest first."""

    id: str
    title: Text
    question: Text
    why: Text
    ours: Text
    cases: tuple[Case, ...]
    activity: Mapping[str, Any]

    @property
    def lowest(self) -> Decimal:
        """The smallest result in kilograms."""
        return self.cases[0].kg

    @property
    def highest(self) -> Decimal:
        """The largest result in kilograms."""
        return self.cases[-1].kg

    @property
    def taken(self) -> Decimal:
        """What our calculators make of it in kilograms."""
        return next(case.kg for case in self.cases if case.ours)

    @property
    def times(self) -> Decimal:
        """How many times the smallest goes into the largest, one decimal."""
        return rounded(EXACT.divide(self.highest, self.lowest), places=1)


@lru_cache(maxsize=8)
def topics(factor_set: FactorSet) -> tuple[Topic, ...]:
    """All topics with the numbers of a set; raises CalculationError for a row it does not hold."""
    return tuple(_topic(item, factor_set) for item in _data())


def _topic(item: Mapping[str, Any], factor_set: FactorSet) -> Topic:
    cases = [_case(case, item, factor_set) for case in item["case"]]
    return Topic(
        id=item["id"],
        title=_text(item, "title"),
        question=_text(item, "question"),
        why=_text(item, "why"),
        ours=_text(item, "ours"),
        cases=tuple(sorted(cases, key=lambda case: case.kg)),
        activity=item["activity"],
    )


def _case(case: Mapping[str, Any], topic: Mapping[str, Any], factor_set: FactorSet) -> Case:
    amount = EXACT.multiply(Decimal(topic["amount"]), Decimal(case.get("times", "1")))
    label, ours = _text(case, "label"), case.get("ours", False)
    if case.get("formula") == "myclimate":
        kg = flight_formula.per_passenger(amount, factor_set)
        return Case(label, rounded(kg, places=FRACTION_DIGITS), case["factor"], Text("", ""), ours)
    rows = [_row(row_id, case, factor_set) for row_id in (case["factor"], *case.get("plus", ()))]
    kg = sum((_kilograms(amount, value, unit, topic["unit"]) for value, unit in rows), Decimal(0))
    factors = " + ".join(f"{printed(value)} {unit}" for value, unit in rows)
    factors = f"({factors})" if len(rows) > 1 else factors
    unit = units.UNITS[topic["unit"]].plural
    step = Text(
        f"{grouped(amount)} {unit.zh} × {factors} = {grouped(kg)} 千克",
        f"{grouped(amount)} {unit.en} × {factors} = {grouped(kg)} kg",
    )
    return Case(label, kg, "" if case.get("left_out") else case["factor"], step, ours)


def _row(row_id: str, case: Mapping[str, Any], factor_set: FactorSet) -> tuple[Decimal, str]:
    if case.get("left_out"):
        row = left_out.find(row_id)
        return row.value, row.unit
    factor = factor_set.get(row_id)
    return factor.value, factor.unit


def _kilograms(amount: Decimal, value: Decimal, unit: str, per: str) -> Decimal:
    """Amount × factor; raises ValueError when the factor is per something else."""
    taken = units.factor_unit(unit)
    if taken is None or taken.per.dimension != units.UNITS[per].dimension:
        raise ValueError(f"a factor in {unit} does not fit an amount in {per}")
    converted = units.convert(amount, units.UNITS[per], taken.per)
    return EXACT.multiply(EXACT.multiply(converted, value), taken.kilograms)


def _text(item: Mapping[str, Any], key: str) -> Text:
    return Text(item[f"{key}_zh"], item[f"{key}_en"])


@lru_cache(maxsize=1)
def _data() -> list[dict[str, Any]]:
    return list(tomllib.loads(FILE.read_text(encoding="utf-8"))["topic"])
