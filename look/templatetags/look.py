"""The tag library of every template: words and numbers in the reader's language, and a few block tags."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField, Form
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from look import formats, geometry, hanzi
from look.cards import label_cells

register = template.Library()
EMPTY = (None, "")


def language() -> str:
    return get_language() or "zh-hans"


# --- Words ------------------------------------------------------------------------------------------


@register.filter
def localname(thing: object, stem: str = "name") -> str:
    """``name_zh`` or ``name_en`` of a thing; the Chinese stands in where the English is empty."""
    if thing in EMPTY:
        return ""
    get = (
        thing.get
        if isinstance(thing, dict)
        else lambda key, default="": getattr(thing, key, default)
    )
    chinese, english = str(get(f"{stem}_zh", "") or ""), str(get(f"{stem}_en", "") or "")
    if language() == "en":
        return english or chinese
    return hanzi.in_language(chinese or english, language())


@register.filter(name="hanzi")
def hanzi_filter(text: object) -> str:
    return hanzi.in_language(str(text), language()) if text not in EMPTY else ""


# --- Numbers ----------------------------------------------------------------------------------------


def shown(function: Any, value: object, *args: Any, **options: Any) -> str:
    """The formatted value, or a dash for nothing: an empty cell must be seen to be empty."""
    return formats.NOTHING if value in EMPTY else function(value, *args, **options)


@register.filter
def kg(value: object) -> str:
    return shown(formats.kg, value)


@register.filter
def tonnes(value: object, places: int = 3) -> str:
    return shown(formats.tonnes, value, places=places)


@register.filter
def mass(value: object) -> str:
    return shown(formats.mass, value, language())


@register.filter
def money(value: object) -> str:
    return shown(formats.money, value)


@register.filter
def number(value: object, places: int | None = None) -> str:
    return shown(formats.number, value, places=places)


@register.filter
def percent(value: object, places: int = 0) -> str:
    return shown(formats.percent, value, places=places)


@register.filter
def numeral(value: int) -> str:
    return formats.numeral(int(value), language())


@register.filter
def pretty_code(value: object) -> str:
    return shown(lambda text: formats.pretty_code(str(text)), value)


# --- Time -------------------------------------------------------------------------------------------


@register.filter
def day(value: date | None) -> str:
    return shown(formats.day, value, language())


@register.filter
def stamp(value: datetime | None) -> str:
    return shown(formats.stamp, value)


@register.filter
def date_range(start: date | None, end: date | None) -> str:
    return (
        day(start or end)
        if start is None or end is None
        else formats.date_range(start, end, language())
    )


@register.filter
def month_range(start: date | None, end: date | None) -> str:
    return (
        day(start or end)
        if start is None or end is None
        else formats.month_range(start, end, language())
    )


# --- Addresses and small marks ------------------------------------------------------------------------


@register.simple_tag
def url_or_none(name: str, *args: object, **kwargs: object) -> str:
    """The address of a URL name, or nothing when no such name exists, so that its link isn't drawn."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.simple_tag
def home_url() -> str:
    """The home page in the reader's language."""
    return f"/{language()}/"


@register.simple_tag(name="tag")
def tag_mark(label: object, tone: str = "none") -> SafeString:
    return format_html('<span class="tag {}">{}</span>', tone, label)


@register.simple_tag
def co2() -> SafeString:
    return mark_safe("CO<sub>2</sub>e")


# --- Blocks -----------------------------------------------------------------------------------------


@register.simple_block_tag
def table(
    content: str,
    *,
    caption: str,
    hide_caption: bool = False,
    dense: bool = False,
    sum: bool = False,
) -> SafeString:
    """A table that becomes cards on a phone; write ``<thead>`` and ``<tbody>`` inside."""
    classes = " ".join(
        name for name, wanted in (("table", True), ("dense", dense), ("has-sum", sum)) if wanted
    )
    return format_html(
        '<div class="table-wrap"><table class="{}"><caption{}>{}</caption>{}</table></div>',
        classes,
        mark_safe(' class="visually-hidden"') if hide_caption else "",
        caption,
        mark_safe(label_cells(content)),
    )


@register.simple_block_tag
def notice(content: str, kind: str, *, title: str = "") -> str:
    return render_to_string(
        "components/notice.html", {"kind": kind, "title": title, "content": content}
    )


@register.simple_block_tag
def opens(content: str, *, label: str, open: bool = False) -> SafeString:
    """A ruled disclosure that works without JavaScript."""
    return format_html(
        '<details class="opens"{}><summary>{}</summary><div class="opens-body">{}</div></details>',
        " open" if open else "",
        label,
        content,
    )


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
