"""The sheets of factors and of lines: each line's kilograms are a formula over cells of the factors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from footprint import making, regions, sets
from footprint.errors import CalculationError
from footprint.inputs import QUALITIES, from_data
from footprint.making import Leaf, Making
from footprint.numbers import FRACTION_DIGITS, plain
from footprint.queries import LineView
from footprint.units import UNITS
from footprint.vocabulary import KINDS, LICENCES, STAGES
from footprint.workings.book import Cell, Formula, Link, Page
from footprint.workings.shared import Workings, key_of, words
from look.templatetags.look import localname

TOLERANCE = "0.000001"
"""Kilograms, and the same share of large values: what binary floating point may lose on the way."""


def factors_sheet(work: Workings, page: Page) -> None:
    page.head(_("Every factor that the lines use"), _("The lines' formulas refer to column D."))
    page.columns(
        (
            _("No."), _("Id"), _("Name"), _("Value"), _("Value as its source prints it"), _("Unit"), _("Kind"),
            _("Gases"), _("Region"), _("Year"), _("Source"), _("Notice number"), _("Address"), _("Licence"),
            _("Grade"), _("Why this one"),
        ),
        freeze=True,
    )  # fmt: skip
    known = sets.load(work.view.factor_set).factors
    for used in (factor for line in work.view.lines for factor in line.factors):
        if key_of(used) in work.factor_rows:
            continue
        row = known.get(str(used["id"]))
        licence = LICENCES.get(row.licence) if row else None
        number = len(work.factor_rows) + 1
        work.factor_rows[key_of(used)] = page.line(
            [
                number, str(used["id"]), words(used["name"]), Decimal(used["value"]), str(used["value"]),
                str(used["unit"]), localname(KINDS.get(used["quantity_kind"])) or _("custom"), str(used["gas_basis"]),
                localname(regions.name(used["region"])) if used["region"] else "", str(used["year"] or ""),
                str(used["source"]), str(used["notice_number"]), Link(used["url"], used["url"]),
                localname(licence) if licence else "", str(used["grade"]), words(used["reason"]),
            ]
        )  # fmt: skip


def lines_sheet(work: Workings, page: Page) -> None:
    page.head(
        _("Every line, computed again by this spreadsheet"),
        _("Change an amount or a factor and the sums follow. Spreadsheets compute in binary floating point, so the "
          "exact stored decimals stand beside as text; the check column compares the two."),
    )  # fmt: skip
    page.columns(
        (
            _("No."), _("Source class"), _("Activity"), _("Label"), _("Stage"),
            pgettext("of an activity", "Amount"), _("Unit"),
            _("In the factor's unit"), _("Unit"), _("Factor"), _("Unit"), _("kg in it"), _("kg CO₂e, computed here"),
            _("kg CO₂e, stored, exact"), _("Stored, as a number here"), _("Differs from stored"), _("Data quality"),
            _("Grade"), _("Clause"), _("GHG Protocol"), _("ISO 14064-1"), _("How it comes about"),
        ),
        freeze=True,
    )  # fmt: skip
    activities = work.view.inputs.get("activities", [])
    work.first = page.row + 1
    for index, line in enumerate(work.view.lines):
        entered = activities[index] if index < len(activities) else None
        page.line(_line(work, line, number=index + 1, row=page.row + 1, entered=entered))
    if not work.view.lines:
        page.line([""])
    work.last = page.row
    total = work.view.total_exact
    page.line(
        [
            "", _("Total"), *[""] * 10, Formula(f"=SUM({_own('M', work)})", total), plain(total),
            Formula(f"=SUM({_own('O', work)})", total), _check(page.row + 1), *[""] * 6,
        ],
        strong=True,
    )  # fmt: skip


def _own(letter: str, work: Workings) -> str:
    return f"{letter}{work.first}:{letter}{work.last}"


def _line(
    work: Workings, line: LineView, *, number: int, row: int, entered: Mapping[str, Any] | None
) -> list[Cell]:
    made = _made(line, entered)
    return [
        number,
        line.source_class,
        localname(line.name),
        line.label,
        localname(STAGES.get(line.stage)),
        Decimal(line.value),
        localname(UNITS[line.unit].name) if line.unit in UNITS else line.unit,
        *_computed(work, line, made=made, row=row),
        plain(line.kg),
        line.kg,
        _check(row) if made else _("taken as stored"),
        localname(QUALITIES[line.quality]),
        line.grade,
        localname(line.clause),
        line.ghg_protocol,
        line.iso_14064_1,
        " · ".join(localname(step) for step in line.steps),
    ]


def _made(line: LineView, entered: Mapping[str, Any] | None) -> Making | None:
    if entered is None:
        return None
    try:
        return making.of(from_data(entered), line.factors, kg=line.kg)
    except CalculationError:
        return None


def _computed(work: Workings, line: LineView, *, made: Making | None, row: int) -> list[Cell]:
    """The columns H to M: converted amount, factor, kilograms."""
    if made is None:
        return ["", "", "", "", "", line.kg]
    name = _namer(work, line, row=row, main=made.main)
    main = line.factors[made.main]
    value = Decimal(main["value"])
    return [
        Formula(f"={making.written(made.converted, name)}", making.value(made.converted)),
        localname(made.unit.name),
        Formula(f"={work.factor(main)}", value),
        str(main["unit"]),
        made.mass,
        Formula(f"=ROUND({making.written(made.kilograms, name)},{FRACTION_DIGITS})", line.kg),
    ]


def _namer(work: Workings, line: LineView, *, row: int, main: int = -1) -> Callable[[Leaf], str]:
    """What a formula in this row calls a value."""
    cells = {"amount": f"F{row}", "converted": f"H{row}", "mass": f"L{row}"}

    def name(leaf: Leaf) -> str:
        if leaf.kind == "factor":
            return f"J{row}" if leaf.index == main else work.factor(line.factors[leaf.index])
        return cells.get(leaf.kind) or plain(leaf.value)

    return name


def _check(row: int) -> Formula:
    same, differs = _("no"), _("DIFFERS")
    return Formula(
        f'=IF(ABS(M{row}-O{row})<={TOLERANCE}*MAX(1,ABS(O{row})),"{same}","{differs}")', same
    )
