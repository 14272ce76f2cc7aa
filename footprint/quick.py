"""An estimate from three answers, for the home page and for filling in a form beforehand."""

from __future__ import annotations

from dataclasses import dataclass

from footprint import assumptions, inventory, sets
from footprint.assumptions import Basics
from footprint.calculation import calculate
from footprint.results import Result

GUIDELINE = "mee-2019-19"
REGION = "CN-GD"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A first estimate: `total_kg` in kilograms, and the whole calculation behind it."""

    basics: Basics
    result: Result

    @property
    def total_kg(self) -> int:
        """Kilograms, rounded up."""
        return self.result.total_kg


def estimate(participants: int, days: int, origin: str = "mixed") -> Estimate:
    """What such an event in Shenzhen may emit; raises CalculationError for what is out of range.

    `origin` is one of `assumptions.ORIGINS`.
    """
    basics = Basics(participants, days, origin)
    fields = assumptions.event_fields(basics)
    entered = inventory.activities("event", fields, assumed=fields)
    result = calculate(GUIDELINE, sets.load(), entered, region=REGION, participants=participants)
    return Estimate(basics, result)
