"""Lists of blocks: every row looked at by itself, the correct ones sent once, the others corrected."""

import pytest
from django.utils import translation

from marketplace.registry import ledger
from marketplace.registry.block_imports import archive, importing, sheet, words
from marketplace.registry.block_imports.rows import read
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import (
    BlockImport,
    EvidenceFile,
    IssuanceRequest,
    MethodologyVersion,
)
from tests.registry import lists, supply

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    translation.activate("en")


@pytest.fixture
def project():
    return supply.project(supply.person("seller"))


def states(block_import):
    return [row.state for row in block_import.rows.order_by("number")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("chinese", [True, False])
def test_a_list_is_read_in_either_encoding_with_either_headings(project, encoding, chinese):
    typed = lists.row(project, custody_account="托管一号")
    (line,) = sheet.parse(lists.csv(typed, encoding=encoding, chinese=chinese))
    assert line.number == 2
    assert {name: value for name, value in line.values.items() if value} == typed


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "headings"),
        (b"a,b\n1,2\n", "headings"),
        (b"\xff\xff\x00", "encoding"),
        (lists.csv(), "nothing"),
        (b"x" * (sheet.LARGEST + 1), "size"),
        (lists.csv(*[{"project": "p"}] * (sheet.MOST_ROWS + 1)), "rows"),
    ],
)
def test_a_file_that_is_no_list_says_why(content, code):
    with pytest.raises(sheet.UnreadableError) as refusal:
        sheet.parse(content)
    assert refusal.value.code == code
    assert words.unreadable(refusal.value)


def test_headings_that_lack_are_named_in_the_readers_language():
    with pytest.raises(sheet.UnreadableError) as refusal:
        sheet.parse("项目代码,数量（吨）\n1,2\n".encode())
    with translation.override("en"):
        assert "lacks these columns: monitoring_start, monitoring_end, serial" in words.unreadable(
            refusal.value
        )
    with translation.override("zh-hans"):
        assert "监测期开始、监测期结束、平台序列号" in words.unreadable(refusal.value)


def test_correct_rows_become_requests_and_the_lying_one_stays_out(project, registrar):
    good, lying = lists.row(project, 1), lists.row(project, 2, tonnes="120")
    made = lists.upload(good, lying, actor=registrar)
    assert states(made) == ["ready", "wrong"] and not IssuanceRequest.objects.exists()
    assert lists.problems(made)[3] == [("upstream_serial", "count_differs")]
    assert importing.send(made, actor=registrar) == {"requested": 1, "wrong": 1}
    request = IssuanceRequest.objects.get()
    assert (request.foreign_first, request.foreign_last) == (1001, 1100)
    assert bytes(request.evidence_file.content) == lists.PDF + b"confirmation-1.pdf"


def test_a_corrected_list_doubles_nothing(project, registrar, second_registrar):
    good, lying = lists.row(project, 1), lists.row(project, 2, tonnes="120")
    importing.send(lists.upload(good, lying, actor=registrar), actor=registrar)
    ledger.issue(request=IssuanceRequest.objects.get(), actor=second_registrar)
    corrected = lists.upload(good, lying | {"tonnes": "100"}, actor=registrar)
    assert states(corrected) == ["known", "ready"]
    importing.send(corrected, actor=registrar)
    assert IssuanceRequest.objects.count() == 2
    once_more = importing.send(corrected, actor=registrar)
    assert once_more == {"known": 1, "requested": 1} and IssuanceRequest.objects.count() == 2


def test_the_rows_to_be_corrected_come_back_with_their_reasons(project, registrar):
    made = lists.upload(lists.row(project, 1), lists.row(project, 2, tonnes="x"), actor=registrar)
    row = made.rows.get(number=3)
    content = sheet.write(
        [row.values | {"reason": words.reason(row.problems)}], chinese=False, reasons=True
    )
    assert "not a whole number" in content.decode("utf-8-sig")
    (line,) = sheet.parse(content)
    assert line.values["upstream_serial"] == row.values["upstream_serial"]


def test_the_same_files_again_are_the_same_list(project, registrar, second_registrar):
    row = lists.row(project)
    first = lists.upload(row, actor=registrar)
    assert lists.upload(row, actor=second_registrar) == first
    importing.discard(first)
    assert lists.upload(row, actor=registrar) != first
    with pytest.raises(LedgerError, match="invalid_state"):
        importing.send(first, actor=registrar)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"project": "nobody"}, ("project", "unknown_project")),
        ({"project": ""}, ("project", "missing")),
        ({"methodology": "other"}, ("methodology", "other_methodology")),
        ({"tonnes": "1.5"}, ("tonnes", "no_whole_number")),
        ({"tonnes": "0"}, ("tonnes", "no_whole_number")),
        ({"tonnes": "101"}, ("upstream_serial", "count_differs")),
        ({"monitoring_start": "2025-02-30"}, ("monitoring_start", "no_day")),
        ({"monitoring_end": "2024-12-31"}, ("monitoring_end", "ends_before_it_begins")),
        ({"upstream_serial": "ACR-US-1"}, ("upstream_serial", "unknown_form")),
        ({"upstream_serial": "SZ 200 - 101"}, ("upstream_serial", "end_before_start")),
        (
            {"upstream_serial": "ACR-US-192-2010-203-1-100"},
            ("upstream_serial", "vintage_differs"),
        ),
        ({"block_first": "1"}, ("block_last", "half_a_block")),
        ({"custody_account": ""}, ("custody_account", "missing")),
        ({"trade_reference": "x" * 121}, ("trade_reference", "too_long")),
        ({"evidence": ""}, ("evidence", "missing")),
    ],
)
def test_each_mistake_is_named_by_its_field(project, registrar, changes, problem):
    made = lists.upload(lists.row(project, **changes), actor=registrar)
    row = made.rows.get()
    assert problem in lists.problems(made)[2]
    assert all(words.sentence(each) for each in row.problems)
    assert importing.send(made, actor=registrar) == {"wrong": 1}


def test_rows_of_one_list_may_not_say_the_same(project, registrar):
    same = lists.row(project, 1)
    made = lists.upload(same, same, actor=registrar)
    assert lists.problems(made)[3] == [
        ("upstream_serial", "double_serial"),
        ("evidence", "double_evidence"),
        ("upstream_serial", "overlaps_line"),
    ]


def test_blocks_that_share_tonnes_are_found_in_the_list_and_in_custody(project, registrar):
    first = lists.row(project, 1)
    second = lists.row(project, 2, upstream_serial="SZ-PHCER-0077-001100-001199")
    made = lists.upload(first, second, actor=registrar)
    assert lists.problems(made)[3] == [("upstream_serial", "overlaps_line")]
    importing.send(made, actor=registrar)
    later = lists.upload(second, actor=registrar)
    assert lists.problems(later)[2] == [("upstream_serial", "block_in_custody")]


def test_a_block_taken_since_the_preview_is_refused_when_it_is_sent(project, registrar):
    row = lists.row(project, 1)
    one = lists.upload(row, actor=registrar)
    other = lists.upload(
        row | {"upstream_serial": "SZ-PHCER-0077-001050-001149", "evidence": "b.pdf"},
        actor=registrar,
    )
    importing.send(one, actor=registrar)
    assert importing.send(other, actor=registrar) == {"wrong": 1}
    assert words.reason(other.rows.get().problems).startswith("This row: Tonnes of this block")


def test_evidence_must_be_there_be_a_document_and_serve_once(project, registrar):
    row = lists.row(project, 1)
    cases = {
        "no_such_file": lists.zipped(["other.pdf"]),
        "not_evidence": lists.zipped({"confirmation-1.pdf": b"<html>"}),
    }
    for code, files in cases.items():
        made = lists.upload(row, actor=registrar, files=files)
        assert lists.problems(made)[2] == [("evidence", code)]
    importing.send(lists.upload(row, actor=registrar), actor=registrar)
    second = lists.row(project, 2)
    again = lists.zipped({"confirmation-2.pdf": lists.PDF + b"confirmation-1.pdf"})
    made = lists.upload(second, actor=registrar, files=again)
    assert lists.problems(made)[2] == [("evidence", "evidence_used")]


def test_a_scheme_that_issues_here_and_a_methodology_not_accepted_are_refused(registrar):
    here = supply.project(supply.person("seller"), kind="here")
    made = lists.upload(lists.row(here), actor=registrar)
    assert ("project", "issued_here") in lists.problems(made)[2]
    MethodologyVersion.objects.update(accepted=False)
    other = supply.project(supply.person("other"))
    made = lists.upload(lists.row(other), actor=registrar)
    assert lists.problems(made)[2] == [("methodology", "methodology_not_accepted")]


@pytest.mark.parametrize(
    ("files", "code"),
    [
        (lists.zipped({"../out.pdf": b"%PDF-"}), "name"),
        (lists.zipped({"/etc/x.pdf": b"%PDF-"}), "name"),
        (lists.zipped({"a/x.pdf": b"%PDF-1", "b/x.pdf": b"%PDF-2"}), "double"),
        (lists.zipped({"bomb.pdf": b"\x00" * (archive.LARGEST_FILE + 1)}), "size"),
        (b"PK\x03\x04 nothing", "unreadable"),
        (lists.zipped([f"{n}.pdf" for n in range(archive.MOST_FILES + 1)]), "files"),
    ],
)
def test_a_hostile_archive_is_refused(files, code):
    with pytest.raises(archive.ArchiveError) as refusal:
        archive.open_files(files, name="evidence.zip")
    assert refusal.value.code == code and words.ARCHIVES[code]


def test_one_row_may_bring_its_one_file_without_a_zip(project, registrar):
    made = importing.upload(
        lists.csv(lists.row(project)),
        file_name="one.csv",
        files=lists.PDF,
        files_name="Confirmation-1.pdf",
        actor=registrar,
    )
    assert states(made) == ["ready"]


def test_what_was_uploaded_is_kept_and_no_row_is_decided_twice(project, registrar):
    made = lists.upload(lists.row(project), actor=registrar)
    assert EvidenceFile.objects.count() == 1 and bytes(BlockImport.objects.get().content)
    importing.send(made, actor=registrar)
    with pytest.raises(LedgerError, match="invalid_state"):
        importing.discard(made)


def test_a_formula_is_no_formula_in_what_we_hand_out():
    content = sheet.write([{"project": "=1+1"}], chinese=False).decode("utf-8-sig")
    assert "'=1+1" in content


def test_numbers_are_read_as_people_write_them():
    row = read(
        2, {"tonnes": "1,200", "monitoring_start": "2025/1/3", "monitoring_end": "2025年12月31日"}
    )
    assert (row.tonnes, row.monitoring_start.isoformat()) == (1200, "2025-01-03")
    assert row.monitoring_end.isoformat() == "2025-12-31"
