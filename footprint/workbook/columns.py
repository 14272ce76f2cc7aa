"""The columns and facts of an inventory workbook, by the words people use for them. Pure."""

from __future__ import annotations

from footprint.attendance.columns import Column, key

ACTIVITIES = (
    Column("activity", "活动", "Activity", ("activity", "排放活动", "活动类型")),
    Column("note", "事项", "Item", ("备注", "note", "label", "说明", "remark")),
    Column("value", "数量", "Amount", ("value", "活动数据", "用量", "amount")),
    Column("unit", "单位", "Unit", ("计量单位",)),
    Column("option1", "选项 1", "Option 1", ("options", "选项")),
    Column("option2", "选项 2", "Option 2"),
    Column("option3", "选项 3", "Option 3"),
    Column("distance_km", "单程公里数", "Distance one way (km)", ("distance_km", "单程距离")),
    Column("sharing", "每车或每间人数", "People per car or room", ("每车人数", "每间人数")),
    Column("stage", "阶段", "Stage", ("活动阶段",)),
    Column("quality", "数据质量", "Data quality", ("quality", "数据来源类型")),
    Column("source_class", "排放源类别", "Source class", ("source_class", "类别")),
    Column("factor", "自定义因子(kgCO2e/单位)", "Own factor (kgCO2e per unit)", ("自定义因子", "custom factor")),
    Column("factor_source", "因子来源", "Factor source", ("factor source",)),
)  # fmt: skip
IDS = tuple(column.id for column in ACTIVITIES)
REQUIRED = {"activity", "value"}

FACTS = (
    Column("title", "名称", "Name", ("活动名称", "单位名称", "name of the event")),
    Column(
        "participants", "人数", "People", ("参会人数", "people on site", "people working there")
    ),
    Column("days", "天数", "Days", ("会期天数",)),
    Column("year", "年份", "Year", ("核算年份",)),
    Column("region", "省份", "Province", ("所在省份", "province of the venue")),
)
GUIDELINES = {"event": "mee-2019-19", "office": "public-building-2015"}
SHEETS = {"event": ("活动", "Event"), "office": ("单位", "Office")}
MARK = "zhonghe-inventory-template"
VERSION = "1"
READABLE = ("1",)
"""Versions of the template that are still read; a file without a version is read by its headings."""


def _index(columns: tuple[Column, ...]) -> dict[str, str]:
    return {
        key(word): column.id
        for column in columns
        for word in (column.id, column.zh, column.en, *column.aliases)
    }


_ACTIVITY_WORDS, _FACT_WORDS = _index(ACTIVITIES), _index(FACTS)


def match(headings: list[str]) -> dict[str, int]:
    """Which position holds which column of the activities sheet; none unless activity and amount are there."""
    found: dict[str, int] = {}
    for position, heading in enumerate(headings):
        column = _ACTIVITY_WORDS.get(key(heading))
        if column is not None:
            found.setdefault(column, position)
    return found if found.keys() >= REQUIRED else {}


def fact(word: str) -> str:
    """The fact that a label of the first sheet names, or nothing."""
    return _FACT_WORDS.get(key(word), "")
