"""The activities that a footprint's view was computed from, with what its lines came to. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from footprint.errors import CalculationError
from footprint.inputs import ActivityInput, from_data


class Lined(Protocol):
    """A line's kilograms."""

    @property
    def kg(self) -> Decimal: ...


class Kept(Protocol):
    """What a stored footprint's view and a preview hold."""

    @property
    def lines(self) -> Sequence[Lined]: ...
    @property
    def inputs(self) -> Mapping[str, Any]: ...


def entered_lines(footprint: Kept) -> list[tuple[ActivityInput, Decimal]]:
    """Each line's activity with its kilograms; lines whose inputs cannot be read are left out."""
    pairs = []
    for line, data in zip(footprint.lines, footprint.inputs.get("activities", []), strict=False):
        try:
            pairs.append((from_data(data), line.kg))
        except CalculationError:
            continue
    return pairs


def entered_at(footprint: Kept, index: int) -> ActivityInput | None:
    """The activity of one line, or None where there is none."""
    activities = footprint.inputs.get("activities", [])
    if not 0 <= index < len(activities):
        return None
    return from_data(activities[index])
