"""Attendance files as people make them, and what is said about their mistakes."""

import io
from decimal import Decimal

import pytest
import xlsxwriter

from footprint import travel
from tests.footprint.entered import compute

HEAD = "出发地,目的地,单程公里数,人数,比例,交通方式,舱位,是否往返,每车人数,自定义因子,因子来源"


def read(*rows: str, head: str = HEAD, encoding: str = "utf-8") -> travel.Reading:
    return travel.read("attendance.csv", "\n".join((head, *rows)).encode(encoding))


def workbook(rows: list[list[object]], *, skip: int = 0) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        sheet.write_row(at + skip, 0, row)
    book.close()
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_the_encodings_of_chinese_offices_are_read(encoding):
    found = read("北京,深圳,,12,,飞机,经济舱,是,,,", encoding=encoding)
    assert not found.errors
    assert dict(found.ways[0].options) == {"cabin": "economy", "route": "domestic"}


@pytest.mark.parametrize("separator", [";", "\t", "，"])
def test_other_separators_are_recognized(separator):
    head, row = (text.replace(",", separator) for text in (HEAD, "广州,深圳,110,30,,高铁,,是,,,"))
    found = read(row, head=head)
    assert found.ways[0].passenger_km == 6600


def test_a_workbook_and_a_csv_of_the_same_rows_give_the_same_activities():
    row = ["广州", "深圳", 110.5, 30, 0.5, "高铁", "", "是", "", "", ""]
    from_sheet = travel.read("a.xlsx", workbook([HEAD.split(","), row]))
    from_text = read(",".join(map(str, row)))
    assert from_sheet.ways == from_text.ways
    assert from_sheet.ways[0].passenger_km == Decimal(3315)


def test_rows_above_the_heading_do_not_disturb_and_numbers_are_those_a_person_sees():
    rows = [
        ["湾区论坛出行统计"],
        [],
        HEAD.split(","),
        ["广州", "深圳", 110, "三十", "", "高铁", "", "是"],
    ]
    found = travel.read("a.xlsx", workbook(rows))
    assert [(error.row, error.column) for error in found.errors] == [(4, "count")]


def test_names_and_addresses_never_leave_the_reading_process():
    head = f"姓名,{HEAD},邮箱,手机"
    found = read("张三丰,广州,深圳,110,1,,高铁,,是,,,,zhang@example.com,13800000000", head=head)
    assert found.dropped_columns == 3
    told = repr(found)
    assert "张三丰" not in told and "zhang@" not in told and "1380000" not in told


def test_full_width_digits_thousands_and_percent_are_read():
    found = read('广州,深圳,１１０,"1,200",50%,高铁,,是,,,')
    assert (found.ways[0].people, found.ways[0].passenger_km) == (600, 132_000)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("广州,深圳,110,30,,高铁,,,,,", "trip", "trip_required"),
        ("广州,深圳,110,-3,,高铁,,是,,,", "count", "negative"),
        ("广州,深圳,110,NaN,,高铁,,是,,,", "count", "not_a_number"),
        ("广州,深圳,1e3,3,,高铁,,是,,,", "distance_km", "not_a_number"),
        ("广州,深圳,,3,,高铁,,是,,,", "distance_km", "distance_required"),
        ("广州,深圳,110,3,1.5,高铁,,是,,,", "fraction", "fraction_above_one"),
        ("广州,深圳,110,3,,时光机,,是,,,", "mode", "unknown_mode"),
        ("广州,深圳,110,3,,,,是,,,", "mode", "unknown_mode"),
        ("亚特兰蒂斯,深圳,,3,,飞机,,是,,,", "from", "unknown_place"),
        ("北京,深圳,,3,,飞机,站票,是,,,", "cabin", "unknown_cabin"),
        ("广州,深圳,110,3,,私家车,,是,,,", "people_per_vehicle", "option_required"),
        ("广州,深圳,110,3,,高铁,,是,,0.1,", "factor_source", "source_required"),
    ],
)
def test_a_bad_row_is_named_with_its_cell_and_reason(row, column, code):
    found = read("广州,深圳,110,30,,高铁,,是,,,", row)
    assert found.rows == 1
    assert [(error.row, error.column, error.code) for error in found.errors] == [(3, column, code)]


def test_a_date_in_a_number_cell_is_not_taken_for_a_number():
    import datetime

    rows = [HEAD.split(","), ["广州", "深圳", datetime.date(2026, 4, 1), 30, "", "高铁", "", "是"]]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, rows[0])
    for at, cell in enumerate(rows[1]):
        sheet.write(1, at, cell)
    book.close()
    found = travel.read("a.xlsx", out.getvalue())
    assert [(error.column, error.code) for error in found.errors] == [
        ("distance_km", "date_in_number")
    ]


def test_an_unknown_city_suggests_the_likely_one():
    error = read("北京西,深圳,,3,,飞机,,是,,,").errors[0]
    assert "北京" in error.message.zh.split("？")[0].partition("是不是")[2]


def test_airport_codes_and_cities_abroad_are_known():
    found = read("SIN,SZX,,2,,飞机,经济舱,是,,,", "东京,深圳,,2,,飞机,公务舱,是,,,")
    assert not found.errors
    assert [dict(way.options)["route"] for way in found.ways] == ["international", "international"]


def test_hong_kong_is_international_by_the_guidelines_factors():
    found = read("香港,深圳,,2,,飞机,,否,,,")
    assert dict(found.ways[0].options)["route"] == "international"


def test_at_most_a_hundred_errors_are_listed_and_all_are_counted():
    found = read(*["广州,深圳,110,x,,高铁,,是,,,"] * 250)
    assert (len(found.errors), found.bad_count) == (100, 250)


def test_rows_that_travel_alike_become_one_exact_line():
    found = read(*["广州,深圳,0.1,1,,高铁,,否,,,"] * 1000)
    activities = travel.activities(found)
    assert [item.value for item in activities] == [Decimal(100)]
    assert compute(*activities).total_exact == Decimal("2.04")


def test_ten_thousand_rows_are_read_while_one_waits():
    import time

    rows = [f"广州,深圳,{number}.5,3,,高铁,,是,,," for number in range(10_000)]
    begun = time.perf_counter()
    found = read(*rows)
    assert found.rows == 10_000
    assert time.perf_counter() - begun < 30
