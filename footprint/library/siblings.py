"""Rows that describe the same thing as another quantity, and why the two never meet in one sum. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from footprint.library.catalogue import Entry, Library
from footprint.text import Text

_SUFFIXES = ("-norf", "-rf", "-wtt")

ELECTRICITY = Text(
    "同样是一度电，却是不同的量：平均因子只含发电的二氧化碳；不含市场化交易非化石电量的因子供另行主张绿电的用户计算其余用电；"
    "碳足迹因子含燃料开采、设备和输配电损失，只用于产品。一份核算只用其中一种，不能取平均，也不能互相替换。",
    "The same kilowatt-hour, but different quantities. The average factor holds the CO₂ of generation only. "
    "The factor without market-traded non-fossil power is for the rest of a consumer who claims green power apart. "
    "The footprint factor adds mining, plant and grid losses and is for products. "
    "One inventory uses one of them; they are never averaged nor swapped.",
)
FLIGHTS = Text(
    "同一航段的三个数：不含辐射强迫、含辐射强迫、燃料上游。前两个只能取一个；燃料上游是另加的部分，不能单独使用。",
    "Three numbers of one journey: without radiative forcing, with it, and fuel upstream. "
    "Only one of the first two is taken; the upstream part is an addition and never stands alone.",
)
UPSTREAM = Text(
    "运行排放与燃料上游分开列出。两者可以相加，但要写明；上游不能代替运行。",
    "Running and fuel upstream are listed apart. They may be added if that is said; "
    "upstream never takes the place of running.",
)
FUEL = Text(
    "燃烧因子 = 低位发热量 × 含碳量 × 氧化率 × 44/12。参数本身不是排放因子。",
    "The combustion factor is net calorific value × carbon content × oxidation × 44/12. "
    "The parameters are no emission factors.",
)
GWP = Text(
    "同一种气体，各评估报告的数值不同。一份清单只用一份报告。",
    "The same gas by different assessment reports. One inventory uses one report.",
)


@dataclass(frozen=True, slots=True)
class Siblings:
    """The other quantities of what a row describes, with the warning."""

    entries: tuple[Entry, ...]
    warning: Text


def of(library: Library, entry: Entry) -> Siblings | None:
    """The siblings of a row, or None where it has none."""
    category = entry.factor.category
    if category in ("electricity", "electricity_footprint"):
        return _found(_electricity(library, entry), ELECTRICITY)
    if category == "refrigerant_gwp":
        return _found(_same_beginning(library, entry, parts=2), GWP)
    if category in ("fuel", "fuel_parameter"):
        return _found(_same_beginning(library, entry, parts=3), FUEL)
    return _found(_twins(library, entry), FLIGHTS if category == "air_travel" else UPSTREAM)


def _found(entries: list[Entry], warning: Text) -> Siblings | None:
    return Siblings(tuple(entries), warning) if entries else None


def _electricity(library: Library, entry: Entry) -> list[Entry]:
    """The newest total of every other kind, of the region or else of the nation."""
    newest: dict[str, Entry] = {}
    for other in library.entries:
        factor = other.factor
        if factor.category not in ("electricity", "electricity_footprint"):
            continue
        if factor.quantity_kind == entry.factor.quantity_kind or factor.region != "CN":
            continue
        known = newest.get(factor.quantity_kind)
        if known is None or _rank(other) > _rank(known):
            newest[factor.quantity_kind] = other
    return list(newest.values())


def _rank(entry: Entry) -> tuple[int, int]:
    """Newer first, and the total before its parts, whose ids are longer."""
    return entry.factor.year, -len(entry.factor.id)


def _same_beginning(library: Library, entry: Entry, *, parts: int) -> list[Entry]:
    """Rows whose id begins with the same words, such as `fuel-b-petrol`."""
    stem = "-".join(entry.factor.id.split("-")[:parts]) + "-"
    return [
        other
        for other in library.entries
        if other.factor.id.startswith(stem) and other is not entry
    ]


def _twins(library: Library, entry: Entry) -> list[Entry]:
    stem = entry.factor.id
    for suffix in _SUFFIXES:
        stem = stem.removesuffix(suffix)
    ids = {stem, *(stem + suffix for suffix in _SUFFIXES)} - {entry.factor.id}
    return [other for other in library.entries if other.factor.id in ids]
