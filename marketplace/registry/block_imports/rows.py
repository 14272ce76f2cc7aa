"""What one line of a list says, typed, and what is wrong with it. Pure.

A problem is {"field", "code", "params"}; ``block_imports.words`` makes a sentence of it, with the way out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.timezone import localdate

from marketplace.clock import SHENZHEN
from marketplace.registry.block_imports.sheet import NEEDED
from marketplace.registry.public.serial_texts import compact

Problem = dict[str, Any]
YES = {"yes", "y", "true", "1", "x", "是"}
NO = {"", "no", "n", "false", "0", "否"}
LIMITS = {
    "upstream_serial": 200,
    "custody_account": 120,
    "trade_reference": 120,
    "withdrawal_proof": 120,
}


@dataclass
class Row:
    """One line, typed as far as it could be read."""

    number: int
    values: dict[str, str]
    tonnes: int | None = None
    monitoring_start: date | None = None
    monitoring_end: date | None = None
    block: tuple[int, int] | None = None
    withdrawal_shared: bool | None = None
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, column: str, code: str, **params: Any) -> None:
        """Note a problem."""
        self.problems.append({"field": column, "code": code, "params": params})


def read(number: int, values: Mapping[str, str]) -> Row:
    """Read one line by itself; what needs the database or the other lines is looked at elsewhere."""
    row = Row(number, dict(values))
    for name in sorted(NEEDED):
        if not values.get(name):
            row.wrong(name, "missing")
    for name, longest in LIMITS.items():
        if len(values.get(name, "")) > longest:
            row.wrong(name, "too_long", longest=longest)
    row.tonnes = _number(row, "tonnes", least=1)
    row.monitoring_start = _day(row, "monitoring_start")
    row.monitoring_end = _day(row, "monitoring_end")
    if row.monitoring_start and row.monitoring_end and row.monitoring_end < row.monitoring_start:
        row.wrong("monitoring_end", "ends_before_it_begins")
    elif row.monitoring_end and row.monitoring_end >= localdate(timezone=SHENZHEN):
        row.wrong("monitoring_end", "not_over")
    first, last = _number(row, "block_first", least=0), _number(row, "block_last", least=0)
    if first is not None and last is not None:
        row.block = (first, last)
    elif (first is None) != (last is None):
        row.wrong("block_last" if last is None else "block_first", "half_a_block")
    row.withdrawal_shared = _yes(row, "withdrawal_shared")
    return row


def note_doubles(found: list[Row]) -> None:
    """Note lines that say the same serial, or name the same evidence, as an earlier one."""
    for column, code, form in (
        ("upstream_serial", "double_serial", compact),
        ("evidence", "double_evidence", str.casefold),
    ):
        seen: dict[str, int] = {}
        for row in found:
            value = form(row.values.get(column, ""))
            if value and value in seen:
                row.wrong(column, code, line=seen[value])
            elif value:
                seen[value] = row.number


def note_overlaps(blocks: list[tuple[Row, tuple[str, str], int, int]]) -> None:
    """Note lines whose block shares tonnes with an earlier line's; each as (row, where, first, last)."""
    earlier: list[tuple[Row, tuple[str, str], int, int]] = []
    for row, where, first, last in sorted(blocks, key=lambda each: each[0].number):
        for other, place, start, end in earlier:
            if where == place and first <= end and start <= last:
                row.wrong("upstream_serial", "overlaps_line", line=other.number)
                break
        earlier.append((row, where, first, last))


def _number(row: Row, name: str, *, least: int) -> int | None:
    text = row.values.get(name, "").replace(",", "").removesuffix(".0")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 15 or int(text) < least:
        row.wrong(name, "no_whole_number")
        return None
    if name == "tonnes" and int(text) > 10**9:
        row.wrong(name, "no_whole_number")
        return None
    return int(text)


def _yes(row: Row, name: str) -> bool | None:
    text = row.values.get(name, "").casefold()
    if text not in YES | NO:
        row.wrong(name, "neither_yes_nor_no")
        return None
    return text in YES


def _day(row: Row, name: str) -> date | None:
    text = row.values.get(name, "")
    if not text:
        return None
    parts = (
        text.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").split("-")
    )
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        row.wrong(name, "no_day")
        return None
