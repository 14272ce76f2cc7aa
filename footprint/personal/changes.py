"""What a person may change first: savings in kilograms from her own lines, with their arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from footprint import units
from footprint.inputs import ActivityInput
from footprint.numbers import EXACT, grouped, printed
from footprint.personal import parts
from footprint.personal.lines import WEEKS
from footprint.sets import FactorSet
from footprint.text import Text

METRO = "land-cpcd-metro-2023"
RAIL = "land-cpcd-hsr-2024"
ELECTRIC_CAR = "land-cpcd-car-ev-medium-2023"
SERVED, COOKED = "meal-cn-dinein", "meal-cn-home"
_DIETS = {
    "": "mediummeat", "average": "mediummeat", "medium_meat": "mediummeat", "high_meat": "highmeat",
    "low_meat": "lowmeat", "pescatarian": "pescatarian",
}  # fmt: skip
"""The row of each diet that a vegetarian day would change; an average diet counts as medium."""


@dataclass(frozen=True, slots=True)
class Made:
    """A line as it was made: what was entered, its kilograms, the rows it used."""

    entered: ActivityInput
    kg: Decimal
    factors: tuple[str, ...]

    @property
    def part(self) -> str:
        """The part of the year, such as `commute`."""
        return parts.part_of(self.entered.label)


@dataclass(frozen=True, slots=True)
class Change:
    """A change with what it saves in a year, and the sum that says so."""

    id: str
    name: Text
    sum: Text
    kg: Decimal
    rests_on_average: bool = False


@dataclass(frozen=True)
class Lines:
    """The lines of a year by part, with the set that they were made from."""

    made: Sequence[Made]
    factor_set: FactorSet

    def of(self, *wanted: str) -> list[Made]:
        """The lines of these parts that emit something."""
        return [line for line in self.made if line.part in wanted and line.kg]

    def per_unit(self, factor_id: str) -> Decimal:
        """Kilograms per unit, whatever mass unit the row prints."""
        factor = self.factor_set.get(factor_id)
        taken = units.factor_unit(factor.unit)
        if taken is None:
            raise ValueError(f"{factor_id} is no emission factor")
        return EXACT.multiply(factor.value, taken.kilograms)


def find(made: Sequence[Made], factor_set: FactorSet) -> list[Change]:
    """All changes that would save something, the largest first."""
    lines = Lines(made, factor_set)
    found = [change for offer in _OFFERS for change in offer(lines) if change.kg > 0]
    return sorted(found, key=lambda change: (-change.kg, change.id))


def kilometres(entered: ActivityInput) -> Decimal:
    """Kilometres of a journey in a year, both ways; zero for what is no journey."""
    if entered.unit == "vehicle-km":
        return entered.value
    if "distance_km" not in entered.options:
        return Decimal(0)
    ways = Decimal(2 if entered.options.get("trip") == "return" else 1)
    far = Decimal(entered.options["distance_km"])
    return EXACT.multiply(EXACT.multiply(entered.value, far), ways)


def _metro_to_work(lines: Lines) -> Iterator[Change]:
    for line in lines.of("commute"):
        if line.entered.activity in ("car", "taxi"):
            name = Text("乘地铁通勤", "Commute by metro")
            yield _by_other_means("metro_to_work", name, [line], lines, instead=METRO)


def _half_the_driving(lines: Lines) -> Iterator[Change]:
    for line in lines.of("driving"):
        name = Text("一半的其他驾车改乘地铁", "Half of the other driving by metro")
        yield _by_other_means(
            "half_the_driving", name, [line], lines, instead=METRO, part=Decimal("0.5")
        )


def _electric_car(lines: Lines) -> Iterator[Change]:
    driven = [
        line
        for line in lines.of("driving", "commute")
        if line.entered.activity == "car" and line.entered.options.get("energy") == "petrol"
    ]
    if driven:
        name = Text("汽油车换成电动车", "An electric car instead of the petrol one")
        yield _by_other_means("electric_car", name, driven, lines, instead=ELECTRIC_CAR)


def _train_for_plane(lines: Lines) -> Iterator[Change]:
    for line in lines.of("flights_domestic"):
        name = Text("境内出行坐高铁，不坐飞机", "Trains instead of flights in mainland China")
        yield _by_other_means("train_for_plane", name, [line], lines, instead=RAIL)


def _one_flight_less(lines: Lines) -> Iterator[Change]:
    for line in (*lines.of("flights_far"), *lines.of("flights_near")):
        if line.entered.value < 1:
            continue
        far = Text("少飞一次远程往返", "One long-haul return flight fewer")
        near = Text("少飞一次亚洲往返", "One return flight within Asia fewer")
        saved = EXACT.divide(line.kg, line.entered.value)
        text = f"{grouped(line.kg, places=1)} kg ÷ {grouped(line.entered.value)} = {grouped(saved, places=1)} kg"
        name = far if line.part == "flights_far" else near
        yield Change(f"one_less_{line.part}", name, Text(text, text), saved)
        return


def _vegetarian_days(lines: Lines) -> Iterator[Change]:
    meals = lines.of("home_meals", "bought_meals")
    diet = _DIETS.get(meals[0].entered.options.get("diet", "")) if meals else None
    if diet is None:
        return
    now, then = (
        lines.factor_set.get(f"meal-scarborough-{row}").value for row in (diet, "vegetarian")
    )
    kg = sum((line.kg for line in meals), Decimal(0))
    saved = EXACT.divide(EXACT.multiply(EXACT.multiply(kg, Decimal(2)), now - then), 7 * now)
    text = f"{grouped(kg, places=1)} kg × 2/7 × (1 − {printed(then)} ÷ {printed(now)}) = {grouped(saved, places=1)} kg"
    name = Text("每周两天吃素（吃蛋奶）", "Two vegetarian days a week")
    yield Change("vegetarian_days", name, Text(text, text), saved, _is_average(meals))


def _cook_three_meals(lines: Lines) -> Iterator[Change]:
    for line in lines.of("bought_meals"):
        count = min(3 * WEEKS, line.entered.value)
        served, cooked = lines.per_unit(SERVED), lines.per_unit(COOKED)
        each = EXACT.divide(line.kg, line.entered.value)
        ratio = EXACT.divide(each, served)
        saved = EXACT.multiply(EXACT.multiply(count, EXACT.subtract(served, cooked)), ratio)
        scaled = "" if ratio == 1 else f" × {grouped(ratio, places=3)}"
        text = (
            f"{grouped(count)} × ({served} − {cooked}) kg{scaled} = {grouped(saved, places=1)} kg"
        )
        name = Text("每周三餐改在家做", "Three more meals a week cooked at home")
        yield Change("cook_three_meals", name, Text(text, text), saved)


def _less_electricity(lines: Lines) -> Iterator[Change]:
    for line in lines.of("electricity"):
        saved = EXACT.multiply(line.kg, Decimal("0.1"))
        text = f"{grouped(line.kg, places=1)} kg × 10 % = {grouped(saved, places=1)} kg"
        name = Text("家里少用一成电", "A tenth less electricity at home")
        yield Change("less_electricity", name, Text(text, text), saved, _is_average([line]))


_OFFERS = (
    _metro_to_work,
    _half_the_driving,
    _electric_car,
    _train_for_plane,
    _one_flight_less,
    _vegetarian_days,
    _cook_three_meals,
    _less_electricity,
)


def _by_other_means(
    id: str,
    name: Text,
    made: list[Made],
    lines: Lines,
    *,
    instead: str,
    part: Decimal = Decimal(1),
) -> Change:
    """The same kilometres, or a part of them, by other means."""
    now, then = lines.per_unit(made[0].factors[0]), lines.per_unit(instead)
    far = sum((kilometres(line.entered) for line in made), Decimal(0))
    moved = EXACT.multiply(far, part)
    saved = EXACT.multiply(moved, EXACT.subtract(now, then))
    tail = f" × ({grouped(now)} − {grouped(then)}) = {grouped(saved, places=1)} kg"
    return Change(
        id,
        name,
        Text(f"{grouped(moved)} 公里{tail}", f"{grouped(moved)} km{tail}"),
        saved,
        _is_average(made),
    )


def _is_average(made: Sequence[Made]) -> bool:
    return any(line.entered.quality == "extrapolated" for line in made)
