"""The list as a file: CSV in UTF-8 or GB 18030 with the template's headings, Chinese or English. Pure."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LARGEST = 2 * 1024 * 1024
MOST_ROWS = 500
COLUMNS: dict[str, tuple[str, str]] = {
    "project": ("项目代码", "project"),
    "methodology": ("方法学代码", "methodology"),
    "monitoring_start": ("监测期开始", "monitoring_start"),
    "monitoring_end": ("监测期结束", "monitoring_end"),
    "tonnes": ("数量（吨）", "tonnes"),
    "upstream_serial": ("平台序列号", "serial"),
    "block_first": ("起始编号", "block_first"),
    "block_last": ("终止编号", "block_last"),
    "custody_account": ("托管账户", "custody_account"),
    "trade_reference": ("划转编号", "trade_reference"),
    "withdrawal_proof": ("零售注销编号", "withdrawal_proof"),
    "withdrawal_shared": ("注销涵盖多个区块", "covers_several"),
    "evidence": ("证据文件", "evidence"),
}
NEEDED = frozenset(COLUMNS) - {
    "methodology",
    "block_first",
    "block_last",
    "withdrawal_proof",
    "withdrawal_shared",
}
REASON = ("原因", "reason")
LONGEST_CELL = 300


class UnreadableError(ValueError):
    """The file as a whole can't be read; ``code``: size, encoding, headings, rows, nothing.

    ``missing`` are the headings that lack, each in Chinese and English.
    """

    def __init__(
        self, code: str, detail: str = "", *, missing: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.code, self.detail, self.missing = code, detail, missing
        super().__init__(code)


@dataclass(frozen=True)
class Line:
    """One line as typed: its number in the file and its cells by column."""

    number: int
    values: dict[str, str]


def parse(content: bytes) -> list[Line]:
    """Read a list. Raises UnreadableError; empty lines are passed over."""
    if len(content) > LARGEST:
        raise UnreadableError("size")
    try:
        table = list(csv.reader(io.StringIO(_decode(content), newline=""), strict=True))
    except csv.Error as error:
        raise UnreadableError("encoding") from error
    places = _places(table[0] if table else [])
    lines = [
        Line(number, {name: _cell(cells, place) for name, place in places.items()})
        for number, cells in enumerate(table[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]
    if not lines:
        raise UnreadableError("nothing")
    if len(lines) > MOST_ROWS:
        raise UnreadableError("rows", str(MOST_ROWS))
    return lines


def template(*, chinese: bool, example: Mapping[str, str]) -> bytes:
    """Return an empty list with one example line, as Excel opens it rightly (UTF-8 with its mark)."""
    return write([example], chinese=chinese)


def write(rows: Iterable[Mapping[str, str]], *, chinese: bool, reasons: bool = False) -> bytes:
    """Write rows as a list again; ``reasons`` adds a last column from each row's ``reason``, which reading ignores."""
    heads = [names[0] if chinese else names[1] for names in COLUMNS.values()]
    fields = list(COLUMNS)
    if reasons:
        heads.append(REASON[0] if chinese else REASON[1])
        fields.append("reason")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_safe(row.get(name, "")) for name in fields] for row in rows)
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


def _places(heads: list[str]) -> dict[str, int]:
    plain = [_plain(head).lower() for head in heads]
    places = {}
    for name, (chinese, english) in COLUMNS.items():
        for wanted in (_plain(chinese).lower(), english):
            if wanted in plain:
                places[name] = plain.index(wanted)
    missing = [heads for name, heads in COLUMNS.items() if name in NEEDED and name not in places]
    if missing:
        raise UnreadableError("headings", missing=missing)
    return places


def _cell(cells: list[str], place: int) -> str:
    return _plain(cells[place])[:LONGEST_CELL] if place < len(cells) else ""


def _plain(text: str) -> str:
    """Trim a cell, full-width forms made plain; a leading quote only keeps spreadsheets from computing."""
    return unicodedata.normalize("NFKC", text).strip(" \t\r\n").removeprefix("'").strip()


def _safe(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "@", "-", "\t") else text
