"""What stands in for a skipped answer: a row of the factor set, and whom it describes. Never silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from footprint import regions
from footprint.numbers import grouped
from footprint.sets import Factor, FactorSet
from footprint.text import Text

SHENZHEN = "shenzhen"
GUANGDONG = "CN-GD"
"""Elsewhere in Guangdong, where the city is known to be Shenzhen there is `SHENZHEN`."""

NATION = "CN"
_GUANGZHOU = "guangzhou"
_NAMES = {
    SHENZHEN: Text("深圳", "Shenzhen"),
    _GUANGZHOU: Text("广州", "Guangzhou"),
    NATION: Text("全国", "China"),
}
_NEAREST = {SHENZHEN: (SHENZHEN, _GUANGZHOU, NATION), GUANGDONG: (_GUANGZHOU, NATION, SHENZHEN)}
_ELSEWHERE = (NATION, SHENZHEN, _GUANGZHOU)
"""Whose average is nearest to a place; the first that the factor set holds is taken, and named."""

ROWS: Mapping[str, Mapping[str, str]] = {
    "household": {SHENZHEN: "city-sz-household-size-2016"},
    "electricity": {
        SHENZHEN: "city-sz-residential-kwh-month",
        NATION: "city-cn-residential-kwh-month",
    },
    "gas": {_GUANGZHOU: "city-gz-gas-m3-person-month"},
    "water": {
        SHENZHEN: "city-sz-water-litres-2016",
        _GUANGZHOU: "city-gz-water-litres-2021",
        NATION: "city-cn-water-residential-2021",
    },
    "waste": {SHENZHEN: "waste-sz-percapita-other"},
    "commute_mode": {SHENZHEN: "city-sz-metro-share-2024"},
    "commute_km": {SHENZHEN: "city-sz-commute-2020"},
    "diet": {NATION: "meal-cn-home"},
}
MADE_FROM = {
    "city-sz-residential-kwh-month": "city-sz-electricity-2023",
    "city-cn-residential-kwh-month": "city-cn-residential-2024",
    "city-gz-gas-m3-person-month": "city-gz-gas-household-2021",
    "city-sz-water-litres-2016": "city-sz-water-2016",
    "city-gz-water-litres-2021": "city-gz-water-residential-2021",
    "waste-sz-percapita-other": "waste-sz-other-2021",
}
"""Rows that are computed from others name the publication of the main one."""

_UNITS = {
    "household": Text("人/户", "persons per household"),
    "electricity": Text("千瓦时/人·月", "kWh per person and month"),
    "gas": Text("立方米/人·月", "m³ per person and month"),
    "water": Text("升/人·日", "litres per person and day"),
    "waste": Text("千克/人·日", "kg per person and day"),
    "commute_km": Text("公里（单程）", "km one way"),
    "diet": Text("千克/餐 × 每日三餐", "kg per meal × three a day"),
    "commute_mode": Text("%", "%"),
}


NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Average:
    """A stated average: its row, whom it describes, and where the row was published."""

    row: Factor
    of: Text
    unit: Text
    is_own: bool
    published_in: str

    @property
    def value(self) -> Text:
        """The row's own digits with a unit in words."""
        number = grouped(self.row.value)
        return Text(f"{number} {self.unit.zh}", f"{number} {self.unit.en}")


@dataclass(frozen=True, slots=True)
class Skip:
    """What skipping a card does, in words, and the average behind it if there is one."""

    does: Text
    average: Average | None = None
    caution: Text = NOTHING
    is_assumption: bool = False
    """Whether the row only supports an assumption, so that its value is none to show as the answer."""


def place_name(place: str) -> Text:
    """The city or province that was answered."""
    return _NAMES.get(place) or regions.name(place)


def region_of(place: str) -> str:
    """The ISO 3166-2 code of the province, which decides the grid's factor."""
    return GUANGDONG if place == SHENZHEN else place


def place_of(answers: Mapping[str, str], region: str) -> str:
    """Where a person lives; who has not said so but lives in Guangdong is counted in Shenzhen."""
    return answers.get("place") or (SHENZHEN if region == GUANGDONG else region)


def find(question: str, place: str, factor_set: FactorSet) -> Average | None:
    """The average nearest to a place that the set holds for a question, or None."""
    rows = ROWS.get(question, {})
    whose = next((item for item in _NEAREST.get(place, _ELSEWHERE) if item in rows), None)
    if whose is None:
        return None
    row = factor_set.get(rows[whose])
    source = factor_set.factors.get(MADE_FROM.get(row.id, ""), row)
    return Average(row, _NAMES[whose], _UNITS[question], whose == place, source.source_title)


def skip(question: str, place: str, factor_set: FactorSet) -> Skip:
    """What skipping this question does for somebody who lives in this place."""
    average = find(question, place, factor_set)
    if question in _WITHOUT:
        return Skip(_WITHOUT[question])
    if average is None:
        return Skip(NOT_COUNTED)
    if question == "commute_mode":
        share = grouped(average.row.value)
        why = Text(
            f"没有通勤方式的平均值；地铁占深圳公共交通客运量的 {share} %。",
            f"No average of how people commute is known; of Shenzhen’s public transport the metro carries {share} %.",
        )
        return Skip(AS_METRO, average, why, is_assumption=True)
    of = average.of
    does = Text(f"使用{of.zh}平均值", f"use the average of {of.en}")
    if average.is_own:
        return Skip(does, average)
    where = place_name(place)
    caution = Text(
        f"没有找到{where.zh}的平均值，以{of.zh}代替。",
        f"No average of {where.en} was found; that of {of.en} stands in.",
    )
    return Skip(does, average, caution)


NOT_COUNTED = Text(
    "没有可用的平均值，不计入，结果中会注明",
    "no average is known, so nothing is counted, and the result says so",
)
AS_METRO = Text("按乘地铁计（假设）", "count me as going by metro, an assumption")
_WITHOUT = {
    "place": Text("按住在深圳计", "count me as living in Shenzhen"),
    "meals_out": Text(
        "没有可用的平均值，全部按在家做饭计",
        "no average is known; all meals are counted as cooked at home",
    ),
    "grid_factor": Text(
        "西藏没有公布的因子，用电不计入，结果中会注明",
        "none is published for Tibet, so electricity is not counted, and the result says so",
    ),
}
