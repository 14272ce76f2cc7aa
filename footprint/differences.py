"""The parts of a comparison: two sides, their lines, and differences that split without a rest. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from footprint.numbers import EXACT, FRACTION_DIGITS, rounded
from footprint.quantities import Quantity
from footprint.text import Text

BOTH, ONLY_A, ONLY_B, OTHERWISE = "both", "only_a", "only_b", "otherwise"
"""How two lines meet: in both; in one only; in both, but measured in units that do not convert."""


@dataclass(frozen=True, slots=True)
class FactorOf:
    """The emission factor of a line, as far as a comparison tells factors apart."""

    id: str
    value: str
    unit: str
    region: str
    year: int


@dataclass(frozen=True, slots=True)
class SideLine:
    """A line as a comparison needs it; `key` is what makes it the same line on the other side."""

    key: tuple[str, ...]
    name: Text
    source_class: str
    kg: Decimal
    quantity: Quantity | None
    factor: FactorOf | None
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Side:
    """One calculation: its lines, in kilograms, and its people."""

    lines: tuple[SideLine, ...]
    participants: int | None = None

    @property
    def total(self) -> Decimal:
        """The exact sum of the lines."""
        return sum_of(line.kg for line in self.lines)

    @property
    def per_head(self) -> Decimal | None:
        """Kilograms per participant; None where nobody said how many."""
        return EXACT.divide(self.total, Decimal(self.participants)) if self.participants else None


@dataclass(frozen=True, slots=True)
class Split:
    """A difference in three parts that add up to it exactly.

    `other` is what cannot be split: lines measured in units that do not convert into one another.
    """

    activity: Decimal = Decimal(0)
    factor: Decimal = Decimal(0)
    other: Decimal = Decimal(0)

    @property
    def total(self) -> Decimal:
        """The whole difference."""
        return sum_of((self.activity, self.factor, self.other))

    def __add__(self, more: Split) -> Split:
        """Two differences together."""
        return Split(
            EXACT.add(self.activity, more.activity),
            EXACT.add(self.factor, more.factor),
            EXACT.add(self.other, more.other),
        )


@dataclass(frozen=True, slots=True)
class LineDifference:
    """A line on both sides, or on one."""

    name: Text
    source_class: str
    a: SideLine | None
    b: SideLine | None
    split: Split
    met: str

    @property
    def kg_a(self) -> Decimal:
        """Kilograms on the first side."""
        return self.a.kg if self.a else Decimal(0)

    @property
    def kg_b(self) -> Decimal:
        """Kilograms on the second side."""
        return self.b.kg if self.b else Decimal(0)

    @property
    def difference(self) -> Decimal:
        """Second less first."""
        return EXACT.subtract(self.kg_b, self.kg_a)


@dataclass(frozen=True, slots=True)
class ClassDifference:
    """A source class on both sides."""

    source_class: str
    kg_a: Decimal
    kg_b: Decimal
    split: Split
    lines: tuple[LineDifference, ...]

    @property
    def difference(self) -> Decimal:
        """Second less first."""
        return EXACT.subtract(self.kg_b, self.kg_a)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides, class by class and line by line; `people` splits by heads and by kilograms a head."""

    a: Side
    b: Side
    classes: tuple[ClassDifference, ...]
    split: Split
    people: Split | None

    @property
    def difference(self) -> Decimal:
        """Second less first."""
        return EXACT.subtract(self.b.total, self.a.total)

    @property
    def ratio(self) -> Decimal | None:
        """The difference as a share of the first side; None where that is nothing."""
        return EXACT.divide(self.difference, self.a.total) if self.a.total else None


def split(kg_a: Decimal, kg_b: Decimal, *, q_a: Decimal, q_b: Decimal) -> Split:
    """Split a difference by activity and factor; exact for any amounts >= 0.

    Where an amount is zero its factor is unknown and taken from the other side: all is activity.
    """
    if not q_a or not q_b:
        return Split(activity=EXACT.subtract(kg_b, kg_a))
    between = rounded(
        EXACT.divide(EXACT.multiply(q_b, kg_a), q_a), places=FRACTION_DIGITS
    )  # q_b × f_a
    return Split(activity=EXACT.subtract(between, kg_a), factor=EXACT.subtract(kg_b, between))


def added(parts: Iterable[Split]) -> Split:
    """Several differences together."""
    whole = Split()
    for part in parts:
        whole += part
    return whole


def sum_of(kilograms: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    total = Decimal(0)
    for kg in kilograms:
        total = EXACT.add(total, kg)
    return total
