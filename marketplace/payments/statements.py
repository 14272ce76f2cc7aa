"""A bank's statement file, read into lines. Pure: bytes in, rows and problems out.

Chinese banks export CSV in GB 18030 or UTF-8 with their own headings, some with lines above the
heading row. Known headings are listed below; what is needed is a serial number, a date, an amount
that came in, and the payer. Amounts that went out are left out.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

LARGEST = 5 * 1024 * 1024
MOST_LINES = 20_000
HEADINGS: dict[str, tuple[str, ...]] = {
    "serial": ("交易流水号", "流水号", "银行流水号", "核心流水号", "serial", "reference"),
    "date": ("交易日期", "记账日期", "入账日期", "日期", "date"),
    "income": ("贷方发生额", "收入金额", "贷方金额", "收入", "credit"),
    "amount": ("交易金额", "发生额", "金额", "amount"),
    "direction": ("借贷标志", "收支", "借贷", "direction"),
    "payer": ("对方户名", "对方名称", "付款人名称", "付款人", "payer"),
    "account": ("对方账号", "付款人账号", "account"),
    "remark": ("摘要", "附言", "用途", "备注", "remark"),
}
SAMPLE_HEADINGS = ("交易日期", "交易流水号", "对方户名", "对方账号", "贷方金额", "附言")
_SUM = re.compile(r"[+-]?(\d{1,3}(,\d{3})+|\d{1,12})(\.\d{1,2})?")
INCOMING = frozenset({"贷", "收", "收入", "贷方", "c", "cr", "credit", "in"})


@dataclass(frozen=True)
class Row:
    """One amount that came in."""

    number: int
    serial: str
    booked_on: date
    amount: Decimal
    payer: str
    account: str
    remark: str


@dataclass
class Statement:
    """What a file says, and which of its lines can't be read (line number, why)."""

    rows: list[Row] = field(default_factory=list)
    problems: list[tuple[int, str]] = field(default_factory=list)
    outgoing: int = 0


class UnreadableError(ValueError):
    """The file as a whole can't be read; the message is one of `size`, `encoding`, `headings`."""


def parse(content: bytes) -> Statement:
    """Read a statement. Raises UnreadableError; bad lines are reported, not dropped in silence."""
    if len(content) > LARGEST:
        raise UnreadableError("size")
    table = [[_clean(cell) for cell in row] for row in csv.reader(io.StringIO(_decode(content)))]
    head, columns = _find_headings(table)
    statement = Statement()
    for number, cells in enumerate(table[head + 1 : head + 1 + MOST_LINES], start=head + 2):
        if not any(cells):
            continue
        values = {name: _cell(cells, places) for name, places in columns.items()}
        try:
            row = _row(number, values)
        except ValueError as error:
            statement.problems.append((number, str(error)))
            continue
        if row is None:
            statement.outgoing += 1
        else:
            statement.rows.append(row)
    return statement


def sample(lines: Iterable[tuple[str, str, str, str, str, str]]) -> bytes:
    """Return a statement as a bank might export it, of (date, serial, payer, account, amount, remark) a line.

    UTF-8 with a byte order mark, so that Excel shows the Chinese.
    """
    text = io.StringIO()
    csv.writer(text).writerows([SAMPLE_HEADINGS, *lines])
    return text.getvalue().encode("utf-8-sig")


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableError("encoding")


def _clean(cell: str) -> str:
    """Trim a cell, full-width forms made plain; some banks put a tab or a quote before numbers."""
    return unicodedata.normalize("NFKC", cell).strip(" \t\r\n'\"=`")


def _find_headings(table: list[list[str]]) -> tuple[int, dict[str, list[int]]]:
    for number, cells in enumerate(table[:30]):
        lowered = [cell.lower() for cell in cells]
        columns = {
            name: [lowered.index(heading) for heading in known if heading in lowered]
            for name, known in HEADINGS.items()
        }
        has_amount = columns["income"] or columns["amount"]
        if columns["serial"] and columns["date"] and has_amount and columns["payer"]:
            return number, columns
    raise UnreadableError("headings")


def _cell(cells: list[str], places: list[int]) -> str:
    return " ".join(cells[place] for place in places if place < len(cells) and cells[place])


def _row(number: int, values: dict[str, str]) -> Row | None:
    """Read one line; None for money that went out. Raises ValueError naming what is wrong."""
    if values["direction"] and values["direction"].lower() not in INCOMING:
        return None
    amount = _amount(values["income"] or ("" if _has_income_column(values) else values["amount"]))
    if amount is None or amount <= 0:
        return None
    serial = values["serial"].split(" ")[0][:80]
    if not serial:
        raise ValueError("serial")
    return Row(
        number=number,
        serial=serial,
        booked_on=_date(values["date"]),
        amount=amount,
        payer=values["payer"][:200],
        account=values["account"].split(" ")[0][:60],
        remark=values["remark"][:300],
    )


def _has_income_column(values: dict[str, str]) -> bool:
    """A file with a column for income leaves it empty where money went out."""
    return not values["income"] and not values["direction"] and not values["amount"]


def _amount(text: str) -> Decimal | None:
    plain = text.replace("¥", "").replace("CNY", "").strip()
    if not plain:
        return None
    if not _SUM.fullmatch(plain):
        raise ValueError("amount")
    return Decimal(plain.replace(",", "")).quantize(Decimal("0.01"))


def _date(text: str) -> date:
    found = re.match(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})", text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))  # type: ignore[index]
    except (TypeError, ValueError) as error:
        raise ValueError("date") from error
