"""A file's tables: its sheets, each with numbered rows and what its cells cannot say. In the child only."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from footprint.files import archive, delimited
from footprint.files.bounds import HEADER_SEARCH, MAX_COLUMNS, MAX_ROWS, RefusedError
from footprint.files.cells import MERGED, NO_VALUE, cell_at, cell_text

Row = list[Any]
_SHEETS = 12
_MERGED_CELLS = 20_000


@dataclass
class Table:
    """One sheet. `rows()` gives raw cells from row 1 on; `marks` replace cells by what is wrong."""

    name: str
    rows: Callable[[], Iterator[Row]]
    first_column: int = 0
    marks: dict[int, dict[int, str]] = field(default_factory=dict)
    has_booleans: bool = False
    height: int = 0
    """Rows, about; for the progress bar."""

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """Rows with the numbers a person sees beside them."""
        numbered: Iterator[tuple[int, Row]] = enumerate(self.rows(), 1)
        if self.has_booleans:
            # True and 1 are one key of a mapping; a yes must not become a number.
            numbered = ((number, [_not_boolean(cell) for cell in row]) for number, row in numbered)
        if self.marks:
            numbered = ((number, self._marked(number, row)) for number, row in numbered)
        return numbered

    def _marked(self, number: int, row: Row) -> Row:
        marks = self.marks.get(number)
        if not marks:
            return row
        row = list(row)
        for position, mark in marks.items():
            at = position - self.first_column
            if 0 <= at < len(row) and row[at] in ("", None):
                row[at] = mark
        return row

    def heading(self, match: Callable[[list[str]], dict[str, int]]) -> Heading | None:
        """The first of the first twenty rows in which `match` finds two columns or more."""
        for number, row in self.numbered():
            texts = [cell_text(cell) for cell in row]
            found = match(texts)
            if len(found) >= 2:
                filled = sum(1 for text in texts if text)
                words = {name: texts[at] for name, at in found.items()}
                return Heading(number, found, words, filled - len(found))
            if number >= HEADER_SEARCH:
                break
        return None

    def is_blank(self) -> bool:
        """Whether the first rows hold nothing."""
        for number, row in self.numbered():
            if any(cell_text(cell) for cell in row):
                return False
            if number >= HEADER_SEARCH:
                break
        return True


@dataclass(frozen=True)
class Heading:
    """Where a table's known columns are, in the file's own words, and how many others there are."""

    row: int
    positions: dict[str, int]
    words: dict[str, str]
    others: int


def _not_boolean(cell: Any) -> Any:
    return cell_text(cell) if isinstance(cell, bool) else cell


def tables(content: bytes, kind: str) -> list[Table]:
    """The sheets of an XLSX, or the one table of a CSV; raises RefusedError."""
    if kind == "csv":
        return [Table("", lambda: limited(delimited.rows(content)), height=content.count(b"\n"))]
    return _workbook(content)


def limited(rows: Iterator[Row]) -> Iterator[Row]:
    """Rows up to the limit; raises RefusedError at the first beyond it."""
    for number, row in enumerate(rows):
        if number > MAX_ROWS + HEADER_SEARCH:
            raise RefusedError("too_many_rows")
        yield row


def _workbook(content: bytes) -> list[Table]:
    noted = archive.check(content)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        count = min(len(workbook.sheet_names), _SHEETS)
        sheets = [workbook.get_sheet_by_index(at) for at in range(count)]
    except (CalamineError, OSError, ValueError) as error:
        raise RefusedError("not_xlsx") from error
    return [
        _sheet(sheet, noted[at] if at < len(noted) else archive.Noted())
        for at, sheet in enumerate(sheets)
    ]


def _sheet(sheet: Any, noted: archive.Noted) -> Table:
    if sheet.total_height > MAX_ROWS + HEADER_SEARCH:
        raise RefusedError("too_many_rows")
    if sheet.width > MAX_COLUMNS:
        raise RefusedError("too_many_columns")
    # calamine gives blank rows above the first filled one, but no blank columns before it.
    column = sheet.start[1] if sheet.start else 0
    return Table(
        name=sheet.name,
        rows=sheet.iter_rows,
        first_column=column,
        marks=_marks(noted),
        has_booleans=noted.booleans,
        height=sheet.total_height,
    )


def _marks(noted: archive.Noted) -> dict[int, dict[int, str]]:
    marks: dict[int, dict[int, str]] = {}
    for name in noted.without_value:
        number, position = cell_at(name)
        marks.setdefault(number, {})[position] = NO_VALUE
    for span in noted.merged:
        for number, position in _covered(span):
            marks.setdefault(number, {}).setdefault(position, f"{MERGED}{span}")
    return marks


def _covered(span: str) -> Sequence[tuple[int, int]]:
    """The cells that lie under a merged one: all but the upper left."""
    (top, left), (bottom, right) = (cell_at(corner) for corner in span.split(":"))
    if (bottom - top + 1) * (right - left + 1) > _MERGED_CELLS:
        raise RefusedError("merged", span)
    covered = [(row, at) for row in range(top, bottom + 1) for at in range(left, right + 1)]
    return covered[1:]
