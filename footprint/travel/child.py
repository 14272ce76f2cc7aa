"""Opens a stranger's file in a process of its own, with little memory and little time.

Run as `python -m footprint.travel.child xlsx|csv`, the file on stdin. Writes JSON: the known
columns' cells as text, row by row. Columns that nobody asked for (names, e-mail addresses, phone
numbers) never leave this process. Standard library and calamine only; exits 3 with a reason word
on stdout when the file is refused.
"""

from __future__ import annotations

import csv
import datetime
import io
import json
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from footprint.travel import columns

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 20
MAX_BYTES = 10 << 20
MAX_UNPACKED = 100 << 20
MAX_RATIO = 100
MAX_MEMBERS = 200
MAX_ROWS = 200_000
MAX_COLUMNS = 40
HEADER_SEARCH = 20
_FORBIDDEN = ("vbaproject", "externallinks/", "embeddings/", "activex/", "encryptioninfo")


class RefusedError(Exception):
    """The file is not read; the argument is a reason word that the parent turns into a sentence."""


def main() -> int:
    """Read stdin, write JSON, return the exit code."""
    limit()
    content = sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        rows = xlsx_rows(content) if sys.argv[1] == "xlsx" else csv_rows(content)
        answer = table(rows)
    except RefusedError as refused:
        sys.stdout.write(json.dumps({"refused": str(refused)}))
        return 3
    json.dump(answer, sys.stdout, ensure_ascii=True, separators=(",", ":"))
    return 0


def limit() -> None:
    """Give this process its limits, where the system has them."""
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY_BYTES), (resource.RLIMIT_CPU, CPU_SECONDS)):
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):
            continue


def table(rows: Iterable[list[str]]) -> dict[str, object]:
    """The heading row and what is below it, known columns only."""
    numbered = enumerate(rows, start=1)
    found, headings = _heading(numbered)
    positions = sorted(found.items(), key=lambda item: item[1])
    kept: list[list[object]] = []
    for number, cells in numbered:
        if number > MAX_ROWS + HEADER_SEARCH:
            raise RefusedError("too_many_rows")
        picked = [cells[at] if at < len(cells) else "" for _, at in positions]
        if any(picked):
            kept.append([number, *picked])
    return {
        "columns": [name for name, _ in positions],
        "dropped": headings - len(positions),
        "rows": kept,
    }


def _heading(numbered: Iterator[tuple[int, list[str]]]) -> tuple[dict[str, int], int]:
    """Where the known columns are, and how many headings there are in all."""
    blank = True
    for number, cells in numbered:
        found = columns.match(cells)
        if len(found) >= 2:
            return found, sum(1 for cell in cells if cell)
        blank = blank and not any(cells)
        if number >= HEADER_SEARCH:
            break
    raise RefusedError("empty" if blank else "no_header")


def csv_rows(content: bytes) -> Iterator[list[str]]:
    """Rows of a CSV in UTF-8 (with or without mark), UTF-16 with a mark, or GB18030."""
    if len(content) > MAX_BYTES:
        raise RefusedError("too_big")
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    if content[:4] == b"PK\x03\x04" or (b"\x00" in content[:4096] and not marked):
        raise RefusedError("not_csv")
    text = decoded(content)
    first = text.split("\n", 1)[0]
    delimiter = max(",\t;，", key=first.count)
    if delimiter == "，":
        text, delimiter = text.replace("，", ","), ","
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        if len(row) > MAX_COLUMNS * 5:
            raise RefusedError("too_many_columns")
        yield [cell.strip()[:300] for cell in row]


def decoded(content: bytes) -> str:
    """Text of the first encoding that fits."""
    marked = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    encodings = ["utf-16"] if marked else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedError("encoding")


def xlsx_rows(content: bytes) -> Iterator[list[str]]:
    """Rows of the first sheet that has our headings, else of the first sheet; cached values only."""
    check_zip(content)
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = [
            workbook.get_sheet_by_index(at) for at in range(min(len(workbook.sheet_names), 10))
        ]
    except (CalamineError, OSError, ValueError) as error:
        raise RefusedError("not_xlsx") from error
    for sheet in sheets:
        if sheet.width > MAX_COLUMNS * 5 or sheet.height > MAX_ROWS + HEADER_SEARCH:
            raise RefusedError("too_many_rows")
    chosen = next(
        (sheet for sheet in sheets if has_header(sheet.iter_rows())), sheets[0] if sheets else None
    )
    if chosen is None:
        raise RefusedError("empty")
    # Rows above the first filled one are not given back; row numbers must be those a person sees.
    skipped = chosen.start[0] if chosen.start else 0
    for _ in range(min(skipped, HEADER_SEARCH)):
        yield []
    for row in chosen.iter_rows():
        yield [cell_text(cell) for cell in row]


def has_header(rows: Iterable[Sequence[object]]) -> bool:
    """Whether one of the first rows has two of our headings."""
    for number, row in enumerate(rows):
        if len(columns.match([cell_text(cell) for cell in row])) >= 2:
            return True
        if number >= HEADER_SEARCH:
            return False
    return False


def cell_text(cell: object) -> str:
    """A cell as the text a person would type; numbers without exponent, dates as dates."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        number = format(Decimal(repr(cell)), "f")
        return number.removesuffix(".0")
    if isinstance(cell, (datetime.date, datetime.time, datetime.timedelta)):
        return f"date {cell}"
    return str(cell).strip()[:300]


def check_zip(content: bytes) -> None:
    """Refuse bombs, macros, links and anything that is not a plain workbook, before opening it."""
    if len(content) > MAX_BYTES:
        raise RefusedError("too_big")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise RefusedError("not_xlsx") from error
    members = archive.infolist()
    if len(members) > MAX_MEMBERS:
        raise RefusedError("bomb")
    names = [member.filename.casefold().replace("\\", "/") for member in members]
    if any(word in name for name in names for word in _FORBIDDEN):
        raise RefusedError("macros_or_links")
    if any(name.startswith("/") or ".." in name or name.endswith(".zip") for name in names):
        raise RefusedError("not_xlsx")
    if "[content_types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise RefusedError("not_xlsx")
    declared = sum(member.file_size for member in members)
    if declared > MAX_UNPACKED or declared > MAX_RATIO * max(len(content), 10_000):
        raise RefusedError("bomb")
    if sum(inflated(content, member) for member in members) > MAX_UNPACKED:
        raise RefusedError("bomb")


def inflated(content: bytes, member: zipfile.ZipInfo) -> int:
    """How many bytes a member really unpacks to, whatever its header says; stops at the limit."""
    start = member.header_offset
    name_length = int.from_bytes(content[start + 26 : start + 28], "little")
    extra_length = int.from_bytes(content[start + 28 : start + 30], "little")
    begin = start + 30 + name_length + extra_length
    if member.compress_type == zipfile.ZIP_STORED:
        return member.compress_size
    if member.compress_type != zipfile.ZIP_DEFLATED:
        raise RefusedError("not_xlsx")
    inflater, total, data = (
        zlib.decompressobj(-15),
        0,
        content[begin : begin + member.compress_size],
    )
    try:
        while data and total <= MAX_UNPACKED:
            total += len(inflater.decompress(data, 1 << 20))
            data = inflater.unconsumed_tail
    except zlib.error as error:
        raise RefusedError("not_xlsx") from error
    return total


if __name__ == "__main__":
    sys.exit(main())
