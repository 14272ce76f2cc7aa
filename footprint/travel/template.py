"""The files to fill in: a workbook with drop-downs and instructions, and a plain CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import xlsxwriter

from footprint.attendance.columns import COLUMNS

VERSION = "1"
_CHOICES = {
    "mode": {
        "zh": ["飞机", "高铁", "火车", "地铁", "公交车", "大巴", "出租车", "轮渡", "私家车", "电动汽车"],
        "en": ["flight", "high-speed rail", "rail", "metro", "bus", "coach", "taxi", "ferry", "car", "electric car"],
    },
    "cabin": {
        "zh": ["平均", "经济舱", "高端经济舱", "公务舱", "头等舱"],
        "en": ["average", "economy", "premium economy", "business", "first"],
    },
    "trip": {"zh": ["是", "否"], "en": ["yes", "no"]},
}  # fmt: skip
_SAMPLES = {
    "zh": [["北京", "深圳", "", 12, "", "飞机", "经济舱", "是", "", "", ""],
           ["广州", "深圳", 110, 30, "", "高铁", "", "是", "", "", ""],
           ["深圳", "深圳", 15, 60, 0.5, "地铁", "", "是", "", "", ""]],
    "en": [["Beijing", "Shenzhen", "", 12, "", "flight", "economy", "yes", "", "", ""],
           ["Guangzhou", "Shenzhen", 110, 30, "", "high-speed rail", "", "yes", "", "", ""],
           ["Shenzhen", "Shenzhen", 15, 60, 0.5, "metro", "", "yes", "", "", ""]],
}  # fmt: skip
_NOTES = {
    "zh": [
        "一行代表以同样方式出行的一组人。请删去示例行后填写。",
        "单程公里数：飞机可以不填，按两地大圆距离计算；铁路和公路必须填写。",
        "是否往返：必须填写，不会自动假定。",
        "比例：可不填；用于“60 人中一半乘地铁”，填 0.5 或 50%。",
        "小汽车须填写每车人数。",
        "自定义因子：可不填；填写时必须写明来源。",
        "请不要填写姓名、电话、邮箱。多余的列在读取时即被丢弃，不会保存。",
    ],
    "en": [
        "One row is a group of people who travel alike. Remove the sample rows first.",
        "Distance one way: may be blank for flights (great circle between the two cities); rail and road need it.",
        "Return trip: must be answered, nothing is assumed.",
        "Fraction: may be blank; for “half of these 60 take the metro” write 0.5 or 50%.",
        "Cars need people per car.",
        "Custom factor: may be blank; with one, its source is required.",
        "Leave out names, phone numbers and addresses. Other columns are dropped when the file is read.",
    ],
}


def template_csv(language: str = "zh") -> bytes:
    """A CSV with headings and sample rows, UTF-8 with a mark so that Excel reads it right."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([getattr(column, language) for column in COLUMNS])
    writer.writerows(_SAMPLES[language])
    return out.getvalue().encode("utf-8-sig")


def template_xlsx(language: str = "zh") -> bytes:
    """A workbook: the sheet to fill in with drop-downs, and a sheet of instructions."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    write_travel_sheet(workbook, language)
    notes = workbook.add_worksheet("填写说明" if language == "zh" else "Instructions")
    notes.set_column(0, 0, 90)
    for number, line in enumerate(_NOTES[language]):
        notes.write(number, 0, line)
    notes.write(len(_NOTES[language]) + 1, 0, f"zhonghe-travel-template {VERSION}")
    workbook.close()
    return out.getvalue()


def write_travel_sheet(workbook: Any, language: str, *, samples: bool = True) -> None:
    """Add the sheet of attendance rows, with its drop-downs, to a workbook."""
    sheet = workbook.add_worksheet("出行" if language == "zh" else "Travel")
    look = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1D5C46", "border": 1}
    head = workbook.add_format({**look, "border_color": "#B9C9C0", "text_wrap": True})
    sample = workbook.add_format({"italic": True, "font_color": "#6B6B6B"})
    for at, column in enumerate(COLUMNS):
        sheet.write(0, at, getattr(column, language), head)
        if column.id in _CHOICES:
            source = _CHOICES[column.id][language]
            sheet.data_validation(1, at, 5000, at, {"validate": "list", "source": source})
    for number, row in enumerate(_SAMPLES[language] if samples else [], start=1):
        for at, cell in enumerate(row):
            sheet.write(number, at, cell, sample)
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 32)
    sheet.set_column(0, len(COLUMNS) - 1, 16)
