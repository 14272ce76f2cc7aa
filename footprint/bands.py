"""Whether the amounts of an inventory are plausible, by limits that are our own and set wide. Warnings only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from footprint import numbers, units
from footprint.errors import CalculationError
from footprint.guidelines import Guideline, Limit
from footprint.inputs import ActivityInput
from footprint.numbers import EXACT, grouped, plain
from footprint.results import Line, Warning
from footprint.text import Text
from footprint.units import UNITS, Unit

_NIGHTS = ("room-night", "person-night")
_NIGHT = Text("晚", "nights")
_KM = "km"
_OURS = Text(
    "这是本平台的合理性界限，不是官方数值。", "This limit is our own, not an official number."
)
_PER = {
    "participant": Text("每位参加者", "per participant"),
    "participant_day": Text("每位参加者每天", "per participant and day"),
    "line": Text("一行", "in one line"),
    "trip": Text("单程", "one way"),
}


def of_lines(
    lines: Sequence[Line],
    guideline: Guideline,
    *,
    participants: int | None,
    days: int | None,
) -> Iterator[Warning]:
    """A warning for each limit that the lines pass; limits per person only where people are known."""
    sums: dict[str, Decimal] = {}
    for index, line in enumerate(lines):
        for limit in guideline.limits_for(line.entered.activity):
            value = _value(line.entered, limit)
            if value is None:
                continue
            if limit.per in ("line", "trip"):
                yield from _checked(value, limit, index)
            else:
                sums[limit.id] = EXACT.add(sums.get(limit.id, Decimal(0)), value)
    if participants:
        yield from _shares(sums, guideline.limits, participants=participants, days=days)


def _shares(
    sums: Mapping[str, Decimal], limits: Sequence[Limit], *, participants: int, days: int | None
) -> Iterator[Warning]:
    people = {"participant": participants, "participant_day": participants * (days or 0)}
    for limit in limits:
        if limit.id in sums and people.get(limit.per):
            each = EXACT.divide(sums[limit.id], Decimal(people[limit.per]))
            yield from _checked(each, limit, -1)


def _checked(value: Decimal, limit: Limit, index: int) -> Iterator[Warning]:
    if limit.low <= value <= limit.high:
        return
    name, per, unit = limit.name, _PER[limit.per], _unit_name(limit)
    shown, low, high = grouped(value, places=3), plain(limit.low), plain(limit.high)
    usual = (
        Text(f"{low}–{high}", f"{low} to {high}")
        if limit.low
        else Text(f"不超过 {high}", f"up to {high}")
    )
    yield Warning(
        "implausible_amount",
        Text(
            f"{name.zh}：{per.zh} {shown} {unit.zh}，通常{usual.zh} {unit.zh}。{limit.reason.zh}{_OURS.zh}",
            f"{name.en[:1].upper()}{name.en[1:]}: {shown} {unit.en} {per.en}; {usual.en} {unit.en} is usual. "
            f"{limit.reason.en} {_OURS.en}",
        ),
        index,
    )  # fmt: skip


def _value(entered: ActivityInput, limit: Limit) -> Decimal | None:
    """The amount that the limit looks at, in its unit; None where it does not apply."""
    for key, value in limit.when.items():
        if entered.options.get(key) != value:
            return None
    if limit.per == "trip":
        return _distance(entered)
    if limit.unit == "night":
        return entered.value if units.find(entered.unit).code in _NIGHTS else None
    known, wanted = units.find(entered.unit), UNITS[limit.unit]
    if known.dimension != wanted.dimension:
        return None
    return entered.value if known is wanted else _converted(entered.value, known, wanted)


def _distance(entered: ActivityInput) -> Decimal | None:
    text = entered.options.get("distance_km")
    if not text:
        return None
    try:
        return numbers.parse(text)
    except CalculationError:
        return None


def _converted(value: Decimal, known: Unit, wanted: Unit) -> Decimal:
    return EXACT.divide(EXACT.multiply(value, known.size), wanted.size)


def _unit_name(limit: Limit) -> Text:
    if limit.unit == "night":
        return _NIGHT
    return UNITS[_KM if limit.per == "trip" else limit.unit].plural
