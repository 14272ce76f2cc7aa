"""The two files of a withdrawal: the application as CSV for the platform, and its answer read back. Pure."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

LARGEST = 2 * 1024 * 1024
MOST_ROWS = 2000
ANSWER = {
    "withdrawal": ("注销申请编号", "withdrawal"),
    "line": ("行号", "line"),
    "result": ("结果", "result"),
    "proof_number": ("证明编号", "proof_number"),
    "proof_date": ("证明日期", "proof_date"),
    "proof_file": ("证明文件", "proof_file"),
    "reason": ("原因", "reason"),
}
APPLIED = {
    "withdrawal": ("注销申请编号", "withdrawal"),
    "line": ("行号", "line"),
    "upstream_serial": ("平台序列号", "serial"),
    "foreign_block": ("注销编号段", "block"),
    "tonnes": ("所在吨", "tonnes"),
    "kg": ("数量（千克）", "kg"),
    "retirement": ("本站注销记录", "retirement"),
    "beneficiary": ("受益人", "beneficiary"),
    "purpose": ("用途", "purpose"),
    "retired_at": ("本站注销时间", "retired_at"),
}
RESULTS = {
    "withdrawn": "withdrawn",
    "已注销": "withdrawn",
    "注销": "withdrawn",
    "refused": "refused",
    "不予注销": "refused",
    "驳回": "refused",
}


class UnreadableError(ValueError):
    """The answer as a whole can't be read; ``code``: size, encoding, headings, rows, nothing.

    ``missing`` are the headings that lack, each in Chinese and English.
    """

    def __init__(
        self, code: str, detail: str = "", *, missing: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.code, self.detail, self.missing = code, detail, missing
        super().__init__(code)


@dataclass(frozen=True)
class Answer:
    """One line of an answer; ``problem`` is a code when it can't be used."""

    number: int
    withdrawal: str
    line: int
    result: str = ""
    proof_number: str = ""
    proof_date: date | None = None
    proof_file: str = ""
    reason: str = ""
    problem: str = ""


def write(
    columns: Mapping[str, tuple[str, str]], rows: Iterable[Mapping[str, str]], *, chinese: bool
) -> bytes:
    """Write rows under these columns, as Excel opens them rightly (UTF-8 with its mark)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([names[0] if chinese else names[1] for names in columns.values()])
    writer.writerows([_safe(row.get(name, "")) for name in columns] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def read(content: bytes) -> list[Answer]:
    """Read an answer, line by line. Raises UnreadableError."""
    if len(content) > LARGEST:
        raise UnreadableError("size")
    table = list(csv.reader(io.StringIO(_decode(content), newline="")))
    heads = [_plain(head).lower() for head in (table[0] if table else [])]
    places = {
        name: heads.index(wanted)
        for name, names in ANSWER.items()
        for wanted in names
        if wanted in heads
    }
    missing = [ANSWER[name] for name in ("withdrawal", "line", "result") if name not in places]
    if missing:
        raise UnreadableError("headings", missing=missing)
    lines = [
        _answer(number, {name: _plain(cells[at]) for name, at in places.items() if at < len(cells)})
        for number, cells in enumerate(table[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]
    if not lines:
        raise UnreadableError("nothing")
    if len(lines) > MOST_ROWS:
        raise UnreadableError("rows", str(MOST_ROWS))
    return lines


def _answer(number: int, said: Mapping[str, str]) -> Answer:
    line, result = said.get("line", ""), RESULTS.get(said.get("result", "").lower(), "")
    day = _day(said.get("proof_date", ""))
    problem = ""
    if not line.isdecimal() or len(line) > 9:
        problem = "no_line"
    elif not result:
        problem = "no_result"
    elif result == "refused" and not said.get("reason"):
        problem = "no_reason"
    elif result == "withdrawn" and not said.get("proof_number"):
        problem = "no_proof_number"
    elif result == "withdrawn" and day is None:
        problem = "no_proof_date"
    return Answer(
        number=number,
        withdrawal=said.get("withdrawal", "").upper(),
        line=int(line) if line.isdecimal() and len(line) < 10 else 0,
        result=result,
        proof_number=said.get("proof_number", "")[:120],
        proof_date=day,
        proof_file=said.get("proof_file", ""),
        reason=said.get("reason", "")[:300],
        problem=problem,
    )


def _decode(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise UnreadableError("encoding")


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip(" \t\r\n").removeprefix("'").strip()


def _day(text: str) -> date | None:
    parts = (
        text.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").split("-")
    )
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        return None


def _safe(text: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "@", "-", "\t") else text
