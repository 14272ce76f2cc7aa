"""What the result of a person's year shows beside its lines: parts, comparisons, what to change first."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from footprint import sets
from footprint.drafts import Draft
from footprint.inputs import from_data
from footprint.numbers import EXACT, rounded
from footprint.personal import GUIDELINE, changes, parts, references
from footprint.personal.changes import Change, Made
from footprint.personal.references import Comparison
from footprint.queries import FootprintView
from footprint.sets import Factor
from footprint.text import Text
from look.parts import Bar, BarChart
from look.templatetags.look import localname

HOME = ("electricity", "gas", "water", "wastewater", "waste")


@dataclass(frozen=True)
class PartRow:
    """One part of the year; `state` is answered, average or skipped."""

    name: Text
    kg: Decimal
    share: Decimal | None
    state: str
    average: Factor | None


@dataclass(frozen=True)
class Household:
    """The same year for the household: what it shares, and the whole if all live alike."""

    persons: str
    home_kg: Decimal
    total_kg: Decimal


@dataclass(frozen=True)
class YearSheet:
    """A person's year, arranged for reading."""

    rows: tuple[PartRow, ...]
    chart: BarChart
    averaged: Decimal
    household: Household | None
    comparisons: tuple[Comparison, ...]
    changes: tuple[Change, ...]
    skipped: tuple[Text, ...]


def year_sheet(footprint: FootprintView, draft: Draft | None = None) -> YearSheet | None:
    """Arrange a person's year; None for any other footprint, or one that was not made from the cards.

    `draft` knows the household, which a stored footprint does not keep.
    """
    made = _made(footprint)
    if footprint.guideline != GUIDELINE or not any(line.part for line in made):
        return None
    factor_set = sets.load(footprint.factor_set)
    rows = tuple(_row(line, footprint) for line in made if line.part)
    return YearSheet(
        rows=rows,
        chart=_chart(rows),
        averaged=footprint.quality_shares.get("extrapolated", Decimal(0)),
        household=_household(made, footprint, draft),
        comparisons=tuple(references.compare(made, factor_set)),
        changes=tuple(changes.find(made, factor_set)),
        skipped=tuple(row.name for row in rows if row.state == "skipped"),
    )


def _made(footprint: FootprintView) -> list[Made]:
    entered = footprint.inputs.get("activities", [])
    return [
        Made(from_data(item), line.kg, tuple(factor["id"] for factor in line.factors))
        for item, line in zip(entered, footprint.lines, strict=True)
    ]


def _row(line: Made, footprint: FootprintView) -> PartRow:
    total = footprint.total_exact
    state = "answered"
    if line.entered.quality == "extrapolated":
        state = "average" if line.kg else "skipped"
    return PartRow(
        name=parts.PARTS[line.part],
        kg=line.kg,
        share=EXACT.divide(line.kg, total) if total else None,
        state=state,
        average=sets.load(footprint.factor_set).factors.get(line.entered.evidence),
    )


def _chart(rows: Sequence[PartRow]) -> BarChart:
    shown = sorted((row for row in rows if row.kg), key=lambda row: -row.kg)
    return BarChart(
        title=_("Where it comes from"),
        bars=tuple(
            Bar(
                localname(row.name),
                rounded(row.kg, places=0),
                note=_("average") if row.state == "average" else "",
                tone="muted" if row.state == "average" else "1",
            )
            for row in shown
        ),
        unit=_("kg CO₂e"),
        label_head=_("Part"),
    )


def _household(
    made: Sequence[Made], footprint: FootprintView, draft: Draft | None
) -> Household | None:
    persons = draft.fields.get("household") if draft else ""
    if not persons:
        return None
    home = sum((line.kg for line in made if line.part in HOME), Decimal(0))
    people = Decimal(persons)
    return Household(
        persons,
        EXACT.multiply(home, people),
        EXACT.multiply(footprint.total_exact, people),
    )
