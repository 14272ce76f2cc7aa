"""The workings of a footprint as a spreadsheet: every line a live formula, every factor in a cell of its own.

Five sheets: summary, lines, factors, method, boundary. Words are in the reader's language. A line's formula is
`making`'s; where there is none, the stored kilograms stand as a number and the line says so. Spreadsheets compute in
binary floating point, so the exact stored decimals stand beside as text.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from footprint.queries import FootprintView
from footprint.workings.book import Book
from footprint.workings.lines import factors_sheet, lines_sheet
from footprint.workings.shared import Workings
from footprint.workings.summary import boundary_sheet, method_sheet, summary_sheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
"""The date inside a file whose footprint is not stored, so that the same draft gives the same bytes."""
WIDTHS = {
    "summary": (46, 60, 26, 40),
    "lines": (6, 18, 34, 20, 12, 14, 14, 18, 14, 14, 24, 8, 20, 22, 20, 14, 14, 9, 30, 10, 10, 60),
    "factors": (6, 30, 40, 14, 16, 24, 26, 10, 14, 8, 50, 24, 40, 28, 8, 40),
    "method": (40, 120),
    "boundary": (8, 34, 18, 44, 22, 22),
}


def workbook(view: FootprintView, *, organization: str = "", address: str = "") -> bytes:
    """The workings as XLSX. `address` is where the footprint can be seen and recomputed."""
    book = Book(title=view.title or _("Footprint"), made_at=view.created_at or EPOCH)
    names = {
        "summary": pgettext("sheet", "Summary"),
        "lines": pgettext("sheet", "Lines"),
        "factors": pgettext("sheet", "Factors"),
        "method": pgettext("sheet", "Method"),
        "boundary": pgettext("sheet", "Boundary"),
    }
    work = Workings(view, names)
    pages = {key: book.page(name, WIDTHS[key]) for key, name in names.items()}
    # The lines refer to the factors' rows, the sums to the lines'.
    factors_sheet(work, pages["factors"])
    lines_sheet(work, pages["lines"])
    facts = [(_("Organization"), organization), (_("Address"), address)]
    summary_sheet(work, pages["summary"], facts=facts)
    method_sheet(work, pages["method"])
    boundary_sheet(work, pages["boundary"])
    return book.content()
