"""Spreadsheets on the pages: shown before they are taken, bad rows back as a file, nobody else's business."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override
from python_calamine import CalamineWorkbook

from footprint import drafts
from footprint.imports import bad_rows as bad
from footprint.imports import jobs
from footprint.imports.models import ImportJob
from footprint.workbook.template import template
from tests.cast import sign_in
from tests.events import subjects
from tests.footprint.entered import activity
from tests.footprint.spreadsheets import as_csv

pytestmark = pytest.mark.django_db
TRAVEL = "footprint:event_travel"
HEAD = ("姓名", "出发地", "目的地", "单程公里数", "人数", "交通方式", "舱位", "是否往返")
GOOD = ("张三丰", "广州", "深圳", 110, 30, "高铁", "", "是")
BAD = [
    ("李四", "广州", "深圳", 110, "30人", "高铁", "", "是"),
    ("王五", "亚特兰蒂斯", "深圳", "", 2, "飞机", "", "是"),
]


@pytest.fixture
def visitor() -> Iterator[Client]:
    """Somebody without an account who has begun an event."""
    with override("zh-hans"):
        client = Client()
        answers = {"participants": "400", "days": "2", "origin": "mixed", "region": "CN-GD"}
        client.post(reverse("footprint:event"), answers)
        yield client


@pytest.fixture
def member(organizer, nanshan_expo) -> Client:
    """The organizer, signed in."""
    return sign_in(Client(), organizer)


def upload(client: Client, content: bytes, *, name: str = "名单.csv", address: str = ""):
    file = SimpleUploadedFile(name, content)
    return client.post(address or reverse(TRAVEL), {"file": file}, follow=True)


def draft_of(client: Client) -> drafts.Draft:
    found = drafts.in_session(client.session, "event")
    assert found is not None
    return found


def test_bad_cells_are_listed_and_nothing_is_taken_before_it_is_accepted(visitor):
    before = draft_of(visitor)
    answer = upload(visitor, as_csv([GOOD, *BAD], head=HEAD))
    page = answer.content.decode()
    assert "E3" in page and "B4" in page and "亚特兰蒂斯" in page and "李四" not in page
    assert draft_of(visitor) == before
    visitor.post(reverse(f"{TRAVEL}_accept"), {"accept": "1"})
    assert [item["value"] for item in draft_of(visitor).imported] == ["6600"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_bad_rows_come_back_as_a_file_that_is_corrected_and_added(visitor, kind):
    preview = upload(visitor, as_csv([GOOD, *BAD], head=HEAD)).context["preview"]
    visitor.post(reverse(f"{TRAVEL}_accept"), {"accept": "1"})
    address = reverse("footprint:import_bad_rows", args=[preview.job.public_id, kind])
    content = visitor.get(address).content
    if kind == "xlsx":
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
        content = as_csv(rows[1:], head=rows[0])
    text = content.decode("utf-8-sig")
    assert "李四" not in text and "姓名" not in text and "E3" in text
    corrected = text.replace("30人", "30").replace("亚特兰蒂斯", "北京").encode()
    again = upload(visitor, corrected, name="待更正的行.csv").context["preview"]
    assert (again.rows, again.bad_count) == (2, 0)
    visitor.post(reverse(f"{TRAVEL}_accept"), {"accept": "1"})
    assert len(draft_of(visitor).files) == 2
    assert [item["activity"] for item in draft_of(visitor).imported] == [
        "high_speed_rail", "flight", "high_speed_rail",
    ]  # fmt: skip


def test_the_same_file_twice_is_noticed_and_asked_about(visitor):
    content = as_csv([GOOD], head=HEAD)
    upload(visitor, content)
    visitor.post(reverse(f"{TRAVEL}_accept"), {"accept": "1"})
    assert upload(visitor, content, name="别的名字.csv").context["preview"].is_here_already
    visitor.post(reverse(f"{TRAVEL}_accept"), {"accept": "1"})
    assert len(draft_of(visitor).files) == 1
    visitor.post(reverse(f"{TRAVEL}_accept"), {"accept": "again"})
    assert len(draft_of(visitor).files) == 2


def test_a_refused_file_is_the_fields_error_and_the_page_stays(visitor):
    answer = upload(visitor, b"one,two\n1,2\n")
    assert answer.status_code == 200 and answer.context["form"].errors["file"]
    assert b"<input" in answer.content


def test_a_waiting_file_shows_how_far_it_is_and_needs_no_script(visitor, monkeypatch):
    monkeypatch.setitem(jobs.AT_ONCE, "csv", 10)
    monkeypatch.setattr(jobs, "_wake", lambda job_id: None)
    page = upload(visitor, as_csv([GOOD], head=HEAD)).content.decode()
    assert "hx-trigger" in page and '<noscript><meta http-equiv="refresh"' in page
    job = ImportJob.objects.get()
    ImportJob.objects.filter(pk=job.pk).update(state="running", progress=40_000, total=100_000)
    page = visitor.get(reverse(TRAVEL)).content.decode()
    assert '<progress value="40000" max="100000"' in page and "100,000" in page
    ImportJob.objects.filter(pk=job.pk).update(state="queued")
    jobs.work(job.pk)
    page = visitor.get(reverse(TRAVEL)).content.decode()
    assert "hx-trigger" not in page and "6,600" in page


def test_a_file_that_failed_later_says_why(visitor, monkeypatch):
    monkeypatch.setitem(jobs.AT_ONCE, "csv", 10)
    monkeypatch.setattr(jobs, "_wake", lambda job_id: None)
    upload(visitor, b"one,two\n1,2\n")
    jobs.work(ImportJob.objects.get().pk)
    assert "表头" in visitor.get(reverse(TRAVEL)).content.decode()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_stranger_gets_nobodys_bad_rows(visitor, kind):
    preview = upload(visitor, as_csv([GOOD, *BAD], head=HEAD)).context["preview"]
    address = reverse("footprint:import_bad_rows", args=[preview.job.public_id, kind])
    assert visitor.get(address).status_code == 200
    assert Client().get(address).status_code == 404


def test_the_page_costs_the_same_few_queries_with_many_lines(
    visitor, django_assert_max_num_queries
):
    rows = [(*GOOD[:5], "", "", "是", f"0.{number:03}", "a study") for number in range(1, 200)]
    upload(visitor, as_csv(rows, head=(*HEAD, "自定义因子", "因子来源")))
    with django_assert_max_num_queries(10):
        visitor.get(reverse(TRAVEL))


def test_a_workbook_takes_the_place_of_all_amounts_without_an_account(client):
    with override("en"):
        address = reverse("footprint:workbook", args=["event"])
        blank = client.get(reverse("footprint:workbook_template", args=["event"])).content
        assert client.get(address).status_code == 200
        csv = b"Activity,Amount,Unit\nPurchased electricity,8000,kWh\nTelepathy,1,kWh\n"
        shown = upload(client, csv, name="a.csv", address=address).context["preview"]
        assert (shown.rows, shown.bad_count, shown.is_whole) == (1, 1, False)
        client.post(reverse("footprint:workbook_accept", args=["event"]), {"accept": "more"})
        assert [item["value"] for item in draft_of(client).imported] == ["8000"]
        shown = upload(client, blank, name="t.xlsx", address=address).context["preview"]
        assert not shown.ready


@pytest.mark.parametrize("kind", ["planned", "actual"])
def test_a_member_uploads_travel_and_a_workbook_into_an_event(
    member, organizer, nanshan_expo, kind
):
    event = subjects.event(nanshan_expo, organizer)
    travel = reverse("events:event_travel", args=[event.public_id, kind])
    assert "E3" in upload(member, as_csv([GOOD, *BAD], head=HEAD), address=travel).content.decode()
    answer = member.post(travel, {"accept": "1"})
    assert answer["Location"] == reverse("events:event_inventory", args=[event.public_id, kind])
    workbook = reverse("events:event_workbook", args=[event.public_id, kind])
    filled = member.get(f"{workbook}?template=1").content
    assert upload(member, filled, name="w.xlsx", address=workbook).context["preview"].ready
    member.post(workbook, {"accept": "whole"})
    from events import drafts as kept

    draft = kept.current(event, kind)
    assert [file["name"] for file in draft.files] == ["w.xlsx"]
    assert draft.fields.get("electricity", "") == ("8000" if kind == "planned" else "")
    assert "6600" in [item["value"] for item in draft.imported]


def test_an_office_fills_its_year_by_workbook(member, organizer, nanshan_expo):
    year = subjects.office_year(nanshan_expo, organizer)
    address = reverse("events:office_workbook", args=[year.public_id, "actual"])
    csv = "活动,数量,单位,数据质量\n购入电力,120000,度,实测\n".encode("gb18030")
    assert upload(member, csv, name="a.csv", address=address).context["preview"].ready
    member.post(address, {"accept": "more"})
    from events import drafts as kept

    draft = kept.current(year, "actual")
    asked = replace(draft, basics={**draft.basics, "grid_year": 2023})
    assert asked.result().total_exact == 53028


def test_another_organizations_event_is_not_there(member, organizer, nanshan_expo, citizen):
    event = subjects.event(nanshan_expo, organizer)
    address = reverse("events:event_workbook", args=[event.public_id, "actual"])
    assert sign_in(Client(), citizen).get(address).status_code in (403, 404)


def test_a_workbook_whose_first_sheet_is_wrong_is_not_taken(client):
    content = template("event", language="zh", facts={"participants": "400", "days": "61", "region": "CN-GD"},
                       entered=[activity("electricity", "8000", "kWh")])  # fmt: skip
    address = reverse("footprint:workbook", args=["event"])
    page = upload(client, content, name="a.xlsx", address=address)
    assert page.context["preview"].wrong_facts and "活动!" in page.content.decode()
    client.post(reverse("footprint:workbook_accept", args=["event"]), {"accept": "whole"})
    assert client.get(reverse("footprint:event_inventory")).status_code == 302


def test_a_draft_beyond_all_assumptions_locks_no_page(client):
    session = client.session
    basics = {"participants": 400, "days": 400, "origin": "mixed"}
    session[drafts.SESSION_KEY.format(form="event")] = drafts.Draft(
        "event", basics=basics
    ).as_data()
    session.save()
    assert client.get(reverse("footprint:event_inventory")).status_code == 200


def test_columns_to_correct_stand_in_the_templates_order(visitor):
    rows = "人数,是否往返,出发地,目的地,交通方式\nx,是,北京,深圳,飞机\n"
    job = upload(visitor, rows.encode()).context["preview"].job
    job.refresh_from_db()
    (table,) = bad.tables(job.result, "zh").values()
    assert table[0][:5] == ["出发地", "目的地", "人数", "交通方式", "是否往返"]
