"""Which other published rows could have served a line: named row by row in data, or found by rule.

Data name the rows of one activity and its answers, with what speaks for or against each; grid factors,
hotels and refrigerants, which the calculators find by rule, are found by the same rules here. Pure.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from footprint import activities, guidelines, numbers, regions
from footprint.choice import Rules
from footprint.inputs import ActivityInput
from footprint.sets import Factor
from footprint.text import Text

FITS, REASON, WIDER, NEVER = "fits", "reason", "wider", "never"
STANDINGS = {
    FITS: Text("同样适用", "fits as well"),
    REASON: Text("须说明理由", "only with a stated reason"),
    WIDER: Text("口径不同", "another boundary"),
}

FILE = guidelines.FOLDER / "alternatives-2026.toml"

DEFAULT = Text("指南的默认因子。", "What the guideline takes by default.")
FOOTPRINT = Text(
    "电力碳足迹因子是全生命周期口径，只用于产品碳足迹，不与平均因子混用。",
    "A life-cycle footprint of power, for products only; never mixed with the average factor.",
)
RESIDUAL = Text(
    "只用于已单独主张绿电的用户的其余电量，不与平均因子混用。",
    "Only for the rest of the power of a buyer who claims green power apart; never mixed with the average.",
)
AVERAGE = Text(
    "已单独主张绿电时，其余电量不能再用平均因子：绿电会被算两次。",
    "Where green power is claimed apart, the average would count it twice for the rest.",
)


@dataclass(frozen=True, slots=True)
class Variant:
    """The same activity entered so that another row is used, and how that row stands to the line."""

    entered: ActivityInput
    standing: str
    why: Text


@dataclass(frozen=True, slots=True)
class Withheld:
    """A row that somebody could come upon and that is not offered, with the reason."""

    factor: Factor
    why: Text


@dataclass(frozen=True, slots=True)
class Named:
    """A row that the data name for an activity and its answers."""

    activity: str
    factor: str
    standing: str
    when: Mapping[str, str]
    why: Text


@lru_cache(maxsize=1)
def named() -> Mapping[str, tuple[Named, ...]]:
    """The rows of the data file by activity."""
    found: dict[str, list[Named]] = {}
    for item in tomllib.loads(FILE.read_text(encoding="utf-8"))["alternative"]:
        found.setdefault(item["activity"], []).append(_named(item))
    return {activity: tuple(rows) for activity, rows in found.items()}


def variants(entered: ActivityInput, rules: Rules) -> Iterator[Variant]:
    """Every other way to enter the activity that is worth computing; not yet computed."""
    if entered.activity == "custom":
        return
    plain = replace(entered, factor=None, factor_id="", reason="")
    if entered.factor is not None or entered.factor_id:
        yield Variant(plain, FITS, DEFAULT)
    for row in _fitting(entered, rules):
        if row.standing != NEVER and row.factor in rules.factor_set.factors:
            yield Variant(replace(plain, factor_id=row.factor), row.standing, row.why)
    yield from _by_rule(plain, rules)


def withheld(entered: ActivityInput, rules: Rules) -> tuple[Withheld, ...]:
    """Rows that must not be mixed with the line's, and why."""
    rows = [
        Withheld(rules.factor_set.factors[row.factor], row.why)
        for row in _fitting(entered, rules)
        if row.standing == NEVER and row.factor in rules.factor_set.factors
    ]
    return (*rows, *_withheld_by_rule(entered, rules))


def uses_grid(entered: ActivityInput) -> bool:
    """Whether the line's factor is the grid's, chosen by region and year."""
    if entered.factor is not None or entered.factor_id:
        return False
    if entered.activity == "car":
        return bool(entered.options.get("kwh_per_100km"))
    return entered.activity in ("electricity", "online_participation")


def region_of(entered: ActivityInput, rules: Rules) -> str:
    """The province or country of a line, or nothing where none is known."""
    region = entered.region or rules.region
    return regions.normalise(region) if region else ""


def _named(item: dict[str, Any]) -> Named:
    return Named(
        activity=item["activity"],
        factor=item["factor"],
        standing=item["standing"],
        when=item.get("when", {}),
        why=Text(item["why_zh"], item["why_en"]),
    )


def _fitting(entered: ActivityInput, rules: Rules) -> Iterator[Named]:
    answers = {"region": region_of(entered, rules)}
    for option in activities.find(entered.activity).options:
        answers[option.id] = entered.options.get(option.id) or option.default
    for row in named().get(entered.activity, ()):
        if all(answers.get(key) == value for key, value in row.when.items()):
            yield row


def _by_rule(entered: ActivityInput, rules: Rules) -> Iterator[Variant]:
    if uses_grid(entered):
        yield from _grid(entered, rules)
    elif entered.activity == "hotel":
        yield from _hotels(entered, rules)
    elif entered.activity == "flight":
        yield from _twins(entered)


def _grid(entered: ActivityInput, rules: Rules) -> Iterator[Variant]:
    """Other published years of the same grid, then the nation; each only with a stated reason."""
    region, kind = region_of(entered, rules), "average_co2"
    if entered.options.get("basis") == "residual":
        region, kind = "CN", "excl_market_nonfossil"
    place = regions.name(region) if region else Text("", "")
    for row in rules.factor_set.select("electricity", kind, region):
        why = Text(
            f"{place.zh} {row.year} 年的因子：只用于该年度的用电。",
            f"{place.en}'s factor of {row.year}: for power used in that year only.",
        )
        yield Variant(replace(entered, year=row.year), REASON, why)
    if region != "CN":
        why = Text("全国平均：已有省级因子，采用须说明理由。",
                   "The national average: there is a provincial factor, so a reason must be stated.")  # fmt: skip
        yield Variant(replace(entered, region="CN", year=None), REASON, why)


def _hotels(entered: ActivityInput, rules: Rules) -> Iterator[Variant]:
    region = region_of(entered, rules)
    country = "CN" if region.startswith("CN") else region
    for row in rules.factor_set.select("hotel", "footprint_co2e", country):
        why = Text(f"同一国家或地区的另一个公布值（{row.year} 年）。",
                   f"Another published value for the same country or region ({row.year}).")  # fmt: skip
        yield Variant(replace(entered, factor_id=row.id), FITS, why)


def _twins(entered: ActivityInput) -> Iterator[Variant]:
    """The flight with and without what stands beside the headline."""
    words = {
        "rf": (Text("计入高空非二氧化碳效应（辐射强迫）。", "With effects at height besides CO2 (radiative forcing)."),
               Text("不计辐射强迫。", "Without radiative forcing.")),
        "wtt": (Text("计入燃料的开采、炼制和运输。", "With making and moving the fuel."),
                Text("不计燃料上游。", "Without fuel upstream.")),
    }  # fmt: skip
    for option, (with_it, without) in words.items():
        counted = entered.options.get(option) == "yes"
        options = {**entered.options, option: "no" if counted else "yes"}
        yield Variant(replace(entered, options=options), WIDER, without if counted else with_it)


def _withheld_by_rule(entered: ActivityInput, rules: Rules) -> Iterator[Withheld]:
    if entered.activity == "electricity":
        residual = entered.options.get("basis") == "residual"
        for category, kind, why in (
            ("electricity_footprint", "footprint_co2e", FOOTPRINT),
            ("electricity", "average_co2", AVERAGE)
            if residual
            else ("electricity", "excl_market_nonfossil", RESIDUAL),
        ):
            rows = rules.factor_set.select(category, kind, "CN")
            newest = [row for row in rows if row.id.removesuffix(f"-{row.year}").endswith("-cn")]
            newest = newest or list(rows)
            if newest:
                yield Withheld(newest[0], why)
    if entered.activity == "refrigerant" and entered.options.get("gas"):
        yield from _other_reports(entered.options["gas"], rules)


def _other_reports(gas: str, rules: Rules) -> Iterator[Withheld]:
    basis = rules.guideline.gwp_basis
    for report in ("AR4", "AR5", "AR6"):
        row = rules.factor_set.factors.get(f"gwp-{gas}-{report.lower()}")
        if report != basis and row is not None:
            value = numbers.plain(row.value)
            yield Withheld(row, Text(
                f"{report} 的数值是 {value}；一份清单只用一套增温潜势，本清单用 {basis}。",
                f"{report} says {value}; one inventory uses one set of GWP, this one {basis}.",
            ))  # fmt: skip


def newest_grid_years(rules: Rules) -> tuple[int, ...]:
    """The years for which a national grid factor is published, newest first."""
    rows = rules.factor_set.select("electricity", "average_co2", "CN")
    return tuple(sorted({row.year for row in rows}, reverse=True))


def with_grid_year(entered: ActivityInput, year: int) -> ActivityInput:
    """The activity with the grid factor of a year, where it uses one; else unchanged."""
    return replace(entered, year=year) if uses_grid(entered) else entered
