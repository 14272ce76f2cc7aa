"""The whole inventory as a workbook: out with what is known, in again, mistakes by cell."""

import io
import zipfile

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from footprint import drafts, sets
from footprint.assumptions import Basics
from footprint.calculation import calculate
from footprint.errors import CalculationError
from footprint.inputs import ActivityInput
from footprint.workbook import columns, facts, reader
from footprint.workbook.template import template
from tests.footprint.entered import activity

FACTS = {"title": "湾区论坛", "participants": "400", "days": "2", "region": "CN-GD"}
HEAD = (
    "活动",
    "数量",
    "单位",
    "选项 1",
    "选项 2",
    "单程公里数",
    "每车或每间人数",
    "自定义因子",
    "因子来源",
    "备注",
)
MORE = [
    activity("flight", "12", "person", distance_km="1940.5", trip="return", route="domestic", cabin="business"),
    activity("car", "30", "person", distance_km="20", trip="one_way", people_per_vehicle="2.5", energy="electric"),
    activity("hotel", "100", "person-night", occupants_per_room="1.5", quality="measured"),
    activity("waste", "55.5", "kg", treatment="landfill", stream="food", stage="close"),
    activity("custom", "7", "m2", factor={"value": "1.25", "unit": "kgCO2e/m2", "source": "a study"}),
]  # fmt: skip


def total(entered: list[ActivityInput]) -> object:
    return calculate(drafts.GUIDELINES["event"], sets.load(), entered, region="CN-GD").total_exact


def book(
    *rows: tuple[object, ...], mark: tuple[str, ...] = (), head: tuple[str, ...] = HEAD
) -> bytes:
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out)
    sheet = workbook.add_worksheet("活动数据")
    for number, row in enumerate((head, *rows)):
        for at, cell in enumerate(row):
            sheet.write(number, at, cell)
    if mark:
        workbook.add_worksheet("x").write_row(0, 0, mark)
    workbook.close()
    return out.getvalue()


def wrong(*rows: tuple[object, ...]) -> list[tuple[str, str]]:
    found = reader.read("event", "a.xlsx", book(*rows))
    return [(problem.cell, problem.code) for bad in found.bad_rows for problem in bad.problems]


def test_answers_to_the_forms_questions_go_back_into_the_form():
    draft = drafts.new_event(Basics(400, 2))
    content = template("event", language="en", facts=FACTS, entered=[*draft.entered(), *MORE])
    found = reader.read("event", "a.xlsx", content)
    taken = draft.with_inventory(found.activities, {"name": "a.xlsx"})
    answers = {key: said for key, said in taken.fields.items() if not key.startswith("quality_")}
    assert answers == {key: said for key, said in draft.fields.items() if said and key in answers}
    assert taken.fields["electricity"] == "8000" and taken.fields["rail_far_km"] == "800"
    assert len(taken.imported) == len(MORE)
    assert taken.result().total_exact == total(list(found.activities))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_goes_out_comes_in_again_with_the_same_kilograms(language):
    draft = drafts.new_event(Basics(400, 2), title="湾区论坛").with_more(MORE, {"name": "more"})
    content = template("event", language=language, facts=FACTS, entered=draft.entered())
    found = reader.read("event", "a.xlsx", content)
    assert not found.bad_count and found.is_template
    assert total(list(found.activities)) == draft.result().total_exact
    assert found.basics == FACTS
    assert {item.label for item in draft.entered()[:10]} <= {
        item.label for item in found.activities
    }


@pytest.mark.parametrize("form", ["event", "office"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_unfilled_workbook_is_nothing_and_no_mistake(form, language):
    found = reader.read(form, "a.xlsx", template(form, language=language, facts={}))
    assert (found.activities, found.bad_count) == ((), 0)


def test_the_workbook_offers_lists_that_follow_the_activity():
    content = template("event", language="zh", facts=FACTS)
    names = CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    assert names[:4] == ["活动", "活动数据", "出行", "填写说明"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()
        book_xml = archive.read("xl/workbook.xml").decode()
    assert "INDIRECT(&quot;u_&quot;" in sheet or 'INDIRECT("u_"' in sheet
    assert 'name="u_electricity"' in book_xml and 'name="o_waste"' in book_xml
    assert 'state="veryHidden"' in book_xml


@pytest.mark.parametrize(
    ("row", "cell", "code"),
    [
        (("用爱发电", 3, "度"), "A2", "unknown_activity"),
        (("购入电力", "很多", "度"), "B2", "not_a_number"),
        (("购入电力", -3, "度"), "B2", "negative"),
        (("购入电力", 3, ""), "C2", "required"),
        (("购入电力", 3, "吉焦"), "C2", "unit_not_accepted"),
        (("购入电力", 3, "桶"), "C2", "unknown_unit"),
        (("高铁", 30, "人", "", "", 110), "D2", "trip_required"),
        (("高铁", 30, "人", "单程还是往返=往返"), "F2", "option_required"),
        (("航空", 30, "人", "舱位=站票", "", 1900), "D2", "unknown_choice"),
        (("酒店住宿", 30, "人夜"), "G2", "option_required"),
        (("废弃物", 3, "千克"), "D2", "option_required"),
        (("购入电力", 3, "度", "", "", "", "", 0.5), "I2", "source_required"),
    ],
)
def test_a_mistake_is_named_by_its_cell(row, cell, code):
    assert wrong(row) == [(cell, code)]


def test_heat_entered_as_electricity_is_told_where_it_belongs():
    found = reader.read("event", "a.xlsx", book(("购入电力", 3, "吉焦")))
    assert "购入热力" in found.bad_rows[0].problems[0].message.zh


def test_a_choice_may_stand_without_its_option_where_it_is_clear():
    found = reader.read("event", "a.xlsx", book(("废弃物", 3, "千克", "厨余垃圾", "堆肥")))
    assert dict(found.activities[0].options) == {"stream": "food", "treatment": "compost"}


def test_a_template_of_a_newer_version_says_what_to_do():
    with pytest.raises(CalculationError, match="Download the template again"):
        reader.read("event", "a.xlsx", book(mark=(columns.MARK, "99", "event")))


def test_a_workbook_made_for_an_office_is_not_read_as_an_event():
    with pytest.raises(CalculationError, match="another kind"):
        reader.read("event", "a.xlsx", template("office", language="en", facts={}))


def test_a_list_of_activities_may_be_a_csv_and_is_to_be_added():
    text = '活动,数量,单位\n购入电力,"1,200",度\n'.encode("gb18030")
    found = reader.read("event", "a.csv", text)
    assert not found.is_template
    assert [(item.activity, str(item.value)) for item in found.activities] == [
        ("electricity", "1200")
    ]


def test_the_travel_sheet_counts_and_travel_twice_is_warned_of():
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out)
    sheet = workbook.add_worksheet("活动数据")
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, ("地铁", 100, "人公里"))
    sheet = workbook.add_worksheet("出行")
    sheet.write_row(0, 0, ("单程公里数", "人数", "交通方式", "是否往返"))
    sheet.write_row(1, 0, (110, 30, "高铁", "是"))
    sheet.write_row(2, 0, (110, "x", "高铁", "是"))
    workbook.close()
    found = reader.read("event", "a.xlsx", out.getvalue())
    assert [str(item.value) for item in found.activities] == ["100", "6600.000000000"]
    assert found.counts_twice and found.bad_count == 1


@pytest.mark.parametrize(
    ("days", "said"), [("61", "1 至 60"), ("0", "1 至 60"), ("两天", ""), ("2.5", "整数")]
)
def test_a_fact_that_cannot_be_is_named_by_its_cell(days, said):
    content = template("event", language="zh", facts={**FACTS, "days": days})
    found = reader.read("event", "a.xlsx", content)
    (wrong_fact,) = found.wrong_facts
    assert wrong_fact.cell and wrong_fact.name.en == "Days" and said in wrong_fact.message.zh
    assert "days" not in found.basics


def test_an_unknown_province_is_said_and_not_left_out_silently():
    found, wrong_facts = facts.read({"region": {"text": "亚特兰蒂斯", "cell": "B8"}})
    assert found == {} and [item.cell for item in wrong_facts] == ["B8"]
