"""Results to take away: the same numbers as a page, a report, a spreadsheet, rows and data."""

import json
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from footprint import footprints, quick, report, report_files, tasks
from footprint.models import Footprint
from footprint.queries import preview
from tests.certificates import pdf_reading
from tests.footprint.entered import activity, compute
from tests.footprint.spreadsheet import Spreadsheet

pytestmark = pytest.mark.django_db
REASON = "由场馆另行核算"


@pytest.fixture
def stored(nanshan_expo) -> Footprint:
    draft = quick.estimate(400, 2)
    lines = [line.entered for line in draft.result.lines if line.source_class != "waste"]
    return footprints.store(
        compute(*lines, participants=400),
        kind="planned",
        title="湾区论坛",
        owner=nanshan_expo.party,
        boundary={"waste": {"included": False, "reason": REASON}} | {
            item: {"included": True}
            for item in ("stationary_fuel", "mobile_fuel", "energy", "transport", "lodging_catering", "supplies")
        },
    )  # fmt: skip


@pytest.fixture
def small() -> Footprint:
    """One line, whose report is quickly set."""
    return footprints.store(compute(activity("electricity", "1000", "kWh")), kind="actual")


def take(stored: Footprint, kind: str, language: str = "zh-hans"):
    with override(language):
        address = reverse(f"footprint:result_{kind}", args=[stored.public_id])
    return Client().get(address)


@pytest.fixture(scope="module")
def printed() -> dict[str, bytes]:
    """A report in both languages, made once."""
    view = preview(quick.estimate(400, 2).result, title="湾区论坛 𠮷₂\u202e")
    found = {}
    for language in ("zh-hans", "en"):
        with override(language):
            found[language] = report.pdf(
                view, organization="南山会展", address="https://zhonghe.example/r/1"
            )
    return found


def test_the_report_says_total_classes_sources_and_who_signs(printed):
    for language, words in {
        "zh-hans": ("29.950", "组织者和参加者交通", "经办人", "复核人", "审批人", "单位盖章", "不是证书"),
        "en": ("29.950", "Transport of organizers and participants", "Prepared by", "It is not a certificate"),
    }.items():  # fmt: skip
        said = pdf_reading.squeezed(pdf_reading.text_of(printed[language]))
        result = quick.estimate(400, 2).result
        expected = [
            *words,
            "南山会展",
            "29,949.604494",
            result.factor_set_sha256,
            "https://zhonghe.example/r/1",
        ]
        for line in result.lines:
            expected += [factor.notice_number or factor.source for factor in line.factors]
        for fact in expected:
            assert pdf_reading.squeezed(fact) in said, fact


def test_every_typeface_is_inside_and_no_character_is_an_empty_box(printed):
    for raw in printed.values():
        assert all(pdf_reading.fonts(raw).values())
        for page in pdf_reading.pages(raw):
            assert 0 not in page.glyphs and "\ufffd" not in page.text


def test_a_boundary_with_its_reason_stands_in_the_report(stored):
    with override("zh-hans"):
        raw = report_files.make(stored.public_id, "zh-hans")
    said = pdf_reading.squeezed(pdf_reading.text_of(raw or b""))
    assert REASON in said and "南山会展" in said


def test_markup_in_a_title_is_printed_as_text():
    title = "<img src=file:///etc/passwd><script>"
    page = report.markup(preview(quick.estimate(400, 2).result, title=title))
    assert "<script" not in page and "&lt;img" in page


def test_all_forms_are_linked_from_the_page_and_carry_the_same_total(stored):
    page = take(stored, "xlsx").content
    book = Spreadsheet(page)
    total = list(book.written["明细"].iter_rows())[-1]
    assert Decimal(total[13].value) == stored.total_exact == book.value(total[12].value, "明细")
    assert json.loads(take(stored, "json").content)["total_kg"] == stored.total_kg
    assert take(stored, "pdf").content.startswith(b"%PDF-")
    with override("zh-hans"):
        page = Client().get(reverse("footprint:result", args=[stored.public_id])).content.decode()
        for kind in ("pdf", "xlsx", "csv", "json"):
            assert reverse(f"footprint:result_{kind}", args=[stored.public_id]) in page


def test_a_report_is_made_once_for_each_language(small, django_assert_num_queries):
    first = take(small, "pdf").content
    with django_assert_num_queries(0):
        assert take(small, "pdf").content == first
    assert take(small, "pdf", "en").content != first


def test_a_long_report_is_made_by_a_worker_while_a_page_waits(small, monkeypatch):
    monkeypatch.setattr(report_files, "MOST_INLINE", 0)
    asked = []
    monkeypatch.setattr(tasks.make_report, "delay", lambda *args: asked.append(args))
    first, second = take(small, "pdf"), take(small, "pdf")
    assert first.status_code == second.status_code == 202
    assert first["Refresh"] == "3" and "正在生成报告" in first.content.decode()
    assert asked == [(str(small.public_id), "zh-hans")]
    tasks.make_report(*asked[0])
    assert take(small, "pdf").content.startswith(b"%PDF-")


def test_a_draft_has_its_report_and_its_workings_too(client):
    with override("en"):
        assert client.get(reverse("footprint:draft_pdf", args=["event"])).status_code == 404
        client.post(reverse("footprint:event"), {"participants": "40", "days": "1", "origin": "mixed",
                                                 "region": "CN-GD"})  # fmt: skip
        assert client.get(reverse("footprint:draft_pdf", args=["event"])).content.startswith(
            b"%PDF-"
        )
        content = client.get(reverse("footprint:draft_xlsx", args=["event"])).content
    assert "Lines" in Spreadsheet(content).written.sheetnames


def test_one_network_may_not_have_reports_made_without_end(small, monkeypatch):
    monkeypatch.setattr("footprint.views.takeaway.REPORTS", 1)
    assert take(small, "pdf", "en").status_code == 200
    assert take(small, "pdf", "zh-hans").status_code == 302


def test_whoever_has_a_footprints_id_reads_it_by_the_api(stored):
    answer = Client().get(f"/api/v1/footprints/{stored.public_id}")
    data = answer.json()
    assert (data["kind"], data["total_kg"], data["superseded_by"]) == (
        "planned",
        stored.total_kg,
        None,
    )
    assert data["links"]["pdf"].endswith(f"{stored.public_id}.pdf")
    assert (
        Client().get("/api/v1/footprints/7d0f6a52-3c1e-4b8e-9a50-2f1de6c0a9b1").status_code == 404
    )
    assert Client().get("/api/v1/footprints/nonsense").status_code in (404, 422)


def test_files_take_few_queries(small, django_assert_max_num_queries):
    for kind in ("xlsx", "pdf", "csv", "json"):
        with django_assert_max_num_queries(3):
            take(small, kind)


def test_a_custom_factor_is_named_as_nobodys_but_its_users():
    own = {"value": "0.25", "unit": "kgCO2e/passenger-km", "source": "自测数据"}
    with override("en"):
        page = report.markup(preview(compute(activity("custom", "10", "passenger-km", factor=own))))
    assert "自测数据" in page and "custom, not judged by us" in page
