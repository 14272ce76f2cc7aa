"""The columns of an attendance file, by the words people use for them.

Only standard library here: the child process that opens strangers' files imports this module.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read; every other column is dropped before anything is kept."""

    id: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()


COLUMNS = (
    Column("from", "出发地", "From", ("origin", "出发城市", "城市", "city", "from city", "起点")),
    Column("to", "目的地", "To", ("destination", "到达城市", "终点", "to city", "会场城市")),
    Column("distance_km", "单程公里数", "Distance one way (km)",
           ("distance_km", "distance", "单程距离", "距离", "one-way km", "distance km", "km", "单程距离(公里)")),
    Column("count", "人数", "People", ("count", "n", "persons", "participants", "attendees", "参会人数", "人次")),
    Column("fraction", "比例", "Fraction", ("share", "占比")),
    Column("mode", "交通方式", "Mode", ("transport", "出行方式", "交通工具", "means")),
    Column("cabin", "舱位", "Class", ("class", "cabin", "座位等级")),
    Column("trip", "是否往返", "Return trip", ("return", "往返", "round trip", "是否往返(是/否)")),
    Column("people_per_vehicle", "每车人数", "People per car", ("occupancy", "people per vehicle")),
    Column("factor", "自定义因子(kgCO2e/人公里)", "Custom factor (kgCO2e/pkm)",
           ("factor", "custom factor", "kg/pkm", "自定义因子", "emission factor", "排放因子", "factor kg/pkm")),
    Column("factor_source", "因子来源", "Factor source", ("source", "来源", "custom factor source")),
)  # fmt: skip
IDS = tuple(column.id for column in COLUMNS)


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """A heading without case, width, spaces and marks."""
    folded = unicodedata.normalize("NFKC", text).casefold().strip().strip("*")
    return re.sub(r"[\s_\-]+", " ", folded)


def _index() -> dict[str, str]:
    index: dict[str, str] = {}
    for column in COLUMNS:
        for word in (column.id, column.zh, column.en, *column.aliases):
            known = index.setdefault(key(word), column.id)
            if known != column.id:
                raise RuntimeError(f"heading {word!r} means two columns")
    return index


_BY_WORD = _index()


def match(headings: list[str]) -> dict[str, int]:
    """Which position holds which column; the first of two equal headings counts."""
    found: dict[str, int] = {}
    for position, heading in enumerate(headings):
        column = _BY_WORD.get(key(heading))
        if column is not None:
            found.setdefault(column, position)
    return found
