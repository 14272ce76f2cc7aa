"""Lines that people add to a form's own questions: what may be added, and how lines are kept. Pure.

A line is a mapping `{"id": <short id>, **ActivityInput.as_data()}`; a draft keeps them in order.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from footprint import activities
from footprint.activities import ACTIVITIES, Activity, Option
from footprint.guidelines import SourceClass
from footprint.inputs import ActivityInput, from_data
from footprint.text import Text
from footprint.units import UNITS, Unit

Line = Mapping[str, Any]
MAX_LINES = 500

ASKED_WITH: dict[str, tuple[str, ...]] = {
    "distance_km": ("person",),
    "trip": ("person",),
    "people_per_vehicle": ("person", "passenger-km"),
    "occupants_per_room": ("person-night",),
}
"""Options that are asked only when the amount is in one of these units."""

PLACED = ("grid", "hotel", "online", "car")
"""Formulas whose factor depends on the province or country."""

DATED = ("grid",)
"""Formulas whose factor has a year to choose."""

MEASURED = {"person": "passenger-km", "person-night": "room-night", "km": "vehicle-km"}
"""What an amount becomes before a factor is applied; people in cars become vehicle-km."""


@dataclass(frozen=True, slots=True)
class Offer:
    """An activity as it may be entered: in `unit`, or in any unit that asks the same questions."""

    activity: Activity
    units: tuple[Unit, ...]

    @property
    def unit(self) -> Unit:
        """The unit that stands for the others."""
        return self.units[0]

    @property
    def options(self) -> tuple[Option, ...]:
        """The questions that matter when the amount is in this unit."""
        return tuple(
            option
            for option in self.activity.options
            if self.unit.code in ASKED_WITH.get(option.id, (self.unit.code,))
        )

    @property
    def measured(self) -> Unit:
        """The unit that a factor of this activity is per."""
        code = MEASURED.get(self.unit.code, self.unit.code)
        if self.activity.id == "car":
            code = "vehicle-km"
        return UNITS[code]

    @property
    def asks_distance(self) -> bool:
        """Whether people and kilometres are entered."""
        return any(option is activities.DISTANCE for option in self.options)

    @property
    def how(self) -> Text:
        """In which words the amount is entered, where there are several ways."""
        return Text(
            "、".join(unit.name.zh for unit in self.units),
            ", ".join(unit.plural.en for unit in self.units),
        )


def offers(source_class: SourceClass) -> tuple[Offer, ...]:
    """Everything that the guideline allows in a class, the usual way of entering it first; last, anything else."""
    names = dict.fromkeys((*source_class.activities, *source_class.also, "custom"))
    return tuple(offer for name in names for offer in _ways(ACTIVITIES[name]))


def offer(activity_id: str, unit: str = "") -> Offer:
    """The way of entering an activity that a unit belongs to, the first without one.

    Raises CalculationError for an unknown activity.
    """
    ways = _ways(activities.find(activity_id))
    return next((way for way in ways if unit in [item.code for item in way.units]), ways[0])


def _ways(activity: Activity) -> list[Offer]:
    """Units that ask the same questions go together; people first, for that is what is known."""
    codes = activity.units or tuple(UNITS)
    if "person" in codes and activity.units:
        codes = ("person", *(code for code in codes if code != "person"))
    groups: dict[tuple[str, ...], list[Unit]] = {}
    for code in codes:
        asked = tuple(name for name, units in ASKED_WITH.items() if code in units)
        key = asked if activity.units else ()
        groups.setdefault(key, []).append(UNITS[code])
    return [Offer(activity, tuple(units)) for units in groups.values()]


def inputs(lines: Sequence[Line]) -> list[ActivityInput]:
    """The activities of kept lines; raises CalculationError."""
    return [from_data(line) for line in lines]


def find(lines: Sequence[Line], line_id: str) -> Line | None:
    """The line of this id, or None."""
    return next((line for line in lines if line["id"] == line_id), None)


def put(lines: Sequence[Line], entered: ActivityInput, line_id: str = "") -> tuple[Line, ...]:
    """The lines with one changed in its place, or added at the end."""
    known = find(lines, line_id) is not None
    new: dict[str, Any] = {"id": line_id if known else _new_id(lines), **entered.as_data()}
    if not known:
        return (*lines, new)
    return tuple(new if line["id"] == line_id else line for line in lines)


def copied(lines: Sequence[Line], line_id: str) -> tuple[Line, ...]:
    """The lines with a copy of one right after it."""
    found: list[Line] = []
    for line in lines:
        found.append(line)
        if line["id"] == line_id:
            found.append({**line, "id": _new_id(lines)})
    return tuple(found)


def removed(lines: Sequence[Line], line_id: str) -> tuple[Line, ...]:
    """The lines without one."""
    return tuple(line for line in lines if line["id"] != line_id)


def _new_id(lines: Sequence[Line]) -> str:
    taken = {line["id"] for line in lines}
    while (fresh := secrets.token_hex(3)) in taken:
        pass
    return fresh
