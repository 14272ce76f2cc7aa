"""Tables of anything: a column's name, and a cell that leads on where it names something."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html

from look import formats
from marketplace.supervision import words

register = template.Library()
LEADS_TO = {
    "account": "account",
    "batch": "batch",
    "beneficiary": "account",
    "code": "batch",
    "from": "account",
    "listing": "listing",
    "number": "order",
    "order": "order",
    "owner": "account",
    "payer": "account",
    "retirement": "retirement",
    "seller": "account",
    "to": "account",
}


@register.filter
def column_label(name: str) -> Any:
    """Return what a column holds, in words."""
    return words.COLUMNS.get(name, name)


@register.filter
def is_number_column(name: str) -> bool:
    """Whether a column holds quantities or money."""
    return name == "kg" or name.endswith(("_kg", "_cny")) or name in ("first", "last")


@register.filter
def zipped(names: Sequence[str], row: Sequence[Any]) -> Iterable[tuple[str, Any]]:
    """Return a row's values with their columns' names."""
    return zip(names, row, strict=True)


@register.simple_tag
def cell(table: str, name: str, value: Any) -> Any:
    """Return a value as a reader wants it: numbers grouped, states in words, ids leading on, times in Beijing."""
    if isinstance(value, int):
        return formats.kg(value)
    text = str(value)
    known = words.VALUES.get((table, name), {})
    if text in known:
        return known[text]
    kind = LEADS_TO.get(name)
    if kind and text:
        href = reverse("supervision:thing", args=[kind, text])
        short = f"{text[:8]}…" if len(text) == 36 else text
        return format_html('<a class="num" href="{}">{}</a>', href, short)
    if text and (name == "at" or name.endswith("_at")):
        return formats.stamp(datetime.fromisoformat(text))
    return f"{text[:16]}…" if len(text) == 64 else text
