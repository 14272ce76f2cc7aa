"""Two calculations side by side, and why they differ: so much by activity, so much by factor. Pure.

A difference splits without a rest: Δ = (q_b − q_a) × f_a + q_b × (f_b − f_a), where q is the measured activity
(passenger-km, room-nights, kWh) and f the line's kilograms per unit of it. f is never rounded on its own: the
one middle term q_b × f_a is, so that the two parts always add up to the difference to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from footprint import activities, alternatives, inventory, quantities, units
from footprint.differences import (
    BOTH,
    ONLY_A,
    ONLY_B,
    OTHERWISE,
    ClassDifference,
    Comparison,
    FactorOf,
    LineDifference,
    Side,
    SideLine,
    Split,
    added,
    split,
    sum_of,
)
from footprint.errors import CalculationError
from footprint.inputs import ActivityInput
from footprint.numbers import EXACT, printed
from footprint.quantities import Quantity
from footprint.results import Line
from footprint.text import Text


def side(lines: Iterable[Line], *, participants: int | None = None) -> Side:
    """A calculation's lines as one side."""
    return Side(tuple(_of_line(line) for line in lines), participants)


def compare(a: Side, b: Side) -> Comparison:
    """Match the lines of two sides and split each difference."""
    differences = [_difference(*pair) for pair in _pairs(a.lines, b.lines)]
    return Comparison(
        a=a,
        b=b,
        classes=_by_class(differences),
        split=added(item.split for item in differences),
        people=_people(a, b),
    )


def side_line(
    entered: ActivityInput, *, name: Text, source_class: str, kg: Decimal, factor: FactorOf | None
) -> SideLine:
    """One line of a side; its amount is measured as the calculators measure it."""
    return SideLine(
        key=_key(entered, source_class),
        name=inventory.label(entered.label) or name,
        source_class=source_class,
        kg=kg,
        quantity=_measured(entered),
        factor=factor,
        options=entered.options,
    )


def _of_line(line: Line) -> SideLine:
    used = alternatives.main_factor(line)
    factor = used and FactorOf(used.id, printed(used.value), used.unit, used.region, used.year)
    return side_line(
        line.entered, name=line.name, source_class=line.source_class, kg=line.kg, factor=factor
    )


def _key(entered: ActivityInput, source_class: str) -> tuple[str, ...]:
    """What stays the same when amounts and answers change: class, stage, activity and label.

    Without a label the answers that name the thing (gas, material, item, stream) tell lines apart.
    """
    kept = ("gas", "material", "item", "stream", "service", "route", "vehicle")
    told = () if entered.label else tuple(entered.options.get(option, "") for option in kept)
    return (source_class, entered.stage, entered.activity, entered.label, *told)


def _measured(entered: ActivityInput) -> Quantity | None:
    try:
        return quantities.measure(entered, activities.find(entered.activity))
    except CalculationError:
        return None


def _pairs(
    first: Sequence[SideLine], second: Sequence[SideLine]
) -> list[tuple[SideLine | None, SideLine | None]]:
    """Lines of the same key meet in their order; what is left meets as a whole of its activity.

    So a plan's one line of flights meets the twenty that a file of attendance brought.
    """
    waiting = _grouped(second, lambda line: line.key)
    pairs: list[tuple[SideLine | None, SideLine | None]] = []
    left_a: list[SideLine] = []
    for line in first:
        partners = waiting.get(line.key)
        if partners:
            pairs.append((line, partners.pop(0)))
        else:
            left_a.append(line)
    still = {id(line) for lines in waiting.values() for line in lines}
    left_b = [line for line in second if id(line) in still]
    return pairs + _loose_pairs(left_a, left_b)


def _loose_pairs(
    first: Sequence[SideLine], second: Sequence[SideLine]
) -> list[tuple[SideLine | None, SideLine | None]]:
    ours, theirs = _grouped(first, _loose_key), _grouped(second, _loose_key)
    met = [(_merged(lines), _merged(theirs[key])) for key, lines in ours.items() if key in theirs]
    alone_a = [(line, None) for line in first if _loose_key(line) not in theirs]
    alone_b = [(None, line) for line in second if _loose_key(line) not in ours]
    return [*met, *alone_a, *alone_b]


def _loose_key(line: SideLine) -> tuple[str, ...]:
    kept = ("gas", "material", "item", "stream", "route")
    told = (line.options.get(option, "") for option in kept)
    return (line.source_class, line.key[2], *told)


def _merged(lines: Sequence[SideLine]) -> SideLine:
    """Several lines as one: amounts and kilograms added up, the factor where it is the same."""
    first = lines[0]
    if len(lines) == 1:
        return first
    same = all(line.factor == first.factor for line in lines)
    return SideLine(
        key=first.key,
        name=activities.find(first.key[2]).name,
        source_class=first.source_class,
        kg=sum_of(line.kg for line in lines),
        quantity=_added_up([line.quantity for line in lines]),
        factor=first.factor if same else None,
    )


def _added_up(amounts: Sequence[Quantity | None]) -> Quantity | None:
    known = [item for item in amounts if item is not None]
    if len(known) < len(amounts) or len({item.unit.dimension for item in known}) != 1:
        return None
    unit = known[0].unit
    return Quantity(sum_of(units.convert(item.value, item.unit, unit) for item in known), unit)


def _grouped(
    lines: Sequence[SideLine], key: Callable[[SideLine], tuple[str, ...]]
) -> dict[tuple[str, ...], list[SideLine]]:
    groups: dict[tuple[str, ...], list[SideLine]] = {}
    for line in lines:
        groups.setdefault(key(line), []).append(line)
    return groups


def _difference(a: SideLine | None, b: SideLine | None) -> LineDifference:
    known = b or a
    if known is None:
        raise ValueError("a difference needs a line")
    if a is None or b is None:
        kg_a, kg_b = (a.kg if a else Decimal(0)), (b.kg if b else Decimal(0))
        parts = Split(activity=EXACT.subtract(kg_b, kg_a))
        return LineDifference(known.name, known.source_class, a, b, parts, ONLY_A if a else ONLY_B)
    amounts = _same_unit(a.quantity, b.quantity)
    if amounts is None:
        parts, met = Split(other=EXACT.subtract(b.kg, a.kg)), OTHERWISE
    else:
        parts, met = split(a.kg, b.kg, q_a=amounts[0], q_b=amounts[1]), BOTH
    return LineDifference(known.name, known.source_class, a, b, parts, met)


def _same_unit(a: Quantity | None, b: Quantity | None) -> tuple[Decimal, Decimal] | None:
    if a is None or b is None or a.unit.dimension != b.unit.dimension:
        return None
    return units.convert(a.value, a.unit, b.unit), b.value


def _by_class(differences: Sequence[LineDifference]) -> tuple[ClassDifference, ...]:
    groups: dict[str, list[LineDifference]] = {}
    for item in differences:
        groups.setdefault(item.source_class, []).append(item)
    return tuple(
        ClassDifference(
            source_class=key,
            kg_a=sum_of(item.kg_a for item in items),
            kg_b=sum_of(item.kg_b for item in items),
            split=added(item.split for item in items),
            lines=tuple(items),
        )
        for key, items in groups.items()
    )


def _people(a: Side, b: Side) -> Split | None:
    """The difference by how many came, and by how much each emitted."""
    if not a.participants or not b.participants:
        return None
    return split(a.total, b.total, q_a=Decimal(a.participants), q_b=Decimal(b.participants))
