"""From what was entered to what a factor multiplies: people and kilometres, nights and rooms."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from footprint import activities, numbers, units
from footprint.activities import Activity, Option
from footprint.errors import CalculationError
from footprint.inputs import ActivityInput
from footprint.numbers import EXACT, grouped
from footprint.text import Text
from footprint.units import UNITS, Unit


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in a unit, with the steps that led to it."""

    value: Decimal
    unit: Unit
    steps: tuple[Text, ...] = ()

    def then(self, value: Decimal, unit: Unit, step: Text) -> Quantity:
        """The next quantity, reached by one more step."""
        return Quantity(value, unit, (*self.steps, step))

    def converted(self, unit: Unit) -> Quantity:
        """The same amount in another unit of its dimension."""
        if unit is self.unit:
            return self
        value = units.convert(self.value, self.unit, unit)
        before = amount(self.value, self.unit)
        after = amount(value, unit)
        return self.then(
            value, unit, Text(f"{before.zh} = {after.zh}", f"{before.en} = {after.en}")
        )


def amount(value: Decimal, unit: Unit) -> Text:
    """A value with its unit in both languages."""
    number = grouped(value, places=numbers.FRACTION_DIGITS)
    name = unit.name if value == 1 else unit.plural
    return Text(f"{number} {name.zh}", f"{number} {name.en}")


def measure(entered: ActivityInput, activity: Activity) -> Quantity:
    """The quantity an activity's factor multiplies; raises CalculationError for a missing answer."""
    unit = units.find(entered.unit)
    activities.check_unit(activity, unit)
    check_options(entered, activity)
    if unit.code == "km":
        unit = UNITS["vehicle-km"]
    quantity = _net(entered, Quantity(entered.value, unit))
    if unit.code == "person":
        quantity = _passenger_km(entered, quantity)
    elif not entered.options.keys().isdisjoint(("distance_km", "trip", "days")):
        raise _error(
            "option_not_used", "options.distance_km",
            "只有以人数填写时才填写距离、往返和天数；人公里已经包含它们。",
            "Distance, direction and days are given with people only; passenger-km already hold them.",
        )  # fmt: skip
    if activity.id == "car" and quantity.unit.code == "passenger-km":
        return _vehicle_km(entered, quantity)
    if unit.code == "person-night":
        return _room_nights(entered, quantity)
    return quantity


def check_options(entered: ActivityInput, activity: Activity) -> None:
    """Refuse answers to questions the activity does not have, and answers that are no choice."""
    for key, value in entered.options.items():
        option = activity.option(key)
        if option is None:
            raise _error("unknown_option", f"options.{key}", f"{activity.name.zh}没有选项“{key[:30]}”。",
                         f"{activity.name.en} has no option “{key[:30]}”.")  # fmt: skip
        if option.choices is not None and value not in option.choices:
            allowed = ", ".join(option.choices)
            raise _error("unknown_choice", f"options.{key}", f"“{option.name.zh}”只能是：{allowed}。",
                         f"{option.name.en} must be one of: {allowed}.")  # fmt: skip


def number(entered: ActivityInput, option: Option) -> Decimal:
    """A positive number that answers an option; raises CalculationError when it is missing."""
    text = entered.options.get(option.id, "")
    field = f"options.{option.id}"
    if not text:
        raise _error(
            "option_required",
            field,
            f"请填写“{option.name.zh}”。",
            f"{option.name.en} must be given.",
        )
    value = numbers.parse(text, field=field)
    if value == 0:
        raise _error("not_positive", field, "必须大于零。", "It must be greater than zero.")
    return value


def _net(entered: ActivityInput, bought: Quantity) -> Quantity:
    """What was bought less what was passed on; raises CalculationError when more went out than in."""
    text = entered.options.get("passed_on", "")
    if not text:
        return bought
    away = numbers.parse(text, field="options.passed_on")
    before, out = amount(bought.value, bought.unit), amount(away, bought.unit)
    if away > bought.value:
        raise _error(
            "more_passed_on_than_bought", "options.passed_on",
            f"转供 {out.zh}，多于购入的 {before.zh}。净购入量不能为负；"
            "若有自发电，购入量应含自发电量，或核对两个数字的期间和单位。",
            f"{out.en} were passed on, more than the {before.en} bought. Net purchases can't be negative: "
            "check that both figures have the same period and unit, or add your own generation to what was bought.",
        )  # fmt: skip
    value = EXACT.subtract(bought.value, away)
    after = amount(value, bought.unit)
    return bought.then(
        value, bought.unit,
        Text(f"{before.zh} − {out.zh}（转供他人）= {after.zh}", f"{before.en} − {out.en} (passed on) = {after.en}"),
    )  # fmt: skip


def _passenger_km(entered: ActivityInput, people: Quantity) -> Quantity:
    text = entered.options.get("distance_km", "")
    if not text:
        raise _error(
            "option_required",
            "options.distance_km",
            "请填写单程公里数。",
            "Kilometres one way must be given.",
        )
    distance = numbers.parse(text, field="options.distance_km")
    trip = entered.options.get("trip")
    if trip is None:
        raise _error(
            "trip_required",
            "options.trip",
            "请说明是单程还是往返。",
            "Say whether it is one way or return.",
        )
    ways = 2 if trip == "return" else 1
    value = EXACT.multiply(EXACT.multiply(people.value, distance), Decimal(ways))
    on_days = Text("", "")
    if entered.options.get("days"):
        days = number(entered, activities.DAYS)
        value = EXACT.multiply(value, days)
        on_days = Text(f" × {grouped(days)} 天", f" × {grouped(days)} days")
    unit = UNITS["passenger-km"]
    who, total, far = amount(people.value, people.unit), amount(value, unit), grouped(distance)
    back = (" × 2（往返）", " × 2 (return)") if ways == 2 else ("（单程）", " (one way)")
    return people.then(
        value, unit,
        Text(f"{who.zh}{on_days.zh} × {far} 公里{back[0]} = {total.zh}",
             f"{who.en}{on_days.en} × {far} km{back[1]} = {total.en}"),
    )  # fmt: skip


def _vehicle_km(entered: ActivityInput, travelled: Quantity) -> Quantity:
    if not entered.options.get("people_per_vehicle"):
        raise _error("option_required", "options.people_per_vehicle",
                     "按人填写小汽车时，请填写每车人数。",
                     "With people in cars, say how many share one car.")  # fmt: skip
    return _shared(travelled, number(entered, activities.PEOPLE), UNITS["vehicle-km"],
                   Text("人一车", "people per car"))  # fmt: skip


def _room_nights(entered: ActivityInput, nights: Quantity) -> Quantity:
    if not entered.options.get("occupants_per_room"):
        raise _error("option_required", "options.occupants_per_room",
                     "因子按间夜计。以人夜填写时，请填写每间房人数。",
                     "The factor is per room-night. With person-nights, say how many share a room.")  # fmt: skip
    return _shared(nights, number(entered, activities.OCCUPANTS), UNITS["room-night"],
                   Text("人一间", "persons per room"))  # fmt: skip


def _shared(quantity: Quantity, by: Decimal, unit: Unit, words: Text) -> Quantity:
    value = EXACT.divide(quantity.value, by)
    before, after, share = amount(quantity.value, quantity.unit), amount(value, unit), grouped(by)
    return quantity.then(
        value, unit,
        Text(f"{before.zh} ÷ {share} {words.zh} = {after.zh}", f"{before.en} ÷ {share} {words.en} = {after.en}"),
    )  # fmt: skip


def _error(code: str, field: str, zh: str, en: str) -> CalculationError:
    return CalculationError(code, Text(zh, en), field=field)
