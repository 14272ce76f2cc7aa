"""A statement as files: CSV for machines, XLSX and PDF for people. All say what the page says.

A cell that a spreadsheet could take for a formula is defused in CSV and stored as text in XLSX.
"""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from look import formats
from look.paper import fonts
from look.paper.typesetting import Stationery
from look.templatetags.look import localname
from marketplace import canonical
from marketplace.market.statement_fold import Balance
from marketplace.market.statement_reading import AccountStatement, BatchOf, StatementLine

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a cell may begin with that a spreadsheet could take for a formula."""
HEAD = (
    "row", "time", "act", "batch", "project_zh", "project_en", "with_zh", "with_en", "reference",
    "in_kg", "out_kg", "within_kg", "available_kg", "listed_kg", "held_kg", "balance_kg",
)  # fmt: skip
STATIONERY = Stationery("market/pdf/statement.css")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cells = Sequence[str | int]


def as_csv(statement: AccountStatement) -> bytes:
    """Opening balances, movements, closing balances and the total, UTF-8 with a mark so that Excel reads it right."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows([defused(cell) for cell in row] for row in _rows(statement))
    return out.getvalue().encode("utf-8-sig")


def as_data(statement: AccountStatement) -> dict[str, Any]:
    """The statement as plain JSON values: the same rows, by name."""
    return {
        "owner_zh": statement.owner_zh,
        "owner_en": statement.owner_en,
        "uscc": statement.uscc,
        "from": statement.period.start.isoformat(),
        "to": statement.period.end.isoformat(),
        "made_at": statement.made_at.isoformat(),
        "opening_kg": statement.opening_kg,
        "in_kg": statement.in_kg,
        "out_kg": statement.out_kg,
        "closing_kg": statement.closing_kg,
        "rows": [dict(zip(HEAD, row, strict=True)) for row in _rows(statement)],
    }


def as_json(statement: AccountStatement) -> bytes:
    """The statement as a JSON file."""
    return json.dumps(as_data(statement), ensure_ascii=False, indent=1).encode()


def defused(cell: str | int) -> str | int:
    """Return a cell that no spreadsheet takes for a formula."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell


def as_xlsx(statement: AccountStatement) -> bytes:
    """One sheet in the reader's language: balances by batch, movements, totals."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"title": str(_("Statement of holdings")), "author": "Zhonghe 中和"})
    strong, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0"})
    sheet = book.add_worksheet(str(_("Statement"))[:31])
    sheet.set_column(0, 1, 19)
    sheet.set_column(2, 5, 24)
    sheet.set_column(6, 12, 13)
    for at, (cells, is_head) in enumerate(_sheet(statement)):
        for column, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(at, column, cell, number)
            else:
                sheet.write_string(at, column, cell, strong if is_head else None)
    book.close()
    return out.getvalue()


def as_pdf(statement: AccountStatement) -> bytes:
    """The statement on paper, in the reader's language."""
    return STATIONERY.pdf(markup(statement))


def markup(statement: AccountStatement) -> str:
    """The paper's HTML, every character of which the typefaces have."""
    context = {
        "statement": statement,
        "demo": settings.DEMO,
        "language": {"en": "en", "zh-hant": "zh-Hant"}.get(get_language() or "", "zh-Hans"),
        "site": settings.SITE_URL,
    }
    return fonts.legible(render_to_string("market/pdf/statement.html", context))


def _rows(statement: AccountStatement) -> Iterable[Cells]:
    """Yield every row in the order of ``HEAD``."""
    for batch in statement.batches:
        yield _balance_row("opening", batch, batch.opening)
    for line in statement.lines:
        yield _line_row(line)
    for batch in statement.batches:
        yield _balance_row("closing", batch, batch.closing)
    empty = [""] * 7
    sums = (statement.in_kg, statement.out_kg, 0, "", "", "", statement.closing_kg)
    yield ("total", "", *empty, *sums)


def _balance_row(kind: str, batch: BatchOf, balance: Balance) -> Cells:
    named = (batch.code, batch.name_zh, batch.name_en, "", "", "")
    return (kind, "", "", *named, 0, 0, 0, *_balance(balance))


def _line_row(line: StatementLine) -> Cells:
    return (
        "movement",
        canonical.utc(line.at),
        line.act,
        line.batch,
        line.project_zh,
        line.project_en,
        line.with_zh,
        line.with_en,
        line.reference,
        line.in_kg,
        line.out_kg,
        line.within_kg,
        *_balance(line.balance),
    )


def _balance(balance: Balance) -> tuple[int, int, int, int]:
    return balance.available, balance.listed, balance.held, balance.kg


def _sheet(statement: AccountStatement) -> Iterable[tuple[Cells, bool]]:
    """Yield the rows of the spreadsheet, and whether each is a heading."""
    period = statement.period
    yield (str(_("Statement of holdings")), localname(statement, "owner"), statement.uscc), True
    yield (f"{period.start} – {period.end}", str(_("Beijing time"))), False
    yield (), False
    places = [_("Available"), _("For sale"), _("Reserved"), _("Owned")]
    head = [
        f"{_('Time')} ({_('Beijing time')})",
        _("Movement"),
        _("Batch"),
        _("Project"),
        _("With"),
        _("Reference"),
    ]
    masses = [f"{word} (kg)" for word in (_("In"), _("Out"), *places)]
    yield [str(word) for word in (*head, *masses)], True
    for batch in statement.batches:
        yield _sheet_balance(_("Opening balance"), batch, batch.opening), False
    for line in statement.lines:
        yield _sheet_line(line), False
    for batch in statement.batches:
        yield _sheet_balance(_("Closing balance"), batch, batch.closing), False
    sums = (statement.in_kg, statement.out_kg, "", "", "", statement.closing_kg)
    yield (str(_("Total")), "", "", "", "", "", *sums), True


def _sheet_balance(label: str, batch: BatchOf, balance: Balance) -> Cells:
    return ("", label, batch.code, localname(batch), "", "", 0, 0, *_balance(balance))


def _sheet_line(line: StatementLine) -> Cells:
    names = (line.batch, localname(line, "project"), localname(line, "with"), line.reference)
    amounts = (line.in_kg, line.out_kg, *_balance(line.balance))
    return (formats.stamp(line.at), line.act_label, *names, *amounts)
