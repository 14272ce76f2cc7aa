"""What the pages that explain a result show: spans drawn, shares as bars, warnings gathered."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from footprint.alternatives import Explained
from footprint.inputs import QUALITIES
from footprint.sheets import Share, Sheet, SheetLine
from footprint.span import Span
from footprint.text import Text
from look.parts import Stack, StackChart
from look.templatetags.look import localname

WIDTH = 1000
"""Units of the drawing's view box."""


@dataclass(frozen=True)
class Band:
    """Where the span stands in a drawing that begins at zero, in units of its view box."""

    x: int
    width: int
    mark: int


@dataclass(frozen=True)
class SpanLine:
    """A line's span for the table."""

    index: int
    name: Text
    explained: Explained


def band(span: Span) -> Band | None:
    """The span as a bar with a mark for the result; None where there is nothing to draw."""
    if not span.high or span.low == span.high:
        return None
    low, mark = (int(kg * WIDTH / span.high) for kg in (span.low, span.total))
    return Band(x=low, width=max(WIDTH - low, 1), mark=min(mark, WIDTH - 3))


def quality_chart(sheet: Sheet) -> StackChart | None:
    """The result by how its data were come by, one bar; None for a result of nothing."""
    return _bar(_("Data quality, by share of the result"), sheet.quality, tuple(QUALITIES))


def grade_chart(sheet: Sheet) -> StackChart | None:
    """The result by the grade of its factors, one bar; None for a result of nothing."""
    return _bar(_("Grade of the factors, by share"), sheet.grades, ("A", "B", "C", "D", "U"))


def warned_lines(sheet: Sheet) -> list[SheetLine]:
    """The lines that carry a warning, for the list above them."""
    return [line for item in sheet.classes for line in item.lines if line.warnings]


def _bar(title: str, shares: Sequence[Share], order: Sequence[str]) -> StackChart | None:
    known = sorted((share for share in shares if share.percent), key=lambda s: order.index(s.id))
    if not known:
        return None
    return StackChart(
        title=title,
        series=[f"{_series_name(share)} {share.percent}%" for share in known],
        stacks=[Stack(_("Share"), [Decimal(share.percent) for share in known])],
        unit="%",
    )


def _series_name(share: Share) -> str:
    if share.id == "U":
        return _("custom")
    return localname(share.name) if isinstance(share.name, Text) else _("grade %s") % share.name
