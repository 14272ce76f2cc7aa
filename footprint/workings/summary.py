"""The sheets that sum up, say how it was computed, and state the boundary."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.utils.translation import gettext as _

from footprint import guidelines, regions
from footprint.inputs import QUALITIES
from footprint.numbers import plain
from footprint.queries import FootprintView
from footprint.workings.book import Formula, Link, Page
from footprint.workings.shared import Workings, total_of, words
from look.templatetags.look import localname


def summary_sheet(work: Workings, page: Page, *, facts: Iterable[tuple[str, str]]) -> None:
    view = work.view
    page.head(view.title or _("Footprint"), _kind(view))
    page.facts(
        [
            *((name, value) for name, value in facts if value),
            (_("Guideline"), localname(view.guideline_title)),
            (_("Total, kg CO₂e"), Formula(f"=SUM({work.column('M')})", view.total_exact)),
            (_("Total, stored, exact"), plain(view.total_exact)),
            (_("Kilograms to cover, the exact total rounded up once"), view.total_kg),
            *([(_("People"), view.participants)] if view.participants else []),
        ]
    )
    page.section(_("By source class"))
    page.columns(
        (_("Source class"), _("Id"), _("kg CO₂e, computed here"), _("kg CO₂e, stored, exact"))
    )
    for item in view.classes:
        page.line(
            [localname(item.name), item.id, work.sum_if("B", item.id, item.kg), plain(item.kg)]
        )
    _by_scope(work, page)
    for title, what, shares in (
        (
            _("By data quality"),
            "Q",
            {localname(QUALITIES[key]): key for key in view.quality_shares},
        ),
        (_("By grade of the weakest factor"), "R", {key: key for key in view.grade_shares}),
    ):
        page.section(title)
        page.columns((_("Part"), "", _("kg CO₂e, computed here"), _("Share, stored, percent")))
        stored = view.quality_shares if what == "Q" else view.grade_shares
        for name, key in shares.items():
            page.line([name, "", work.sum_if(what, name, _kg_of(view, what, key)), stored[key]])
    if view.warnings:
        page.section(_("What a reader should know"))
        for warning in view.warnings:
            page.line([words(warning["message"])])


def _kg_of(view: FootprintView, what: str, key: str) -> Decimal:
    """Kilograms of the lines of one data quality or grade."""
    attribute = "quality" if what == "Q" else "grade"
    return total_of(line.kg for line in view.lines if getattr(line, attribute) == key)


def _by_scope(work: Workings, page: Page) -> None:
    page.section(_("By scope of the GHG Protocol"))
    page.columns(
        (_("Scope and category"), _("Id"), _("kg CO₂e, computed here"), _("kg CO₂e, stored, exact"))
    )
    for scope in sorted({line.ghg_protocol for line in work.view.lines}):
        kg = total_of(line.kg for line in work.view.lines if line.ghg_protocol == scope)
        head, _dash, category = scope.partition("-")
        name = _("scope %(scope)s") % {"scope": head}
        if category:
            name = _("scope %(scope)s, category %(category)s") % {
                "scope": head,
                "category": category,
            }
        page.line([name, scope, work.sum_if("T", scope, kg), plain(kg)])


def method_sheet(work: Workings, page: Page) -> None:
    view = work.view
    guideline = guidelines.load(view.guideline, view.guideline_version)
    page.head(_("How it was computed"))
    page.facts(
        [
            (_("Guideline"), localname(guideline.title)),
            (_("Published as"), localname(guideline.document)),
            (_("Address"), Link(guideline.url, guideline.url)),
            (_("Version of its rules here"), f"{guideline.id} {guideline.version}"),
            (_("Global warming potentials"), guideline.gwp_basis),
            (_("Region"), localname(regions.name(view.region)) if view.region else ""),
            (_("Factor set"), view.factor_set),
            (_("SHA-256 of the factor set"), view.factor_set_sha256),
            (_("Numbers"), _("Computed in decimals of 80 digits; a line keeps nine decimals of a kilogram, half up; "
                             "the total is the exact sum of the lines, rounded up once to whole kilograms.")),
            (_("What this is"), not_a_certificate()),
        ]
    )  # fmt: skip
    page.section(_("Clauses"))
    for item in guideline.classes:
        page.line([f"{item.number} {localname(item.name)}", localname(item.clause)])
    page.section(_("Each line in words"))
    for number, line in enumerate(view.lines, 1):
        for step in line.steps:
            page.line([f"{number} {localname(line.name)}", localname(step)])


def not_a_certificate() -> str:
    """What files to take away say of themselves."""
    return _("This is the account of a calculation. It certifies nothing and offsets nothing.")


def boundary_sheet(work: Workings, page: Page) -> None:
    page.head(_("What is inside the boundary, and why the rest is not"))
    page.columns(
        (
            _("No."),
            _("Source class"),
            _("Boundary"),
            _("Reason"),
            _("kg CO₂e, computed here"),
            _("kg CO₂e, stored, exact"),
        )
    )
    for item in work.view.classes:
        state = (
            _("counted")
            if item.included
            else _("left out")
            if item.reason
            else _("nothing entered")
        )
        kg = work.sum_if("B", item.id, item.kg)
        page.line([item.number, localname(item.name), state, item.reason, kg, plain(item.kg)])


def _kind(view: FootprintView) -> str:
    if view.public_id is None:
        return _("Not stored yet")
    return _("Actual footprint") if view.kind == "actual" else _("Planned footprint")
