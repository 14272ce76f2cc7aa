"""An operator's file, read into rows. Pure: bytes in, rows out. CSV in UTF-8 or GB 18030.

Columns, in any order, with Chinese or English headings: row id, member number, behaviour, day (2026-10-01),
grams of CO2e (a whole number). A column that names people is refused with the whole file: names never come
here.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
COLUMNS: dict[str, tuple[str, ...]] = {
    "row_id": ("记录编号", "row_id"),
    "member_number": ("会员编号", "member_number"),
    "behaviour": ("行为", "behaviour"),
    "day": ("日期", "day"),
    "grams": ("减排量（克）", "减排量(克)", "grams"),
}
PERSONAL = ("姓名", "名字", "手机", "电话", "身份证", "邮箱", "name", "phone", "email", "id_card")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,59}")
_MEMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{3,39}")
_GRAMS = re.compile(r"[0-9]{1,12}")
MOST_GRAMS = 1_000_000
"""More than a tonne in one record of one person is no behaviour but a slip of the keyboard. The bound is ours."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Row:
    """One line; ``readable`` is false where a cell is not what its column asks for."""

    line: int
    row_id: str
    member_number: str
    behaviour: str
    day: date | None
    grams: int | None
    readable: bool


class UnreadableError(ValueError):
    """A file that is refused whole.

    The message is ``size``, ``encoding``, ``headings``, ``personal``, ``rows`` or ``empty``.
    """


def read(content: bytes) -> list[Row]:
    """Read a file. Raises UnreadableError; lines that can't be read are returned as such, not dropped."""
    if len(content) > MAX_BYTES:
        raise UnreadableError("size")
    lines = csv.reader(io.StringIO(_decode(content), newline=""))
    try:
        head = [_clean(cell).lower() for cell in next(lines, [])]
        places = _places(head)
        rows = [
            _row(lines.line_num, {name: _cell(cells, place) for name, place in places.items()})
            for cells in lines
            if any(cell.strip() for cell in cells)
        ]
    except csv.Error as error:
        raise UnreadableError("encoding") from error
    if not rows:
        raise UnreadableError("empty")
    if len(rows) > MAX_ROWS:
        raise UnreadableError("rows")
    return rows


def sample(behaviours: Iterable[str]) -> bytes:
    """Return a made-up file with one row of each behaviour, as spreadsheets open it (UTF-8 with its mark)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for number, behaviour in enumerate(behaviours, start=1):
        writer.writerow(
            [f"sample-{number}", f"M{number:04}", behaviour, "2026-10-01", 100 * number]
        )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _decode(content: bytes) -> str:
    if b"\x00" in content or content.startswith(b"PK\x03\x04"):
        raise UnreadableError("encoding")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableError("encoding")


def _places(head: list[str]) -> dict[str, int]:
    if any(word == cell for cell in head for word in PERSONAL):
        raise UnreadableError("personal")
    places = {
        name: head.index(heading)
        for name, headings in COLUMNS.items()
        for heading in headings
        if heading in head
    }
    if len(places) < len(COLUMNS):
        raise UnreadableError("headings")
    return places


def _row(line: int, cells: dict[str, str]) -> Row:
    day, grams = _day(cells["day"]), _grams(cells["grams"])
    row_id = cells["row_id"] if _ID.fullmatch(cells["row_id"]) else ""
    member = cells["member_number"] if _MEMBER.fullmatch(cells["member_number"]) else ""
    return Row(
        line=line,
        row_id=row_id,
        member_number=member,
        behaviour=cells["behaviour"][:40],
        day=day,
        grams=grams,
        readable=bool(row_id and member and day and grams),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _grams(text: str) -> int | None:
    grams = int(text) if _GRAMS.fullmatch(text) else 0
    return grams if 0 < grams <= MOST_GRAMS else None


def _cell(cells: list[str], place: int) -> str:
    return _clean(cells[place]) if place < len(cells) else ""


def _clean(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().strip("\ufeff'")
