"""Where a row is used: defaults of guidelines, choices by region, gas or country, formulas, levers, averages. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from footprint import activities, guidelines, lever_list, regions, units
from footprint.activities import Activity
from footprint.guidelines import Guideline
from footprint.personal import averages, references
from footprint.sets import Factor, FactorSet
from footprint.text import Text
from footprint.units import UNITS, Unit

KINDS: dict[str, Text] = {
    "default": Text("核算指南的默认因子", "Default of a guideline"),
    "choice": Text("按地区、年份或气体选取", "Chosen by region, year or gas"),
    "formula": Text("计算公式的参数", "Parameter of a formula"),
    "lever": Text("减排措施的测算", "Pricing of a reduction"),
    "average": Text("个人计算器的平均值", "Average of the personal calculator"),
    "named": Text("填报时可以指定", "May be asked for by id"),
}

_DIETS = Text("餐饮：按饮食结构折算", "Meals: scaled by diet")
FORMULAS: dict[str, Text] = {
    "air-desnz-rf-ratio": Text("航空：来源没有成对数值时的辐射强迫倍数",
                               "Flights: radiative forcing where the source has no twin value"),
    "online-kamiya-kwh": Text("线上参会：每人每小时用电", "Online participation: electricity per person and hour"),
    "waste-expo-per-m2-high": Text("展览垃圾：每平方米垃圾量", "Exhibition waste: mass per square metre"),
    **{f"meal-scarborough-{diet}": _DIETS for diet in (
        "vegan", "vegetarian", "pescatarian", "lowmeat", "mediummeat", "highmeat")},
}  # fmt: skip
FORCING = Text("航空：并列展示辐射强迫", "Flights: radiative forcing shown beside")
UPSTREAM = Text("航空：并列展示燃料上游", "Flights: fuel upstream shown beside")
FLIGHT_MODEL = Text("航空：myclimate 公式的常数", "Flights: constant of the myclimate formula")

NO_REASON = Text("", "")


@dataclass(frozen=True, slots=True)
class Use:
    """One use: its kind, by whom or for what, and why this row."""

    kind: str
    name: Text
    reason: Text = NO_REASON


def of(factor_set: FactorSet) -> Mapping[str, tuple[Use, ...]]:
    """The uses of every row that has one, by id."""
    found: dict[str, list[Use]] = defaultdict(list)
    for row_id, use in _all(factor_set):
        if row_id in factor_set.factors and use not in found[row_id]:
            found[row_id].append(use)
    return {row_id: tuple(uses) for row_id, uses in found.items() if uses}


def _all(factor_set: FactorSet) -> Iterator[tuple[str, Use]]:
    rules = [guidelines.load(guideline) for guideline in guidelines.available()]
    for guideline in rules:
        yield from _defaults(guideline)
        yield from _gases(guideline)
    yield from _grid(factor_set)
    yield from _hotels(factor_set, rules)
    for row_id, name in FORMULAS.items():
        yield row_id, Use("formula", name)
    for factor in factor_set:
        if factor.category == "flight_model":
            yield factor.id, Use("formula", FLIGHT_MODEL)
    yield from _levers()
    yield from _personal()
    for factor in factor_set:
        for activity in activities.ACTIVITIES.values():
            if _may_be_named(factor, activity):
                yield factor.id, Use("named", activity.name)


def _levers() -> Iterator[tuple[str, Use]]:
    """Levers are computed like any line; only the rows of another origin are named by them."""
    for row_id in (*lever_list.RECYCLED.values(), *lever_list.REUSED.values()):
        yield row_id, Use("lever", KINDS["lever"])


def _personal() -> Iterator[tuple[str, Use]]:
    """What stands in for a skipped answer, and what an answer is compared with."""
    stands_in = (row_id for rows in averages.ROWS.values() for row_id in rows.values())
    compared = (row_id for rows in references.ROWS.values() for row_id, _times in rows)
    for row_id in (*stands_in, *averages.MADE_FROM.values(), *compared):
        yield row_id, Use("average", KINDS["average"])


def _defaults(guideline: Guideline) -> Iterator[tuple[str, Use]]:
    for item in guideline.defaults:
        yield item.factor, Use("default", guideline.title, item.reason)
        if item.activity == "flight" and item.factor.endswith("-norf"):
            stem = item.factor.removesuffix("-norf")
            yield f"{stem}-rf", Use("formula", FORCING)
            yield f"{stem}-wtt", Use("formula", UPSTREAM)


def _gases(guideline: Guideline) -> Iterator[tuple[str, Use]]:
    basis = guideline.gwp_basis
    reason = Text(f"本指南统一采用 {basis}。", f"This guideline uses {basis} throughout.")
    for gas in activities.GAS.choices or {}:
        yield f"gwp-{gas}-{basis.lower()}", Use("choice", guideline.title, reason)


def _grid(factor_set: FactorSet) -> Iterator[tuple[str, Use]]:
    for factor in factor_set:
        if factor.category != "electricity" or factor.superseded_by:
            continue
        if factor.quantity_kind == "average_co2":
            newest = factor_set.select("electricity", "average_co2", factor.region)[0] is factor
            yield (
                factor.id,
                Use("choice", activities.find("electricity").name, _when(factor, newest)),
            )
        elif factor.quantity_kind == "excl_market_nonfossil":
            name = activities.find("electricity").name
            yield factor.id, Use("choice", name, Text("已另行主张绿电时，其余电量用它。",
                                                      "For the rest where green power is claimed apart."))  # fmt: skip


def _when(factor: Factor, newest: bool) -> Text:
    place, year = regions.name(factor.region), factor.year
    if newest:
        return Text(
            f"{place.zh}的用电不指定年份时用它。",
            f"Taken for {place.en} when no year is asked for.",
        )
    return Text(
        f"{place.zh}的用电指定 {year} 年时用它。", f"Taken for {place.en} when {year} is asked for."
    )


def _may_be_named(factor: Factor, activity: Activity) -> bool:
    """Whether a line of this activity takes the row when its id is given, as `choice.asked_for` decides."""
    if factor.category not in activity.categories or factor.quantity_kind not in activity.kinds:
        return False
    taken = units.factor_unit(factor.unit)
    if taken is None or not any(activity.accepts(unit) for unit in _alike(taken.per)):
        return False
    return not activity.rows or any(part in factor.id for part in activity.rows)


def _alike(unit: Unit) -> Iterator[Unit]:
    return (other for other in UNITS.values() if other.dimension == unit.dimension)


def _hotels(factor_set: FactorSet, rules: list[Guideline]) -> Iterator[tuple[str, Use]]:
    named = {
        item.when.get("region") for guideline in rules for item in guideline.defaults_for("hotel")
    }
    countries = {factor.region for factor in factor_set if factor.category == "hotel"}
    for country in sorted(countries - named):
        rows = [
            row for row in factor_set.select("hotel", "footprint_co2e", country) if not row.is_weak
        ]
        if rows and not country.startswith("CN-"):
            place = regions.name(country)
            yield rows[0].id, Use("choice", activities.find("hotel").name,
                                  Text(f"住宿在{place.zh}时用它。", f"Taken for stays in {place.en}."))  # fmt: skip
