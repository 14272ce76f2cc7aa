"""The report on a footprint as PDF: boundary, method, figures, every line, factors, quality, what is weak, signatures.

In the reader's language. Set from memory (look.paper): nothing is fetched, and a character without a glyph stands by
its number. It is no certificate and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from footprint import guidelines, regions, sets
from footprint.numbers import EXACT
from footprint.queries import FootprintView
from footprint.sheets import Sheet, SheetClass, SheetLine, sheet
from footprint.text import Text
from footprint.text import from_data as text_from_data
from footprint.vocabulary import KINDS, LICENCES
from look.formats import share
from look.paper import fonts
from look.paper.typesetting import Stationery
from look.templatetags.look import localname

PDF = "application/pdf"
LAYOUT = 1
"""Counted up when the report would look otherwise, so that kept copies are made again."""
WEAK = {"C", "D", "U"}
ROUGH = {"extrapolated"}
MOST_WEAK = 8
STATIONERY = Stationery("footprint/pdf/report.css")


@dataclass(frozen=True)
class FactorRow:
    """A factor that lines use, once, with its licence."""

    data: Mapping[str, Any]
    name: Text
    place: Text | None
    kind: Text | None
    licence: Text | None
    lines: str


@dataclass(frozen=True)
class Weak:
    """A line whose number rests on little, and why."""

    number: int
    line: SheetLine
    reasons: str
    share: str


@dataclass(frozen=True)
class Scope:
    """Kilograms of one scope of the GHG Protocol."""

    id: str
    kg: Decimal
    share: str


def pdf(view: FootprintView, *, organization: str = "", address: str = "") -> bytes:
    """The report. `address` is where the footprint can be seen and computed again."""
    return STATIONERY.pdf(markup(view, organization=organization, address=address))


def markup(view: FootprintView, *, organization: str = "", address: str = "") -> str:
    """The report's HTML, every character of which the typefaces have."""
    shown = sheet(view)
    numbered = _numbered(shown)
    context = {
        "sheet": shown,
        "footprint": view,
        "guideline": guidelines.load(view.guideline, view.guideline_version),
        "organization": organization,
        "address": address,
        "classes": _classes(shown, numbered),
        "scopes": _scopes(view),
        "factors": _factors(view),
        "weak": _weak(numbered, view),
        "language": {"en": "en", "zh-hant": "zh-Hant"}.get(get_language() or "", "zh-Hans"),
        "signers": (_("Prepared by"), _("Reviewed by"), _("Approved by")),
    }
    return fonts.legible(render_to_string("footprint/pdf/report.html", context))


def _numbered(shown: Sheet) -> list[tuple[int, SheetLine]]:
    lines = [line for item in shown.classes for line in item.lines]
    return list(enumerate(lines, 1))


def _classes(
    shown: Sheet, numbered: Sequence[tuple[int, SheetLine]]
) -> list[tuple[SheetClass, Text | None, list[tuple[int, SheetLine]]]]:
    """Each class with its clause in the guideline and its numbered lines."""
    view = shown.footprint
    guideline = guidelines.load(view.guideline, view.guideline_version)
    found = []
    for item, total in zip(shown.classes, view.classes, strict=True):
        rule = guideline.source_class(total.id)
        lines = [(number, line) for number, line in numbered if line.line.source_class == total.id]
        found.append((item, rule.clause if rule else None, lines))
    return found


def _scopes(view: FootprintView) -> list[Scope]:
    sums: dict[str, Decimal] = {}
    for line in view.lines:
        scope = line.ghg_protocol.partition("-")[0]
        sums[scope] = EXACT.add(sums.get(scope, Decimal(0)), line.kg)
    return [Scope(scope, kg, _share(kg, view.total_exact)) for scope, kg in sorted(sums.items())]


def _factors(view: FootprintView) -> list[FactorRow]:
    known = sets.load(view.factor_set).factors
    used: dict[tuple[str, ...], tuple[Mapping[str, Any], int]] = {}
    for line in view.lines:
        for factor in line.factors:
            key = tuple(str(factor[name]) for name in ("id", "value", "unit", "source"))
            used[key] = (factor, used[key][1] + 1 if key in used else 1)
    return [
        FactorRow(
            data=factor,
            name=text_from_data(factor["name"]),
            place=regions.name(factor["region"]) if factor["region"] else None,
            kind=KINDS.get(factor["quantity_kind"]),
            licence=LICENCES.get(known[factor["id"]].licence) if factor["id"] in known else None,
            lines=str(count),
        )
        for factor, count in used.values()
    ]


def _weak(numbered: Sequence[tuple[int, SheetLine]], view: FootprintView) -> list[Weak]:
    """The heaviest lines with a weak or borrowed factor, or with extrapolated data."""
    found = [
        Weak(number, line, reasons, _share(line.line.kg, view.total_exact))
        for number, line in numbered
        if (reasons := _reasons(line))
    ]
    return sorted(found, key=lambda item: -item.line.line.kg)[:MOST_WEAK]


def _reasons(line: SheetLine) -> str:
    words = {
        "C": _("another country's value as a proxy"),
        "D": _("weak: a paper, conflicting copies or memory"),
        "U": _("custom, not judged by us"),
    }
    reasons = [words[line.line.grade]] if line.line.grade in WEAK else []
    if line.line.quality in ROUGH:
        reasons.append(localname(line.quality))
    return str(_("; ")).join(reasons)


def _share(kg: Decimal, total: Decimal) -> str:
    return share(EXACT.divide(kg, total)) if total else ""
