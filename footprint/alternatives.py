"""What other factor a line could have used, and what it would change: every one computed by `compute`. Pure.

Nothing is offered that must not be mixed with the line's kind (a grid average with a power footprint, one
report's GWP with another's, a reduction with an emission); such rows are named with the reason instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from footprint import candidates, guidelines, numbers, sets, units
from footprint.calculation import compute
from footprint.candidates import FITS, REASON, STANDINGS, WIDER, Withheld
from footprint.choice import Rules
from footprint.errors import CalculationError
from footprint.inputs import ActivityInput
from footprint.numbers import EXACT, plain
from footprint.results import CUSTOM_GRADE, Line, UsedFactor
from footprint.text import Text

LIMIT = 6
_ORDER = (FITS, REASON, WIDER)
_FAMILIES = {
    "direct_co2": "running", "direct_co2e": "running",
    "lifecycle_co2": "life cycle", "lifecycle_co2e": "life cycle",
}  # fmt: skip
_FLIGHT = {"direct_co2": "rf_excluded"}
"""A study of the flight stage alone counts what a factor without radiative forcing counts."""


@dataclass(frozen=True, slots=True)
class Alternative:
    """A line computed with another published row; `difference` is its kilograms minus the line's."""

    factor: UsedFactor
    kg: Decimal
    difference: Decimal
    standing: str
    why: Text
    counts: bool
    """Whether the row widens the span of the line: it fits, and is no weaker than it should be."""

    @property
    def ratio(self) -> Decimal | None:
        """The difference as a share of the line; None for a line of nothing."""
        before = EXACT.subtract(self.kg, self.difference)
        return EXACT.divide(self.difference, before) if before else None

    @property
    def standing_name(self) -> Text:
        """How the row stands to the line, in words."""
        return STANDINGS[self.standing]

    def as_data(self) -> dict[str, object]:
        """As the public contract writes it."""
        ratio = self.ratio
        return {
            "factor": self.factor.as_data(),
            "kg": plain(self.kg),
            "difference_kg": plain(self.difference),
            "difference_ratio": None
            if ratio is None
            else plain(numbers.rounded(ratio, places=numbers.FRACTION_DIGITS)),
            "standing": self.standing,
            "why": self.why.as_data(),
            "in_span": self.counts,
        }


@dataclass(frozen=True, slots=True)
class Explained:
    """A line with the other rows that fit it, those that must not be used, and the span of the first."""

    line: Line
    alternatives: tuple[Alternative, ...]
    withheld: tuple[Withheld, ...]
    low: Decimal | None
    high: Decimal | None

    @property
    def has_span(self) -> bool:
        """Whether another published row fits."""
        return self.low is not None

    @property
    def left_out(self) -> int:
        """How many alternatives beyond the limit are not shown."""
        return max(len(self.alternatives) - LIMIT, 0)

    @property
    def shown(self) -> tuple[Alternative, ...]:
        """At most six, those that fit and change most first."""
        return self.alternatives[:LIMIT]


class Computed(Protocol):
    """What a result and a stored footprint's view both say of how they were computed."""

    @property
    def guideline(self) -> str: ...
    @property
    def guideline_version(self) -> str: ...
    @property
    def factor_set(self) -> str: ...
    @property
    def region(self) -> str: ...


def rules_of(computed: Computed) -> Rules:
    """The rules by which a result or a stored footprint was computed."""
    guideline = guidelines.load(computed.guideline, computed.guideline_version)
    return Rules(sets.load(computed.factor_set), guideline, computed.region)


def explain(entered: ActivityInput, rules: Rules) -> Explained:
    """Compute a line and every other row that could have served it.

    Raises CalculationError for an activity that cannot be computed at all.
    """
    line, _notes = compute(entered, rules)
    found = sorted(_computed(line, rules), key=_instructive)
    counted = [item.kg for item in found if item.counts]
    return Explained(
        line=line,
        alternatives=tuple(found),
        withheld=candidates.withheld(entered, rules),
        low=min([line.kg, *counted]) if counted else None,
        high=max([line.kg, *counted]) if counted else None,
    )


def main_factor(line: Line) -> UsedFactor | None:
    """The emission factor among a line's factors, the first per unit of activity."""
    emission = (factor for factor in line.factors if units.factor_unit(factor.unit) is not None)
    return next(emission, None)


def _computed(line: Line, rules: Rules) -> Iterable[Alternative]:
    """Each other row once: never the line's own, never one that the calculators refuse."""
    own = main_factor(line)
    seen = {(own.id if own else "", line.kg)}
    for variant in candidates.variants(line.entered, rules):
        try:
            other, _notes = compute(variant.entered, rules)
        except CalculationError:
            continue
        used = main_factor(other)
        if used is None or (used.id, other.kg) in seen:
            continue
        seen.add((used.id, other.kg))
        standing = variant.standing
        if standing == FITS and own is not None and not same_boundary(own, used):
            standing = WIDER
        yield Alternative(
            factor=used,
            kg=other.kg,
            difference=EXACT.subtract(other.kg, line.kg),
            standing=standing,
            why=variant.why,
            counts=standing == FITS and (used.grade != "D" or line.grade in ("D", CUSTOM_GRADE)),
        )


def same_boundary(own: UsedFactor, other: UsedFactor) -> bool:
    """Whether two rows are values of the same thing; what the user's own factor counts is not known."""
    return own.grade == CUSTOM_GRADE or _boundary(own) == _boundary(other)


def _boundary(factor: UsedFactor) -> str:
    kind = factor.quantity_kind
    if factor.id.startswith("air-"):
        kind = _FLIGHT.get(kind, kind)
    return _FAMILIES.get(kind, kind)


def _instructive(item: Alternative) -> tuple[int, int, Decimal, str]:
    return _ORDER.index(item.standing), not item.counts, -abs(item.difference), item.factor.id
