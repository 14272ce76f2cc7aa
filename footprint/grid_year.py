"""Which year's grid factors an inventory takes: its own, or one that somebody chose. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from footprint.errors import CalculationError
from footprint.inputs import ActivityInput
from footprint.sets import FactorSet
from footprint.text import Text


def stamped(
    activities: Iterable[ActivityInput], basics: Mapping[str, Any], factor_set: FactorSet
) -> list[ActivityInput]:
    """The activities with the grid factor's year: the inventory's own, or the one that was chosen.

    Raises CalculationError `grid_year_required` when the inventory's year is not published and
    nobody has said which year is to stand in for it.
    """
    found = list(activities)
    wanting = [item for item in found if _takes_grid(item)]
    if not basics.get("year") or not wanting:
        return found
    year = chosen(basics, factor_set)
    if year is None:
        raise _grid_year_required(int(basics["year"]), published(factor_set))
    return [replace(item, year=year) if _takes_grid(item) else item for item in found]


def published(factor_set: FactorSet) -> tuple[int, ...]:
    """The years whose grid factors are published, newest first."""
    return tuple(row.year for row in factor_set.select("electricity", "average_co2", "CN"))


def chosen(basics: Mapping[str, Any], factor_set: FactorSet) -> int | None:
    """The year of the grid factors, or None while it must be asked."""
    years, year = published(factor_set), int(basics["year"])
    if year in years:
        return year
    said = basics.get("grid_year")
    return int(said) if said and int(said) in years else None


def offered(year: int, factor_set: FactorSet) -> tuple[int, ...]:
    """What may stand in for a year that is not published: earlier ones, newest first; else any."""
    years = published(factor_set)
    return tuple(item for item in years if item <= year) or years


def _takes_grid(item: ActivityInput) -> bool:
    """Whether a line takes a grid factor; one that claims green power does for its market-based figure."""
    if item.year is None and item.options.get("green_power"):
        return True
    if item.year is not None or item.factor is not None or item.factor_id:
        return False
    electric = item.activity == "car" and bool(item.options.get("kwh_per_100km"))
    return electric or item.activity in ("electricity", "online_participation")


def _grid_year_required(year: int, years: Sequence[int]) -> CalculationError:
    listed = ", ".join(str(item) for item in years)
    return _error(
        "grid_year_required", "grid_year",
        f"{year} 年的电网因子尚未公布；已公布：{listed}。请选择用哪一年的因子代替。",
        f"The grid factors of {year} are not published yet; published: {listed}. "
        "Choose which year is to stand in.",
    )  # fmt: skip


def _error(code: str, field: str, zh: str, en: str) -> CalculationError:
    return CalculationError(code, Text(zh, en), field=field)
