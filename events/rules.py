"""The neutrality rules, pure: deadlines, coverage, and what still stands in the way of a declaration.

Source: 《大型活动碳中和实施指南（试行）》, 生态环境部公告 2019 年第 19 号. The deadlines and the list of what a
declaration must state are graded "from memory" until compared with the official text; the one-year
deadline is repeated by Guangdong's notice of 22 January 2026.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal
from zoneinfo import ZoneInfo

SHENZHEN = ZoneInfo("Asia/Shanghai")
"""Where days begin and end."""

DECLARATION_FACTS = (
    "name",
    "organizer",
    "dates",
    "boundary",
    "measured",
    "offset_method",
    "neutral_on",
    "confirmation",
    "declared_by",
    "declared_on",
)


def local_day(moment: datetime) -> date:
    """Return the day in Shenzhen on which something happened."""
    return moment.astimezone(SHENZHEN).date()


def is_over(last_day: date, now: datetime) -> bool:
    """Return whether that day has passed in Shenzhen; only then can what really happened be measured."""
    return local_day(now) > last_day


def years_after(day: date, years: int) -> date:
    """Return the same day so many years later; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


@dataclass(frozen=True)
class Coverage:
    """What was measured, retired, is held and waits in orders for it, in kg; an estimate never counts as measured.

    ``asked_kg`` of what is held have been asked to be retired for it, and a second person has not decided yet.
    """

    measured_kg: int | None
    retired_kg: int
    held_kg: int = 0
    ordered_kg: int = 0
    asked_kg: int = 0

    @property
    def ratio(self) -> Decimal:
        """Retired ÷ measured, at most four decimals, rounded down; 0 while nothing was measured."""
        if not self.measured_kg:
            return Decimal(0)
        return (Decimal(self.retired_kg) / self.measured_kg).quantize(Decimal("0.0001"), ROUND_DOWN)

    @property
    def neutral(self) -> bool:
        """Offsets are no less than the actual emissions."""
        return self.measured_kg is not None and 0 < self.measured_kg <= self.retired_kg

    @property
    def open_kg(self) -> int:
        """What is still to be retired, whether held or not."""
        return max((self.measured_kg or 0) - self.retired_kg, 0)

    @property
    def to_buy_kg(self) -> int:
        """What is neither retired nor held, nor waits in an order."""
        return max(self.open_kg - self.held_kg - self.ordered_kg, 0)

    @property
    def on_its_way_kg(self) -> int:
        """What waits in orders and is still needed beside what is held."""
        return min(self.ordered_kg, max(self.open_kg - self.held_kg, 0))

    @property
    def beyond_kg(self) -> int:
        """What is retired, or will be by orders and requests, beyond what was measured."""
        if self.measured_kg is None:
            return 0
        return max(self.retired_kg + self.ordered_kg + self.asked_kg - self.measured_kg, 0)

    @property
    def retirable_kg(self) -> int:
        """What is held and still needed."""
        return min(self.open_kg, self.held_kg)

    @property
    def free_kg(self) -> int:
        """What is held and not asked for yet."""
        return max(self.held_kg - self.asked_kg, 0)

    @property
    def askable_kg(self) -> int:
        """What is held, still needed and not asked for yet."""
        return min(max(self.open_kg - self.asked_kg, 0), self.free_kg)


def missing_facts(facts: Mapping[str, object]) -> tuple[str, ...]:
    """Return which mandatory facts of a declaration are empty, in the guideline's order."""
    return tuple(name for name in DECLARATION_FACTS if not facts.get(name))
