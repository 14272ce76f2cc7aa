"""What the comparison page shows: the difference in words, by class and by line, as chart and as table."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from footprint import guidelines
from footprint.compare_sides import Asked
from footprint.comparison import compare
from footprint.difference_words import why
from footprint.differences import BOTH, ClassDifference, Comparison, LineDifference, Side, Split
from footprint.downloads import table_csv
from footprint.numbers import EXACT, plain
from footprint.text import Text
from look.parts import Stack, StackChart
from look.templatetags.look import localname

SERIES = 5
CSV_HEAD = (
    "level", "source_class", "name_zh", "name_en", "kg_a", "kg_b", "difference_kg",
    "by_activity_kg", "by_factor_kg", "not_split_kg", "why_zh", "why_en",
)  # fmt: skip
TOTAL = Text("合计", "Total")


@dataclass(frozen=True)
class LineRow:
    """A line with why it differs."""

    line: LineDifference
    why: Text

    @property
    def changed(self) -> bool:
        """Whether there is anything to tell: a part that is not nothing, or a line on one side only."""
        parts = self.line.split
        return self.line.met != BOTH or any((parts.activity, parts.factor, parts.other))


@dataclass(frozen=True)
class ClassRow:
    """A source class with its lines."""

    name: Text
    number: str
    difference: ClassDifference
    lines: tuple[LineRow, ...]

    @property
    def changed(self) -> list[LineRow]:
        """The lines that differ."""
        return [row for row in self.lines if row.changed]

    @property
    def unchanged(self) -> list[LineRow]:
        """The lines that do not."""
        return [row for row in self.lines if not row.changed]


@dataclass(frozen=True)
class CompareSheet:
    """A whole comparison page."""

    a: Asked
    b: Asked
    comparison: Comparison
    rows: tuple[ClassRow, ...]
    chart: StackChart | None
    per_head: Decimal | None
    """Kilograms per participant, second less first; None where one side does not say how many."""

    @property
    def sides(self) -> tuple[tuple[str, Asked, Side], ...]:
        """Both sides under their letters."""
        return (("A", self.a, self.comparison.a), ("B", self.b, self.comparison.b))


def compare_sheet(a: Asked, b: Asked) -> CompareSheet:
    """Compare two sides and arrange the result by the guideline's classes."""
    comparison = compare(a.side, b.side)
    rows = tuple(_rows(comparison, (a.view.guideline, b.view.guideline)))
    heads = (comparison.a.per_head, comparison.b.per_head)
    return CompareSheet(
        a=a,
        b=b,
        comparison=comparison,
        rows=rows,
        chart=_chart(rows),
        per_head=None
        if heads[0] is None or heads[1] is None
        else EXACT.subtract(heads[1], heads[0]),
    )


def as_csv(sheet: CompareSheet) -> bytes:
    """Classes, lines and total with their parts; the parts of each row add up to its difference."""
    rows: list[list[str]] = []
    for row in sheet.rows:
        part = row.difference
        rows.append(
            ["class", part.source_class, row.name.zh, row.name.en,
             *_kilograms(part.kg_a, part.kg_b, part.split), "", ""]
        )  # fmt: skip
        for item in row.lines:
            line = item.line
            rows.append(
                ["line", line.source_class, line.name.zh, line.name.en,
                 *_kilograms(line.kg_a, line.kg_b, line.split), item.why.zh, item.why.en]
            )  # fmt: skip
    whole = sheet.comparison
    kilograms = _kilograms(whole.a.total, whole.b.total, whole.split)
    rows.append(["total", "", TOTAL.zh, TOTAL.en, *kilograms, "", ""])
    return table_csv(CSV_HEAD, rows)


def _kilograms(kg_a: Decimal, kg_b: Decimal, split: Split) -> list[str]:
    values = (kg_a, kg_b, split.total, split.activity, split.factor, split.other)
    return [plain(value) for value in values]


def _rows(comparison: Comparison, guideline_ids: tuple[str, str]) -> Iterator[ClassRow]:
    """The classes in the first guideline's order, then what only the second has."""
    by_id = {item.source_class: item for item in comparison.classes}
    for guideline_id in dict.fromkeys(guideline_ids):
        for item in guidelines.load(guideline_id).classes:
            found = by_id.pop(item.id, None)
            if found is not None:
                lines = tuple(LineRow(line, why(line)) for line in found.lines)
                yield ClassRow(item.name, item.number, found, lines)


def _chart(rows: tuple[ClassRow, ...]) -> StackChart | None:
    """Both sides as stacked bars: the four largest classes, and the rest together."""
    largest = sorted(rows, key=lambda row: -max(row.difference.kg_a, row.difference.kg_b))
    shown, rest = largest[: SERIES - 1], largest[SERIES - 1 :]
    if len(rest) == 1:
        shown, rest = largest, []
    if not any(row.difference.kg_a or row.difference.kg_b for row in rows):
        return None
    series = [localname(row.name) for row in shown] + ([_("Everything else")] if rest else [])

    def stack(label: str, side: str) -> Stack:
        values = [getattr(row.difference, side) for row in shown]
        if rest:
            values.append(sum((getattr(row.difference, side) for row in rest), Decimal(0)))
        return Stack(label, values)

    return StackChart(
        title=_("Both by source class"),
        series=series,
        stacks=[stack("A", "kg_a"), stack("B", "kg_b")],
        unit=_("kg CO₂e"),
        places=1,
    )
