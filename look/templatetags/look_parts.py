"""What only the templates in ``templates/components/`` need: errors as links, shapes of charts, time left."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField, Form
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext

from look import geometry

register = template.Library()


# --- Forms (used by the components) ---------------------------------------------------------------------


@register.filter
def widget_attr(field: BoundField, name: str) -> object:
    return field.field.widget.attrs.get(name, "")


@register.filter
def error_links(form: Form | list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Every error with the id of the control it belongs to; errors of the whole form have none."""
    if isinstance(form, list):
        return form
    links = [(message, "") for message in form.non_field_errors()]
    for bound in form:
        label = str(bound.label).rstrip("。.：:")
        first = bound.auto_id + "_0" if bound.use_fieldset else bound.id_for_label or bound.auto_id
        links += [
            (gettext("%(label)s: %(message)s") % {"label": label, "message": message}, first)
            for message in bound.errors
        ]
    return links


# --- Charts (used by the components) ----------------------------------------------------------------------


@register.filter
def spans(tally: Any, length: int = 1000) -> list[tuple[Any, geometry.Span]]:
    """The segments of a Tally with their place on a line of ``length``."""
    values = [segment.kg for segment in tally.segments]
    return list(
        zip(
            tally.segments,
            geometry.shares(values, whole=tally.whole_kg, length=length),
            strict=True,
        )
    )


@register.filter
def bar_widths(chart: Any, length: int = 1000) -> list[tuple[Any, int]]:
    """The bars of a BarChart with their lengths; the longest fills the line."""
    top = max((abs(Decimal(bar.value)) for bar in chart.bars), default=Decimal(0)) or Decimal(1)
    return [(bar, round(abs(Decimal(bar.value)) * length / top)) for bar in chart.bars]


@register.filter
def stack_spans(
    chart: Any, length: int = 1000
) -> list[tuple[Any, Any, list[tuple[int, geometry.Span]]]]:
    """(stack, total, [(series number, span)]) for each bar of a StackChart on one scale."""
    top = max((sum(stack.values) for stack in chart.stacks), default=0) or 1
    return [
        (
            stack,
            sum(stack.values),
            list(enumerate(geometry.shares(stack.values, whole=top, length=length), start=1)),
        )
        for stack in chart.stacks
    ]


@register.simple_tag
def line_shape(chart: Any, width: int = 600, height: int = 200) -> dict[str, object]:
    """The line of a LineChart: its points, and the values at its top and middle."""
    values = [value for _, value in chart.points]
    top = geometry.nice_top(values)
    points = geometry.polyline(values, top=top, width=width, height=height)
    return {
        "points": " ".join(f"{x},{y}" for x, y in points),
        "dots": points,
        "top": top,
        "middle": top / 2,
    }


@register.filter
def as_pair(item: Sequence[object] | object) -> tuple[object, object]:
    """(label, href or value) of a Crumb, a Fact or a plain pair."""
    if isinstance(item, (tuple, list)):
        return item[0], item[1] if len(item) > 1 else ""
    return getattr(item, "label", item), getattr(item, "value", getattr(item, "href", ""))


@register.simple_tag(takes_context=True)
def page_query(context: template.Context, page: int, param: str = "") -> str:
    """This address's query with another page number."""
    query = context["request"].GET.copy() if "request" in context else QueryDict(mutable=True)
    query[param or "page"] = str(page)
    return f"?{query.urlencode()}"


@register.simple_tag
def now_utc() -> datetime:
    return timezone.now()


@register.simple_tag
def time_left(until: datetime, now: datetime) -> str:
    """The time left in words: days and hours, or hours and minutes."""
    seconds = int((until - now).total_seconds())
    if seconds <= 0:
        return gettext("time is up")
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return gettext("%(days)s d %(hours)s h") % {"days": days, "hours": hours}
    if hours:
        return gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    return gettext("%(minutes)s min") % {"minutes": max(minutes, 1)}
