"""The formula of a computed line as data, for a spreadsheet to compute again. Pure.

A line's steps are sentences. Here the same computation is worked out a second time, from what was entered and the
factors that the line keeps; it is handed out only where it gives the line's kilograms to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from footprint import units
from footprint.errors import CalculationError
from footprint.inputs import ActivityInput
from footprint.numbers import EXACT, FRACTION_DIGITS, rounded
from footprint.units import UNITS, FactorUnit, Unit


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value: the entered `amount`, the `converted` one, a `number`, a `factor`; `mass` is kilograms in its unit."""

    kind: str
    value: Decimal
    index: int = -1


@dataclass(frozen=True, slots=True)
class Operation:
    """Two expressions joined by `*`, `/`, `+` or `-`."""

    sign: str
    left: Expression
    right: Expression


Expression = Leaf | Operation
_DO: dict[str, Callable[[Decimal, Decimal], Decimal]] = {
    "*": EXACT.multiply,
    "/": EXACT.divide,
    "+": EXACT.add,
    "-": EXACT.subtract,
}
_BINDS = {"+": 1, "-": 1, "*": 2, "/": 2}


@dataclass(frozen=True, slots=True)
class Making:
    """How a line comes about: amount → `converted` in `unit`, times factors → `kilograms`.

    `main` is the index of the factor that the converted amount is multiplied by; `mass` is how
    many kilograms its unit of mass has (0.001 for grams).
    """

    converted: Expression
    unit: Unit
    main: int
    mass: Decimal
    kilograms: Expression


def of(
    entered: ActivityInput, factors: Sequence[Mapping[str, Any]], *, kg: Decimal
) -> Making | None:
    """The making of a line, or None where these rules do not lead to its kilograms exactly.

    `factors` are the line's own as it stores them (`value`, `unit`, `id`, `quantity_kind`).
    """
    try:
        making = _worked_out(entered, factors)
    except (CalculationError, LookupError, ValueError, ArithmeticError):
        return None
    return making if rounded(value(making.kilograms), places=FRACTION_DIGITS) == kg else None


def value(expression: Expression) -> Decimal:
    """What an expression comes to, in decimals of 80 digits; `converted` leaves carry their value."""
    if isinstance(expression, Leaf):
        return expression.value
    return _DO[expression.sign](value(expression.left), value(expression.right))


def written(expression: Expression, name: Callable[[Leaf], str]) -> str:
    """The expression in one line, leaves as `name` calls them, brackets only where needed."""
    if isinstance(expression, Leaf):
        return name(expression)
    left, right = written(expression.left, name), written(expression.right, name)
    if _binds(expression.left) < _BINDS[expression.sign]:
        left = f"({left})"
    if _binds(expression.right) < _BINDS[expression.sign] + (expression.sign in "-/"):
        right = f"({right})"
    return f"{left}{expression.sign}{right}"


def _binds(expression: Expression) -> int:
    return 3 if isinstance(expression, Leaf) else _BINDS[expression.sign]


class _Road:
    """An amount on its way to the unit of its factor."""

    def __init__(self, amount: Decimal, unit: Unit) -> None:
        """Start from what was entered."""
        self.expression: Expression = Leaf("amount", amount)
        self.unit = unit

    def by(self, sign: str, right: Decimal | Leaf, unit: Unit) -> None:
        """Multiply or divide, and be in another unit."""
        leaf = right if isinstance(right, Leaf) else Leaf("number", right)
        self.expression = Operation(sign, self.expression, leaf)
        self.unit = unit

    def into(self, unit: Unit) -> None:
        """Convert within the dimension; raises ValueError across."""
        if unit.dimension != self.unit.dimension:
            raise ValueError(f"{self.unit.code} is not {unit.code}")
        size = self.unit.size
        self.unit = unit
        if size == unit.size:
            return
        if size != 1:
            self.by("*", size, unit)
        if unit.size != 1:
            self.by("/", unit.size, unit)


def _worked_out(entered: ActivityInput, factors: Sequence[Mapping[str, Any]]) -> Making:
    road = _Road(entered.value, units.find(entered.unit))
    _people_and_nights(road, entered)
    main = _through_parameters(road, entered, factors)
    taken = _factor_unit(factors[main])
    road.into(taken.per)
    amount = Leaf("converted", value(road.expression))
    kilograms = _times(amount, _factor(factors, main), taken)
    for more in FURTHER:
        kilograms = more(kilograms, _Line(entered, factors, main, amount, taken))
    return Making(road.expression, road.unit, main, taken.kilograms, kilograms)


def _people_and_nights(road: _Road, entered: ActivityInput) -> None:
    """People × kilometres × ways, shared cars, shared rooms."""
    options = entered.options
    if road.unit.code == "km":
        road.unit = UNITS["vehicle-km"]
    if road.unit.code == "person":
        road.by("*", Decimal(options["distance_km"]), UNITS["passenger-km"])
        if options["trip"] == "return":
            road.by("*", Decimal(2), UNITS["passenger-km"])
    if entered.activity == "car" and road.unit.code == "passenger-km":
        road.by("/", Decimal(options["people_per_vehicle"]), UNITS["vehicle-km"])
    if road.unit.code == "person-night":
        road.by("/", Decimal(options["occupants_per_room"]), UNITS["room-night"])


_PARAMETERS = {"online_participation": "kWh", "exhibition_waste": "kg"}
"""Activities whose first factor is a rate, and the unit that it leads to."""


def _through_parameters(
    road: _Road, entered: ActivityInput, factors: Sequence[Mapping[str, Any]]
) -> int:
    """Take consumption and rates into the amount; the index of the emission factor that follows."""
    own = entered.factor is not None
    if entered.activity == "car" and not own and not entered.factor_id:
        rate = entered.options.get("kwh_per_100km")
        if rate:
            road.by("*", Decimal(rate), UNITS["kWh"])
            road.by("/", Decimal(100), UNITS["kWh"])
    if entered.activity in _PARAMETERS and len(factors) > 1:
        road.by("*", _factor(factors, 0), UNITS[_PARAMETERS[entered.activity]])
        return 1
    return 0


@dataclass(frozen=True, slots=True)
class _Line:
    entered: ActivityInput
    factors: Sequence[Mapping[str, Any]]
    main: int
    amount: Leaf
    taken: FactorUnit

    def rest(self) -> list[int]:
        """The factors after the main one."""
        return list(range(self.main + 1, len(self.factors)))


def _diet(kilograms: Expression, line: _Line) -> Expression:
    """Meals by diet: times the diet's ratio, over the medium-meat one."""
    if line.entered.activity != "meal" or len(line.rest()) != 2:
        return kilograms
    ratio, base = (_factor(line.factors, index) for index in line.rest())
    return Operation("/", Operation("*", kilograms, ratio), base)


def _flight_additions(kilograms: Expression, line: _Line) -> Expression:
    """Radiative forcing and fuel upstream, each added where it was asked into the headline."""
    if line.entered.activity != "flight":
        return kilograms
    base, rest = kilograms, line.rest()
    if line.entered.options.get("rf") == "yes" and rest:
        kilograms = Operation("+", kilograms, _forcing(base, line, rest.pop(0)))
    if line.entered.options.get("wtt") == "yes" and rest:
        upstream = Operation("*", line.amount, _factor(line.factors, rest.pop(0)))
        kilograms = Operation("+", kilograms, upstream)
    return kilograms


def _forcing(base: Expression, line: _Line, index: int) -> Expression:
    factor = _factor(line.factors, index)
    if line.factors[index]["unit"] == "1":
        return Operation("*", base, Operation("-", factor, Leaf("number", Decimal(1))))
    more = Operation("-", factor, _factor(line.factors, line.main))
    return _times(line.amount, more, line.taken)


FURTHER: tuple[Callable[[Expression, _Line], Expression], ...] = (_diet, _flight_additions)


def _times(amount: Expression, factor: Expression, taken: FactorUnit) -> Expression:
    return Operation("*", Operation("*", amount, factor), Leaf("mass", taken.kilograms))


def _factor(factors: Sequence[Mapping[str, Any]], index: int) -> Leaf:
    return Leaf("factor", Decimal(str(factors[index]["value"])), index)


def _factor_unit(factor: Mapping[str, Any]) -> FactorUnit:
    taken = units.factor_unit(str(factor["unit"]))
    if taken is None:
        raise ValueError(f"{factor['unit']} is no emission factor's unit")
    return taken
