"""How far other published factors would move a result: a span of factors, not a confidence interval. Pure.

The span of a line runs from the lowest to the highest kilograms among its own row and the rows that fit as
well; grades decide which count (a row of grade D widens only a line that itself rests on D or on the user's
own factor). A line without such a row has no known spread: it enters both ends as it stands and is counted.
No percentage is assumed anywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from footprint.alternatives import Explained, explain
from footprint.choice import Rules
from footprint.inputs import ActivityInput
from footprint.numbers import EXACT, plain, rounded


@dataclass(frozen=True, slots=True)
class Span:
    """The lowest and highest total that published factors which fit would give.

    `known_kg` is the part of the total whose lines have a spread; `known` and `unknown` count lines.
    """

    low: Decimal
    total: Decimal
    high: Decimal
    known_kg: Decimal
    known: int
    unknown: int

    @property
    def known_share(self) -> Decimal | None:
        """The share of the total that has a known spread; None for a total of nothing."""
        return EXACT.divide(self.known_kg, self.total) if self.total else None

    def as_data(self) -> dict[str, object]:
        """As the public contract writes it."""
        share = self.known_share
        return {
            "low_kg": plain(self.low),
            "total_kg_exact": plain(self.total),
            "high_kg": plain(self.high),
            "known_share": None if share is None else plain(rounded(share, places=4)),
            "lines_with_spread": self.known,
            "lines_without_spread": self.unknown,
            "meaning": MEANING,
        }


MEANING = "span of published factors that fit, not a statistical confidence interval"


def explain_all(entered: Sequence[ActivityInput], rules: Rules) -> list[Explained]:
    """Every line with its alternatives; raises CalculationError as `explain` does."""
    return [explain(item, rules) for item in entered]


def span_of(lines: Sequence[Explained]) -> Span:
    """Add up the spans of lines; those without one count as they stand."""
    low = total = high = known_kg = Decimal(0)
    for item in lines:
        kg = item.line.kg
        total = EXACT.add(total, kg)
        low = EXACT.add(low, kg if item.low is None else item.low)
        high = EXACT.add(high, kg if item.high is None else item.high)
        if item.has_span:
            known_kg = EXACT.add(known_kg, kg)
    known = sum(item.has_span for item in lines)
    return Span(low, total, high, known_kg, known, len(lines) - known)
