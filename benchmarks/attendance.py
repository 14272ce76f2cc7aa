"""Made-up attendance lists of any length, the same for the same length, and what they come to.

Ten columns, two of them personal; four in ten fly, a third go by fast rail, the rest by metro and car.
"""

from __future__ import annotations

import csv
import random
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

from footprint import places

HEAD = (
    "姓名",
    "邮箱",
    "出发地",
    "目的地",
    "单程公里数",
    "人数",
    "交通方式",
    "舱位",
    "是否往返",
    "每车人数",
)
_CITIES = (
    "北京",
    "上海",
    "广州",
    "成都",
    "武汉",
    "西安",
    "杭州",
    "长沙",
    "SIN",
    "东京",
    "厦门",
    "南京",
)
_MODES = {"飞机": "flight", "高铁": "high_speed_rail", "地铁": "metro", "私家车": "car"}
Row = tuple[str, ...]
_SHEET = "xl/worksheets/sheet1.xml"
_STRINGS = "xl/sharedStrings.xml"
_OPEN = '<?xml version="1.0" encoding="UTF-8"?><{} xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'


def rows(count: int, *, distinct: bool = False) -> Iterator[Row]:
    """The rows below the heading, as text; kilometres, people and people per car are numbers.

    `distinct` gives every row its own kilometres, so that nothing is gained by remembering a cell.
    """
    places_after_point = 6 if distinct else 1
    chance = random.Random(count)
    for number in range(count):
        draw = chance.random()
        mode = (
            "飞机" if draw < 0.4 else "高铁" if draw < 0.75 else "地铁" if draw < 0.9 else "私家车"
        )
        flies = mode == "飞机"
        yield (
            f"参会者{number}",
            f"p{number}@example.com",
            chance.choice(_CITIES),
            "深圳",
            "" if flies else f"{chance.uniform(5, 1500):.{places_after_point}f}",
            str(chance.randrange(1, 4)),
            mode,
            chance.choice(("经济舱", "公务舱", "")) if flies else "",
            chance.choice(("是", "否")),
            "2" if mode == "私家车" else "",
        )


def write_csv(path: Path, count: int, *, distinct: bool = False) -> None:
    """The list as CSV in UTF-8."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        writer.writerows(rows(count, distinct=distinct))


def write_xlsx(path: Path, count: int, *, distinct: bool = False) -> None:
    """The list as a workbook with shared strings, as Excel saves it; row by row, for a million fit."""
    strings: dict[str, int] = {}
    with (
        zipfile.ZipFile(_blank()) as blank,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for name in blank.namelist():
            if name not in (_SHEET, _STRINGS):
                out.writestr(name, blank.read(name))
        with out.open(_SHEET, "w", force_zip64=True) as sheet:
            sheet.write(f"{_OPEN.format('worksheet')}<sheetData>".encode())
            for number, row in enumerate(_with_head(count, distinct), 1):
                cells = "".join(_cell(at, number, text, strings) for at, text in enumerate(row))
                sheet.write(f'<row r="{number}">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        items = "".join(f"<si><t>{escape(text)}</t></si>" for text in strings)
        out.writestr(_STRINGS, f"{_OPEN.format('sst')}{items}</sst>")


def passenger_km(count: int, *, distinct: bool = False) -> dict[tuple[str, str, str], Decimal]:
    """What the rows come to by mode, cabin and route, added up one by one in plain decimals."""
    sums: dict[tuple[str, str, str], Decimal] = {}
    cabins = {"": "average", "经济舱": "economy", "公务舱": "business"}
    for _name, _mail, start, end, km, people, mode, cabin, returns, _share in rows(
        count, distinct=distinct
    ):
        flies = mode == "飞机"
        ends = (places.find(start), places.find(end)) if flies else None
        far = places.distance_km(*ends) if ends else Decimal(km)
        key = (
            _MODES[mode],
            cabins[cabin] if flies else "",
            places.route(*ends) if ends else "",
        )
        ways = 2 if returns == "是" else 1
        sums[key] = sums.get(key, Decimal(0)) + Decimal(people) * far * ways
    return sums


def _with_head(count: int, distinct: bool) -> Iterator[Row]:
    yield HEAD
    yield from rows(count, distinct=distinct)


def _blank() -> BytesIO:
    out = BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet().write(0, 0, "x")
    book.close()
    return out


def _cell(at: int, row: int, text: str, strings: dict[str, int]) -> str:
    if not text:
        return ""
    name = f"{chr(65 + at)}{row}"
    if text[0].isdigit():
        return f'<c r="{name}"><v>{text}</v></c>'
    return f'<c r="{name}" t="s"><v>{strings.setdefault(text, len(strings))}</v></c>'
