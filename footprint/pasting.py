"""Columns copied from a spreadsheet, read as a site's table. Pure.

Cells come apart at tabs (or semicolons, where there are none). A first row of names says which
column is which; without it the columns are those shown, after one of month names if there is one
more. A sum below the periods is refused: it would count twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from footprint import numbers
from footprint.errors import CalculationError
from footprint.sites import CARRIERS
from footprint.text import Text

MAX_CELLS = 2000


def table(text: str, *, shown: Sequence[str], periods: int) -> dict[str, tuple[str, ...]]:
    """The pasted columns by carrier, each as long as the table; blank cells stay blank.

    Raises CalculationError naming row and column of what can't be read.
    """
    rows = _rows(text)
    named = _named(rows[0]) if rows else {}
    if named:
        rows = rows[1:]
    else:
        named = _in_order(rows, shown)
    if len(rows) > periods:
        raise _error(
            "too_many_rows",
            f"粘贴了 {len(rows)} 行，表中只有 {periods} 期。请不要包含合计行。",
            f"{len(rows)} rows were pasted, but the table has {periods} periods. Leave out the row of sums.",
        )
    blank = ("",) * (periods - len(rows))
    return {
        carrier: tuple(_cell(row, column, number) for number, row in enumerate(rows, 1)) + blank
        for column, carrier in named.items()
    }


def _rows(text: str) -> list[list[str]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").split("\n")
    apart = "\t" if "\t" in text or ";" not in text else ";"
    rows = [[cell.strip() for cell in line.split(apart)] for line in lines]
    while rows and not any(rows[-1]):
        rows.pop()
    if sum(len(row) for row in rows) > MAX_CELLS:
        raise _error("too_many_cells", "粘贴的内容太多。", "Too much was pasted.")
    return rows


def _named(row: Sequence[str]) -> dict[int, str]:
    """Which column is which carrier, where the row holds names; units and brackets beside them don't matter."""
    words = {}
    for carrier in CARRIERS.values():
        words |= {
            word.lower(): carrier.id for word in (carrier.id, carrier.name.zh, carrier.name.en)
        }
    found = {}
    for column, cell in enumerate(row):
        name = cell.lower().replace("（", "(").partition("(")[0].strip()
        if name in words:
            found[column] = words[name]
    return found


def _in_order(rows: Sequence[Sequence[str]], shown: Sequence[str]) -> dict[int, str]:
    width = max((len(row) for row in rows), default=0)
    if width not in range(1, len(shown) + 2):
        raise _error(
            "too_many_columns",
            f"粘贴了 {width} 列，表中有 {len(shown)} 列。请在第一行写上列名，或只复制这些列。",
            f"{width} columns were pasted, but the table has {len(shown)}. Put the names into the first row, "
            "or copy these columns only.",
        )
    first = width - len(shown) if width > len(shown) else 0
    return {first + place: carrier for place, carrier in zip_longest(range(width - first), shown)
            if place is not None}  # fmt: skip


def _cell(row: Sequence[str], column: int, number: int) -> str:
    text = row[column] if column < len(row) else ""
    if not text:
        return ""
    try:
        return numbers.plain(numbers.parse(text))
    except CalculationError as error:
        where = Text(f"第 {number} 行第 {column + 1} 列“{text[:20]}”：{error.message.zh}",
                     f"Row {number}, column {column + 1}, “{text[:20]}”: {error.message.en}")  # fmt: skip
        raise CalculationError(error.code, where, field="paste") from error


def _error(code: str, zh: str, en: str) -> CalculationError:
    return CalculationError(code, Text(zh, en), field="paste")
