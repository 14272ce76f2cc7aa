"""What the parts of a year are compared with: only figures that have a source, each with its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from footprint.numbers import EXACT
from footprint.personal.changes import Made, kilometres
from footprint.personal.lines import DAYS, MEALS, MONTHS
from footprint.personal.parts import PARTS
from footprint.sets import Factor, FactorSet
from footprint.text import Text

FOOD = Text("饮食", "Food")
TRAVEL = Text("机动化出行", "All motorised travel")
COMMUTE = Text("通勤单程", "Way to work, one way")
_KWH = Text("千瓦时/年", "kWh a year")
_CUBIC = Text("立方米/年", "m³ a year")
_KG = Text("千克/年", "kg a year")
_KM_YEAR = Text("公里/年", "km a year")
_KM = Text("公里", "km")
_LITRES = EXACT.divide(DAYS, Decimal(1000))

ROWS: dict[str, tuple[tuple[str, Decimal], ...]] = {
    "electricity": (("city-sz-residential-kwh-month", MONTHS), ("city-cn-residential-kwh-month", MONTHS)),
    "gas": (("city-gz-gas-m3-person-month", MONTHS),),
    "water": (
        ("city-sz-water-litres-2016", _LITRES), ("city-gz-water-litres-2021", _LITRES),
        ("city-cn-water-residential-2021", _LITRES),
    ),
    "commute": (("city-sz-commute-2020", Decimal(1)),),
    "food": (("meal-cn-home", MEALS),),
    "travel": (("city-cn-motorised-km", Decimal(1)),),
}  # fmt: skip
"""The rows of each comparison, and what turns one into a year of one person."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One part against one named reference, both for a person and a year, in the same unit."""

    name: Text
    yours: Decimal
    reference: Decimal
    unit: Text
    row: Factor

    @property
    def ratio(self) -> Decimal:
        """Yours over the reference."""
        return EXACT.divide(self.yours, self.reference)


def compare(made: Sequence[Made], factor_set: FactorSet) -> list[Comparison]:
    """The answered parts beside their references; what is itself an average is not compared."""
    return [
        Comparison(name, yours, EXACT.multiply(row.value, times), unit, row)
        for key, name, yours, unit in _yours(made)
        for row, times in ((factor_set.get(row_id), times) for row_id, times in ROWS[key])
    ]


def _yours(made: Sequence[Made]) -> Iterator[tuple[str, Text, Decimal, Text]]:
    answered = {line.part: line for line in made if line.entered.quality != "extrapolated"}
    for part, unit in (("electricity", _KWH), ("gas", _CUBIC), ("water", _CUBIC)):
        if part in answered:
            yield part, PARTS[part], answered[part].entered.value, unit
    if "commute" in answered:
        far = Decimal(answered["commute"].entered.options["distance_km"])
        yield "commute", COMMUTE, far, _KM
    meals = [line for line in made if line.part in ("home_meals", "bought_meals")]
    if any(line.part in answered for line in meals):
        yield "food", FOOD, sum((line.kg for line in meals), Decimal(0)), _KG
    travelled = sum((kilometres(line.entered) for line in answered.values()), Decimal(0))
    if travelled:
        yield "travel", TRAVEL, travelled, _KM_YEAR
