"""Spreadsheets really built for tests: attendance lists as text and as workbooks."""

import io
import zipfile
from collections.abc import Sequence

import xlsxwriter

HEAD = (
    "出发地",
    "目的地",
    "单程公里数",
    "人数",
    "比例",
    "交通方式",
    "舱位",
    "是否往返",
    "每车人数",
    "自定义因子",
    "因子来源",
)
Cells = Sequence[object]
_SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_START = f'<?xml version="1.0" encoding="UTF-8"?><worksheet {_SPACE}>'


def as_csv(rows: Sequence[Cells], *, head: Cells = HEAD, encoding: str = "utf-8") -> bytes:
    """A CSV of rows below a heading."""
    return "\n".join(",".join(map(str, row)) for row in (head, *rows)).encode(encoding)


def as_xlsx(rows: Sequence[Cells], *, head: Cells = HEAD) -> bytes:
    """A workbook of rows below a heading; blanks are left out, as Excel does."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for number, row in enumerate((head, *rows)):
        for at, cell in enumerate(row):
            if cell != "":
                sheet.write(number, at, cell)
    book.close()
    return out.getvalue()


def with_members(content: bytes, members: dict[str, bytes]) -> bytes:
    """A workbook with members replaced or added."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in members:
                new.writestr(name, old.read(name))
        for name, member in members.items():
            new.writestr(name, member)
    return out.getvalue()


def of_xml(rows: str, *, after: str = "", head: Cells = HEAD) -> bytes:
    """A workbook whose sheet is a heading and these raw rows, from row 2 on."""
    cells = "".join(inline(f"{chr(65 + at)}1", str(word)) for at, word in enumerate(head))
    sheet = f'{_START}<sheetData><row r="1">{cells}</row>{rows}</sheetData>{after}</worksheet>'
    return with_members(as_xlsx([]), {"xl/worksheets/sheet1.xml": sheet.encode()})


def inline(name: str, text: str) -> str:
    """A cell of text as XML."""
    return f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>'
