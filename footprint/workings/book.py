"""Writing a spreadsheet that runs nothing: text stays text, whatever it begins with; formulas are only our own."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from footprint.downloads import FORMULA_STARTS
from footprint.numbers import plain

PINE, PAPER, RULE, INK = "#0d5b48", "#f3f1ea", "#c9c4b4", "#17211d"
LONGEST_URL = 2000


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula of ours with its value, kept for readers that compute nothing."""

    text: str
    value: Decimal | str


@dataclass(frozen=True, slots=True)
class Link:
    """A text that leads to an address; only http and https are linked."""

    url: str
    text: str


Cell = Formula | Link | Decimal | int | str | None


class Page:
    """One sheet, written row by row."""

    def __init__(self, book: Book, name: str, widths: Sequence[int]) -> None:
        """Add the sheet with its columns' widths in characters."""
        self.sheet: Worksheet = book.workbook.add_worksheet(name)
        self.formats = book.formats
        self.row = 0
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.sheet.hide_gridlines(2)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&L&A&R&P / &N")

    def head(self, title: str, note: str = "") -> None:
        """The sheet's title, and a line on what it is."""
        self._write(0, title, self.formats["title"])
        self.sheet.set_row(self.row, 26)
        self.row += 1
        if note:
            self._write(0, note, self.formats["note"])
            self.row += 1
        self.row += 1

    def section(self, title: str) -> None:
        """A heading inside the sheet."""
        self.row += 1
        self._write(0, title, self.formats["section"])
        self.row += 1

    def columns(self, names: Iterable[str], *, freeze: bool = False) -> None:
        """A table's head."""
        for column, name in enumerate(names):
            self._write(column, name, self.formats["head"])
        self.row += 1
        if freeze:
            self.sheet.freeze_panes(self.row, 0)
            self.sheet.repeat_rows(self.row - 1)

    def line(self, cells: Iterable[Cell], *, strong: bool = False) -> int:
        """A row of a table; returns its number as formulas name it."""
        for column, cell in enumerate(cells):
            self._write(column, cell, self.formats[_format_of(cell, strong)])
        self.row += 1
        return self.row

    def facts(self, pairs: Iterable[tuple[str, Cell]]) -> None:
        """Names with their values, in two columns."""
        for name, cell in pairs:
            self._write(0, name, self.formats["label"])
            self._write(1, cell, self.formats[_format_of(cell, strong=False)])
            self.row += 1

    def _write(self, column: int, cell: Cell, style: Format) -> None:
        if isinstance(cell, Formula):
            shown = cell.value if isinstance(cell.value, str) else Decimal(plain(cell.value))
            self.sheet.write_formula(self.row, column, cell.text, style, shown)
        elif isinstance(cell, Link):
            self._write_link(column, cell, style)
        elif isinstance(cell, (Decimal, int)):
            self.sheet.write_number(self.row, column, cell, style)
        elif cell in (None, ""):
            self.sheet.write_blank(self.row, column, None, style)
        else:
            if str(cell).startswith(FORMULA_STARTS):
                style = self.formats["quoted"]
            self.sheet.write_string(self.row, column, str(cell)[:32_000], style)

    def _write_link(self, column: int, link: Link, style: Format) -> None:
        if link.url.startswith(("https://", "http://")) and len(link.url) < LONGEST_URL:
            self.sheet.write_url(self.row, column, link.url, self.formats["link"], link.text[:255])
        else:
            self._write(column, link.text, style)


class Book:
    """A workbook in memory; the same content gives the same bytes."""

    def __init__(self, *, title: str, made_at: datetime) -> None:
        """Begin; `made_at` is written into the file's properties."""
        self._out = io.BytesIO()
        self.workbook = xlsxwriter.Workbook(
            self._out,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        self.workbook.set_properties(
            {"title": title, "author": "Zhonghe 中和", "created": made_at.replace(tzinfo=None)}
        )
        self.workbook.set_calc_mode("auto")
        self.formats = {
            name: self.workbook.add_format(_BASE | rest) for name, rest in _STYLES.items()
        }

    def page(self, name: str, widths: Sequence[int]) -> Page:
        """Add a sheet."""
        return Page(self, name, widths)

    def content(self) -> bytes:
        """Close the book; its bytes."""
        self.workbook.close()
        return self._out.getvalue()


_BASE: dict[str, Any] = {
    "font_name": "Microsoft YaHei",
    "font_size": 10,
    "font_color": INK,
    "valign": "top",
}
_CELL: dict[str, Any] = {"bottom": 1, "bottom_color": RULE, "text_wrap": True}
_NUMBER: dict[str, Any] = {
    **_CELL,
    "num_format": "#,##0.#########",
    "align": "right",
    "text_wrap": False,
}
_STYLES: dict[str, dict[str, Any]] = {
    "title": {"font_size": 16, "font_color": PINE},
    "note": {"font_color": "#4b5752"},
    "section": {"font_size": 12, "font_color": PINE},
    "head": {**_CELL, "bold": True, "bg_color": PAPER, "bottom_color": PINE},
    "label": {**_CELL, "font_color": "#4b5752"},
    "text": {**_CELL, "indent": 1},
    "quoted": {**_CELL, "indent": 1, "quote_prefix": True},
    "number": _NUMBER,
    "formula": _NUMBER,
    "sum": {**_NUMBER, "bold": True, "top": 1, "top_color": PINE},
    "strong": {**_CELL, "bold": True, "top": 1, "top_color": PINE},
    "link": {**_CELL, "font_color": PINE, "underline": 1},
}


def _format_of(cell: Cell, strong: bool) -> str:
    is_number = isinstance(cell, (Decimal, int)) or (
        isinstance(cell, Formula) and isinstance(cell.value, Decimal)
    )
    if is_number:
        return "sum" if strong else "number"
    return "strong" if strong else "text"
