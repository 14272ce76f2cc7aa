"""What the library's filters offer: the values that occur in a set, named and counted. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from footprint import regions
from footprint.library import uses
from footprint.text import Text
from footprint.vocabulary import CATEGORIES, KINDS, LICENCES

if TYPE_CHECKING:
    from footprint.library.catalogue import Entry

ANY = Text("计算器直接采用", "Taken by a calculator")
NONE = Text("仅供参考", "Kept for reference")


def of(name: str, entries: Iterable[Entry]) -> Iterator[tuple[str, Text, int]]:
    """Id, name and number of rows of every value that occurs, in the order in which people look for them."""
    if name == "use":
        counted = Counter(kind for entry in entries for kind in entry.use_kinds)
        named = {"any": ANY, **uses.KINDS, "none": NONE}
        yield from ((kind, text, counted[kind]) for kind, text in named.items() if counted[kind])
        return
    attribute = {"kind": "quantity_kind"}.get(name, name)
    counted = Counter(str(getattr(entry.factor, attribute)) for entry in entries)
    for value in sorted(counted, key=lambda value: _rank(name, value)):
        yield value, _label(name, value), counted[value]


def _rank(name: str, value: str) -> tuple[int, str]:
    match name:
        case "category":
            return list(CATEGORIES).index(value), ""
        case "kind":
            return list(KINDS).index(value), ""
        case "year":
            return -int(value), ""
        case "region":
            return (list(regions.REGIONS).index(value), "") if value != "CN" else (-1, "")
        case _:
            return 0, value


def _label(name: str, value: str) -> Text:
    match name:
        case "category":
            return CATEGORIES[value]
        case "kind":
            return KINDS[value]
        case "region":
            return regions.name(value)
        case "licence":
            return LICENCES[value]
        case _:
            return Text(value, value)
