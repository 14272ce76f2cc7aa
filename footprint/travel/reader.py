"""Reads an attendance file: the child opens it, here each row becomes people and kilometres."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from footprint import numbers, places
from footprint.activities import CABIN
from footprint.errors import CalculationError
from footprint.numbers import EXACT
from footprint.text import Text
from footprint.travel import child, columns

MAX_ERRORS = 100
CHILD_SECONDS = 40
_ROOT = Path(__file__).resolve().parent.parent.parent

_MODES = {
    "flight": ("flight", "plane", "air", "飞机", "航空", "航班"),
    "high_speed_rail": (
        "high_speed_rail",
        "high-speed rail",
        "high speed rail",
        "hsr",
        "高铁",
        "动车",
        "城际",
    ),
    "rail": ("rail", "train", "火车", "普速", "普通铁路", "铁路"),
    "metro": ("metro", "subway", "underground", "地铁", "轨道交通"),
    "bus": ("bus", "city bus", "公交", "公交车"),
    "coach": ("coach", "大巴", "长途客车", "客车", "巴士"),
    "taxi": ("taxi", "出租车", "网约车", "的士", "ride-hailing"),
    "ferry": ("ferry", "轮渡", "渡轮", "船"),
    "car": ("car", "私家车", "小汽车", "自驾", "汽油车"),
    "car:electric": ("electric car", "ev", "电动汽车", "电动车", "新能源车"),
}
MODES = {word: mode for mode, words in _MODES.items() for word in words}
_YES = {"yes", "y", "true", "1", "是", "往返", "return", "round", "有"}
_NO = {"no", "n", "false", "0", "否", "单程", "one way", "one-way", "无"}
_CABINS = {
    "": "average", "平均": "average", "经济舱": "economy", "经济": "economy", "economy": "economy",
    "高端经济舱": "premium_economy", "超级经济舱": "premium_economy", "premium economy": "premium_economy",
    "公务舱": "business", "商务舱": "business", "business": "business", "头等舱": "first", "first": "first",
    **{cabin: cabin for cabin in CABIN.choices or {}},
}  # fmt: skip

REFUSALS = {
    "too_big": Text("文件超过 10 MiB。", "The file is larger than 10 MiB."),
    "bomb": Text("文件解压后过大，未读取。", "The file unpacks to too much and was not read."),
    "macros_or_links": Text(
        "文件含宏、外部链接或嵌入对象，未读取。",
        "The file holds macros, links or embedded objects.",
    ),
    "not_xlsx": Text("这不是可读的 .xlsx 文件。", "This is not a readable .xlsx file."),
    "not_csv": Text("这不是可读的 CSV 文本。", "This is not a readable CSV text."),
    "encoding": Text(
        "无法识别文字编码，请存为 UTF-8。", "The encoding was not recognized; save it as UTF-8."
    ),
    "empty": Text("文件中没有数据。", "The file holds no data."),
    "no_header": Text(
        "没有找到表头。请使用模板中的列名。",
        "No heading row was found. Use the template's headings.",
    ),
    "too_many_rows": Text(
        "行数或列数超过上限（20 万行）。", "Too many rows or columns (200,000 rows at most)."
    ),
    "too_many_columns": Text("列数过多。", "Too many columns."),
    "format": Text("只接受 .csv 和 .xlsx 文件。", "Only .csv and .xlsx files are read."),
    "failed": Text(
        "读取文件时超出了内存或时间限制，未读取。", "Reading the file took too much memory or time."
    ),
}


@dataclass(frozen=True, slots=True)
class TravelRow:
    """One row: people who travelled alike. `passenger_km` holds both ways if they returned."""

    number: int
    activity: str
    options: tuple[tuple[str, str], ...]
    people: Decimal
    distance_km: Decimal
    passenger_km: Decimal
    factor: Decimal | None
    factor_source: str


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with a row, and in which column."""

    row: int
    column: str
    code: str
    message: Text


@dataclass(frozen=True)
class Reading:
    """A file that was read. Nothing in it names a person."""

    name: str
    sha256: str
    rows: tuple[TravelRow, ...]
    errors: tuple[RowError, ...]
    error_count: int
    dropped_columns: int

    @property
    def people(self) -> Decimal:
        """People in all good rows."""
        return sum((row.people for row in self.rows), Decimal(0))


def read(name: str, content: bytes) -> Reading:
    """Read a .csv or .xlsx; raises CalculationError `file_refused` when it cannot be opened safely."""
    suffix = Path(name).suffix.casefold()
    if suffix not in (".csv", ".xlsx", ".txt"):
        raise refused("format")
    if len(content) > child.MAX_BYTES:
        raise refused("too_big")
    table = _open(content, "xlsx" if suffix == ".xlsx" else "csv")
    rows, errors, count = _rows(table)
    return Reading(
        name=Path(name).name[:80],
        sha256=hashlib.sha256(content).hexdigest(),
        rows=tuple(rows),
        errors=tuple(errors),
        error_count=count,
        dropped_columns=int(table["dropped"]),
    )


def refused(reason: str) -> CalculationError:
    """The error for a file that was not read."""
    return CalculationError("file_refused", REFUSALS.get(reason, REFUSALS["failed"]), field="file")


def _open(content: bytes, kind: str) -> dict[str, Any]:
    environment = {"PYTHONPATH": str(_ROOT), "PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "footprint.travel.child", kind],
            input=content, capture_output=True, timeout=CHILD_SECONDS, env=environment, cwd=_ROOT, check=False,
        )  # fmt: skip
        answer: dict[str, Any] = (
            json.loads(done.stdout) if done.returncode in (0, 3) else {"refused": "failed"}
        )
    except (subprocess.TimeoutExpired, ValueError):
        raise refused("failed") from None
    if "refused" in answer:
        raise refused(answer["refused"])
    return answer


def _rows(table: dict[str, Any]) -> tuple[list[TravelRow], list[RowError], int]:
    names: list[str] = table["columns"]
    rows: list[TravelRow] = []
    errors: list[RowError] = []
    count = 0
    for number, *cells in table["rows"]:
        try:
            rows.append(travel_row(number, dict(zip(names, cells, strict=True))))
        except CalculationError as error:
            count += 1
            if len(errors) < MAX_ERRORS:
                errors.append(RowError(number, error.field, error.code, error.message))
    return rows, errors, count


def travel_row(number: int, cells: Mapping[str, str]) -> TravelRow:
    """One row of text as people and kilometres; raises CalculationError with the column as field."""
    factor, source = _factor(cells)
    activity, options = _mode(cells, needed=factor is None)
    people = _people(cells)
    distance = _distance(cells, activity, options, has_factor=factor is not None)
    ways = 2 if _returns(cells) else 1
    travelled = EXACT.multiply(EXACT.multiply(people, distance), Decimal(ways))
    return TravelRow(
        number,
        activity,
        tuple(sorted(options.items())),
        people,
        distance,
        travelled,
        factor,
        source,
    )


def _factor(cells: Mapping[str, str]) -> tuple[Decimal | None, str]:
    text, source = cells.get("factor", ""), cells.get("factor_source", "")
    if not text:
        return None, ""
    if not source:
        raise _error(
            "source_required",
            "factor_source",
            "自定义因子必须写明来源。",
            "A custom factor must name its source.",
        )
    return numbers.parse(text, field="factor"), source


def _mode(cells: Mapping[str, str], *, needed: bool) -> tuple[str, dict[str, str]]:
    text = columns.key(cells.get("mode", ""))
    mode = MODES.get(text) or MODES.get(text.replace(" ", "_"))
    if mode is None and not (text == "" and not needed):
        raise _error("unknown_mode", "mode", f"请填写交通方式，例如 飞机、高铁、地铁（现为“{text[:20]}”）。",
                     f"Give the mode, such as flight, high-speed rail, metro (it says “{text[:20]}”).")  # fmt: skip
    activity, _, energy = (mode or "custom").partition(":")
    options: dict[str, str] = {"energy": energy} if energy else {}
    if activity == "flight" and needed:
        cabin = _CABINS.get(columns.key(cells.get("cabin", "")))
        if cabin is None:
            raise _error("unknown_cabin", "cabin", "不认识舱位。", "Unknown cabin class.")
        options["cabin"] = cabin
    if activity == "car":
        share = cells.get("people_per_vehicle", "")
        if not share:
            raise _error(
                "option_required",
                "people_per_vehicle",
                "小汽车请填写每车人数。",
                "For cars, give people per car.",
            )
        options["people_per_vehicle"] = numbers.plain(
            numbers.parse(share, field="people_per_vehicle")
        )
    return activity, options


def _people(cells: Mapping[str, str]) -> Decimal:
    people = numbers.parse(cells.get("count", ""), field="count")
    share = cells.get("fraction", "")
    if not share:
        return people
    percent = share.endswith(("%", "％"))
    fraction = numbers.parse(share.rstrip("%％"), field="fraction")
    if percent:
        fraction = EXACT.divide(fraction, Decimal(100))
    if fraction > 1:
        raise _error(
            "fraction_above_one", "fraction", "比例不能大于 1。", "The fraction must not exceed 1."
        )
    return EXACT.multiply(people, fraction)


def _returns(cells: Mapping[str, str]) -> bool:
    word = columns.key(cells.get("trip", ""))
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise _error(
        "trip_required",
        "trip",
        "请填写是否往返（是或否）。",
        "Say whether they return (yes or no).",
    )


def _distance(
    cells: Mapping[str, str], activity: str, options: dict[str, str], *, has_factor: bool
) -> Decimal:
    """The one-way distance given, else the great circle for flights between two known places."""
    start, end = cells.get("from", ""), cells.get("to", "")
    text = cells.get("distance_km", "")
    ends = None
    if (activity == "flight" and not has_factor) or not text:
        if not (start and end):
            missing = "distance_km" if not text else ("to" if start else "from")
            raise _error("distance_required", missing, "请填写单程公里数；飞机还需出发地和目的地以区分境内与国际。",
                         "Give the kilometres one way; a flight also needs both cities (domestic or not).")  # fmt: skip
        ends = places.find(start, field="from"), places.find(end, field="to")
    if ends and activity == "flight" and not has_factor:
        options["route"] = places.route(*ends)
    if text:
        return numbers.parse(text, field="distance_km")
    if activity not in ("flight", "custom"):
        raise _error("distance_required", "distance_km", "铁路和公路里程不按直线推算，请填写单程公里数。",
                     "Rail and road distances are not guessed from the map; give the kilometres one way.")  # fmt: skip
    assert ends is not None
    return places.distance_km(*ends)


def _error(code: str, field: str, zh: str, en: str) -> CalculationError:
    return CalculationError(code, Text(zh, en), field=field)
