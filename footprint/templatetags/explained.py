"""Tags of the pages that explain a result."""

from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse

from footprint import explained_sheet, lever_plan, regions
from footprint.lever_plan import LeverPlan
from footprint.sheets import Sheet, SheetLine
from look import formats
from look.parts import StackChart
from look.templatetags.look import localname

register = template.Library()
MINUS = "−"


@register.filter
def signed(value: Decimal | int | None, places: int = 1) -> str:
    """A difference with its sign: +12.5, −3, 0."""
    if value is None:
        return formats.NOTHING
    shown = formats.number(abs(value), places=places)
    if not shown.strip("0.,"):
        return "0"
    return f"{'+' if value > 0 else MINUS}{shown}"


@register.filter
def signed_percent(ratio: Decimal | None) -> str:
    """A ratio as a signed percentage with one decimal: +12.5%, −3%."""
    return formats.NOTHING if ratio is None else f"{signed(ratio * 100)}%"


@register.filter
def place(region: str) -> str:
    """A region's name in the reader's language; nothing for a row without one."""
    return localname(regions.name(region)) if region else ""


@register.simple_tag
def explain_url(sheet: Sheet, draft: Any, what: str, index: int | None = None) -> str:
    """Where a result's line, span or levers are explained; empty for a result that has no address."""
    rest = [] if index is None else [index]
    if sheet.footprint.public_id:
        return reverse(f"footprint:result_{what}", args=[sheet.footprint.public_id, *rest])
    return reverse(f"footprint:draft_{what}", args=[draft.form, *rest]) if draft else ""


@register.simple_tag
def quality_charts(sheet: Sheet) -> list[StackChart]:
    """Data quality and grades as bars."""
    charts = (explained_sheet.quality_chart(sheet), explained_sheet.grade_chart(sheet))
    return [chart for chart in charts if chart is not None]


@register.simple_tag
def warned_lines(sheet: Sheet) -> list[SheetLine]:
    """The lines that carry a warning."""
    return explained_sheet.warned_lines(sheet)


@register.simple_tag
def levers_of(sheet: Sheet, draft: Any) -> LeverPlan:
    """The levers of a result, with those that its draft remembers."""
    taken = draft.levers if draft else sheet.footprint.inputs.get("levers")
    return lever_plan.plan(sheet.footprint, taken=taken, priced=sheet.levers)
