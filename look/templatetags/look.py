"""The tag library of every template: words and numbers in the reader's language, and a few block tags."""

from datetime import date, datetime
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from look import formats, hanzi
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
def share(value: object, places: int = 1) -> str:
    return shown(formats.share, value, places=places)


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
    keep: bool = False,
    sum: bool = False,
) -> SafeString:
    """A table that becomes cards on a phone, unless it is to ``keep`` its shape; holds ``<thead>`` and ``<tbody>``."""
    classes = " ".join(
        name
        for name, wanted in (("table", True), ("dense", dense), ("keep", keep), ("has-sum", sum))
        if wanted
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
