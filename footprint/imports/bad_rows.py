"""The bad rows of a file as a file: known columns only, with row and reason, ready to correct and upload."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

import xlsxwriter

from footprint.attendance.columns import IDS as TRAVEL_IDS
from footprint.text import Text
from footprint.workbook.columns import IDS as ACTIVITY_IDS

ROW = Text("原行号", "Row in the file")
REASON = Text("请更正", "Please correct")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
SHEETS = {"activities": Text("活动数据", "Activities"), "travel": Text("出行", "Travel")}
_PINE, _PALE = "#1D5C46", "#F6E3DF"


def tables(result: Mapping[str, Any], language: str) -> dict[str, list[list[str]]]:
    """Sheet id → heading and rows; the file's own words for the columns, then row number and reason."""
    parts = {"activities": result, "travel": result.get("travel")}
    if "trips" in result:
        parts = {"travel": result}
    return {
        name: _table(part, language)
        for name, part in parts.items()
        if part is not None and part["bad"]
    }


def as_csv(result: Mapping[str, Any], language: str) -> bytes:
    """The first table as CSV, UTF-8 with a mark so that Excel reads it right."""
    out = io.StringIO(newline="")
    table = next(iter(tables(result, language).values()), [])
    csv.writer(out).writerows([[_safe(cell) for cell in row] for row in table])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(result: Mapping[str, Any], language: str) -> bytes:
    """All tables as a workbook; cells that are wrong are coloured."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    look = {"bold": True, "font_color": "#FFFFFF", "bg_color": _PINE, "text_wrap": True}
    head, wrong = book.add_format(look), book.add_format({"bg_color": _PALE})
    for name, table in tables(result, language).items():
        sheet = book.add_worksheet(_say(SHEETS[name], language))
        sheet.write_row(0, 0, table[0], head)
        source = result if name == "activities" or "trips" in result else result["travel"]
        ids = _ordered(source["headings"])
        for number, (row, bad) in enumerate(zip(table[1:], source["bad"], strict=True), 1):
            columns = {problem["column"] for problem in bad["problems"]}
            for at, cell in enumerate(row):
                style = wrong if at < len(ids) and ids[at] in columns else None
                sheet.write_string(number, at, cell, style)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(ids), 16)
        sheet.set_column(len(ids) + 1, len(ids) + 1, 80)
    book.close()
    return out.getvalue()


def _table(part: Mapping[str, Any], language: str) -> list[list[str]]:
    headings: dict[str, str] = part["headings"]
    ids = _ordered(headings)
    rows = [[*(headings[name] for name in ids), _say(ROW, language), _say(REASON, language)]]
    for bad in part["bad"]:
        cells = [bad["cells"].get(name, "") for name in ids]
        reasons = [_reason(problem, language) for problem in bad["problems"]]
        rows.append([*cells, str(bad["row"]), " ".join(reasons)])
    return rows


def _ordered(headings: Mapping[str, str]) -> list[str]:
    """The columns in the template's order; the database keeps none."""
    known = TRAVEL_IDS if "trip" in headings else ACTIVITY_IDS
    return sorted(headings, key=known.index)


def _reason(problem: Mapping[str, Any], language: str) -> str:
    return f"{problem['cell']} {problem['message']['en' if language == 'en' else 'zh']}".strip()


def _say(text: Text, language: str) -> str:
    return text.en if language == "en" else text.zh


def _safe(cell: str) -> str:
    """Put an apostrophe before what Excel would run; plain negative numbers stay numbers."""
    if cell.startswith(_FORMULA) and not cell.lstrip("-").replace(".", "", 1).isdigit():
        return f"'{cell}"
    return cell
