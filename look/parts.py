"""What views hand to the components in ``templates/components/``: small frozen records, no behaviour of the domain.

Strings may be lazy translations. Masses are whole kilograms; values of charts are ``int`` or ``Decimal``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

Value = int | Decimal


@dataclass(frozen=True)
class Segment:
    """One part of a tally. ``tone``: retired, owned, held, available, cancelled or open."""

    label: str
    kg: int
    tone: str
    href: str = ""


@dataclass(frozen=True)
class Tally:
    """The bar that returns on every page: parts that add up to a whole, in kg."""

    segments: Sequence[Segment]
    label: str
    total_label: str = ""
    total_kg: int | None = None
    href: str = ""
    link: str = ""

    @property
    def whole_kg(self) -> int:
        return (
            sum(segment.kg for segment in self.segments) if self.total_kg is None else self.total_kg
        )


@dataclass(frozen=True)
class Figure:
    """A number and how it was made; ``value`` is already formatted."""

    label: str
    value: str
    unit: str = ""
    note: str = ""
    steps: Sequence[str] = ()
    source: str = ""
    source_url: str = ""
    clause: str = ""
    grade: str = ""
    href: str = ""
    link: str = ""


@dataclass(frozen=True)
class Task:
    """One step of a list of duties. ``state`` is words; ``tone``: done, wait, none or final."""

    title: str
    state: str
    text: str = ""
    tone: str = "none"
    rule: str = ""
    href: str = ""
    action: str = ""


@dataclass(frozen=True)
class Step:
    """One station of a process. ``state``: done, now or next."""

    label: str
    state: str
    href: str = ""


@dataclass(frozen=True)
class Crumb:
    label: str
    href: str = ""


@dataclass(frozen=True)
class Fact:
    label: str
    value: object
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class Bar:
    label: str
    value: Value
    note: str = ""
    href: str = ""
    tone: str = ""


@dataclass(frozen=True)
class BarChart:
    title: str
    bars: Sequence[Bar]
    unit: str
    caption: str = ""
    label_head: str = ""
    value_head: str = ""


@dataclass(frozen=True)
class Stack:
    """One bar of a stacked chart: a value for each of the chart's series."""

    label: str
    values: Sequence[Value]


@dataclass(frozen=True)
class StackChart:
    title: str
    series: Sequence[str]
    stacks: Sequence[Stack]
    unit: str
    caption: str = ""
    places: int | None = None
    """Digits after the point; values are handed over exact, so that a total is no sum of rounded parts."""


@dataclass(frozen=True)
class LineChart:
    """Points at equal distances; the axis begins at zero."""

    title: str
    points: Sequence[tuple[str, Value]]
    unit: str
    caption: str = ""
