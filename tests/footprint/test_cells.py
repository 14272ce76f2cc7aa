"""What cells hold besides what is asked for, and how the person is told: by cell, column, reason and fix."""

import datetime
import io
import itertools
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter

from footprint import travel
from footprint.activities import CABIN
from footprint.attendance.words import CABINS
from footprint.errors import CalculationError
from footprint.files import archive, bounds, cells, tables
from footprint.files.refusals import refused
from tests.footprint import spreadsheets
from tests.footprint.spreadsheets import HEAD, as_csv, as_xlsx, inline, of_xml, with_members

TRAIN = ("广州", "深圳", 110, 30, "", "高铁", "", "是")
ROOT = Path(__file__).resolve().parents[2]


def found(content: bytes, name: str = "a.xlsx") -> list[tuple[str, str]]:
    """Cell and code of everything that is wrong."""
    return [(error.cell, error.code) for error in travel.read(name, content).errors]


def test_a_bad_cell_is_named_with_its_column_its_reason_and_its_fix():
    rows = [TRAIN] * 15 + [("广州", "深圳", 110, "约30人", "", "高铁", "", "是")]
    error = travel.read("a.xlsx", as_xlsx(rows)).errors[0]
    assert (error.cell, error.heading, error.code) == ("D17", "人数", "not_a_number")
    assert "30" in error.message.en.split("Did you mean")[1] and "是不是 30" in error.message.zh


def test_everything_wrong_with_a_row_is_said_at_once():
    row = ("广州", "深圳", "近", "多", "", "时光机", "", "也许")
    assert {cell for cell, _code in found(as_csv([row]), "a.csv")} == {"C2", "D2", "F2", "H2"}


def test_cells_are_named_where_they_stand_even_if_the_table_begins_elsewhere():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for number, row in enumerate((HEAD, ("广州", "深圳", 110, "x", "", "高铁", "", "是")), 4):
        for at, cell in enumerate(row):
            sheet.write(number, at + 2, cell)
    book.close()
    assert found(out.getvalue()) == [("F6", "not_a_number")]


@pytest.mark.parametrize(
    "value", [datetime.date(2026, 4, 1), datetime.datetime(2026, 4, 1, 8, 30), datetime.time(8, 30)]
)
def test_a_date_or_time_in_a_number_column_is_refused_with_its_cell(value):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd hh:mm"})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, TRAIN)
    sheet.write_datetime(1, 3, value)
    book.close()
    assert found(out.getvalue()) == [("D2", "date_in_number")]


@pytest.mark.parametrize("text", ["2026-04-01", "2026/4/1", "2026年4月1日", "4月12日", "2026.4.1"])
def test_a_date_typed_as_text_is_told_from_a_number(text):
    row = ("广州", "深圳", 110, text, "", "高铁", "", "是")
    assert found(as_csv([row]), "a.csv") == [("D2", "date_in_number")]


def test_a_formula_without_a_stored_value_is_an_error_that_names_its_cell():
    row = (
        f'<row r="2">{inline("A2", "广州")}<c r="C2"><f>55*2</f></c><c r="D2"><f>6*5</f><v>30</v></c>'
        f"{inline('F2', '高铁')}{inline('H2', '是')}</row>"
    )
    content = of_xml(row)
    assert found(content) == [("C2", "formula_without_value")]
    assert "save" in travel.read("a.xlsx", content).errors[0].message.en


def test_a_formula_across_two_pieces_of_the_archive_is_seen_once(monkeypatch):
    monkeypatch.setattr(archive, "_CHUNK", 64)
    cells_xml = "".join(f'<c r="A{number}"><f>B{number}</f></c>' for number in range(2, 300))
    noted = archive.check(of_xml(f'<row r="2">{cells_xml}</row>'))
    assert noted[0].without_value == [f"A{number}" for number in range(2, 300)]


def test_a_formula_is_seen_however_the_sheet_is_written():
    for cell in ("<x:c r='C2'><x:f>1</x:f></x:c>", '<x:c r="C2"><x:f t="shared" si="0"/></x:c>'):
        sheet = f'<x:worksheet xmlns:x="x"><x:row r="2">{cell}</x:row></x:worksheet>'
        content = with_members(as_xlsx([]), {"xl/worksheets/sheet1.xml": sheet.encode()})
        assert archive.check(content)[0].without_value == ["C2"], cell


def test_merged_cells_are_named_and_the_rows_below_asked_for():
    rows = "".join(
        f'<row r="{number}">{inline(f"A{number}", "广州")}<c r="C{number}"><v>110</v></c>'
        + (f'<c r="D{number}"><v>30</v></c>' if number == 2 else "")
        + f"{inline(f'F{number}', '高铁')}{inline(f'H{number}', '是')}</row>"
        for number in (2, 3, 4)
    )
    content = of_xml(rows, after='<mergeCells count="1"><mergeCell ref="D2:D4"/></mergeCells>')
    reading = travel.read("a.xlsx", content)
    assert found(content) == [("D3", "merged_cells"), ("D4", "merged_cells")]
    assert reading.rows == 1 and "D2:D4" in reading.errors[0].message.zh


def test_a_huge_merged_range_is_refused_by_name():
    content = of_xml("", after='<mergeCells><mergeCell ref="A2:K900000"/></mergeCells>')
    with pytest.raises(CalculationError, match="A2:K900000"):
        travel.read("a.xlsx", content)


def test_percent_cells_thousands_and_full_width_digits_are_read_as_meant():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, ("广州", "深圳", "１１０．５", "1,200", "", "高铁", "", "是"))
    sheet.write_number(1, 4, 0.5, book.add_format({"num_format": "0%"}))
    sheet.write_row(2, 0, ("广州", "深圳", "110.5", "1，200", "50％", "高铁", "", "是"))
    book.close()
    way = travel.read("a.xlsx", out.getvalue()).ways[0]
    assert (way.rows, way.people, way.passenger_km) == (2, 1200, Decimal("265200.0"))


def test_what_excel_shows_as_three_tenths_is_three_tenths():
    reading = travel.read("a.xlsx", as_xlsx([("广州", "深圳", 0.1 + 0.2, 1, "", "高铁", "", "否")]))
    assert reading.ways[0].passenger_km == Decimal("0.3")


def test_a_yes_in_a_number_column_is_no_number_though_it_equals_one():
    rows = [
        TRAIN,
        ("广州", "深圳", 110, True, "", "高铁", "", True),
        ("广州", "深圳", 110, 1, "", "高铁", "", 1),
    ]
    assert found(as_xlsx(rows)) == [("D3", "not_a_number")]
    assert travel.read("a.xlsx", as_xlsx(rows)).ways[0].people == 31


def test_a_list_without_a_needed_column_is_refused_with_its_name():
    with pytest.raises(CalculationError, match="People"):
        travel.read("a.csv", as_csv([], head=("出发地", "交通方式", "是否往返")))


def test_blank_rows_between_the_filled_ones_are_passed_over():
    assert travel.read("a.csv", as_csv([TRAIN, ("",) * 8, TRAIN])).rows == 2


def test_a_million_rows_are_the_limit_and_the_refusal_says_so():
    rows = itertools.repeat(["x"], bounds.MAX_ROWS + bounds.HEADER_SEARCH + 2)
    with pytest.raises(bounds.RefusedError) as refusal:
        for _row in tables.limited(rows):
            pass
    assert "1,000,000" in refused(refusal.value.reason).message.en


def test_a_sheet_that_reaches_below_the_limit_is_refused():
    content = of_xml(f'<row r="1000100">{inline("A1000100", "x")}</row>', head=HEAD[:2])
    with pytest.raises(CalculationError, match="1,000,000"):
        travel.read("a.xlsx", content)


def test_a_bomb_of_shared_strings_is_refused():
    bomb = b"<sst>" + b"<si><t>" + b"a" * 30_000_000 + b"</t></si></sst>"
    with pytest.raises(CalculationError, match="unpacks"):
        travel.read("a.xlsx", with_members(as_xlsx([TRAIN]), {"xl/sharedStrings.xml": bomb}))


@pytest.mark.parametrize("name", ["a.xlsx", "b.XLSX"])
def test_an_old_or_locked_workbook_is_told_what_it_is(name):
    with pytest.raises(CalculationError, match="password"):
        travel.read(name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000)


def test_the_reading_process_can_open_no_file_and_no_socket():
    script = (
        "import socket\nfrom footprint.files import child\nchild.limit()\n"
        "for attempt in (lambda: open('/etc/hostname'), lambda: socket.socket()):\n"
        "    try: attempt()\n    except OSError: continue\n    raise SystemExit('it could')\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT)


def test_cells_have_the_names_a_spreadsheet_gives_them():
    assert [cells.cell_name(17, at) for at in (0, 5, 25, 26, 701, 702)] == [
        "A17", "F17", "Z17", "AA17", "ZZ17", "AAA17",
    ]  # fmt: skip
    assert all(cells.cell_at(cells.cell_name(9, at)) == (9, at) for at in range(800))


def test_the_cabins_that_may_be_written_are_those_of_the_calculator():
    assert set(CABINS.values()) == set(CABIN.choices or {})


def test_other_columns_and_what_is_in_them_never_leave_the_process():
    head = ("姓名", *HEAD)
    content = spreadsheets.as_csv([("张三丰", *TRAIN[:3], "x", *TRAIN[4:])], head=head)
    reading = travel.read("a.csv", content)
    assert "张三丰" not in repr(reading) and "姓名" not in repr(reading)
    assert reading.bad_rows[0].cells["count"] == "x"
