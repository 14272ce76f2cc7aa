"""The pages, as a visitor without an account walks them."""

import json
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from footprint.models import Footprint
from footprint.personal import questions
from tests.footprint.worked import EGU

pytestmark = pytest.mark.django_db


@pytest.fixture
def visitor() -> Iterator[Client]:
    """Somebody without an account, reading Chinese."""
    with override("zh-hans"):
        yield Client()


def begin(visitor: Client, **changed: str) -> None:
    answers = {
        "participants": "400",
        "days": "2",
        "origin": "mixed",
        "region": "CN-GD",
        "title": "湾区论坛",
    }
    answer = visitor.post(reverse("footprint:event"), answers | changed)
    assert answer.status_code == 302, answer.context["form"].errors


def inventory_fields(visitor: Client) -> dict[str, str]:
    form = visitor.get(reverse("footprint:event_inventory")).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def skip_everything(visitor: Client) -> None:
    for question in questions.path({}):
        visitor.post(reverse("footprint:personal_card", args=[question.id]), {"skip": "1"})


@pytest.mark.parametrize("name", ["index", "event", "office", "personal", "factors"])
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_door_opens_in_every_language(visitor, name, language):
    with override(language):
        address = reverse(f"footprint:{name}")
    answer = visitor.get(address)
    assert answer.status_code == 200
    assert b"style=" not in answer.content and b"onclick" not in answer.content


def test_a_forum_of_400_people_for_two_days_comes_to_some_thirty_tonnes(visitor):
    begin(visitor)
    fields = inventory_fields(visitor)
    answer = visitor.post(
        reverse("footprint:event_inventory"), fields | {"calculate": "1"}, follow=True
    )
    view = answer.context["sheet"].footprint
    assert 29_000 <= view.total_kg <= 31_000
    assert view.public_id is None
    assert not Footprint.objects.exists()


def test_the_home_page_can_hand_its_three_answers_over(visitor):
    address = reverse("footprint:event") + "?participants=400&days=2&origin=mixed&region=CN-GD"
    answer = visitor.get(address)
    assert answer.status_code == 302
    assert visitor.get(answer["Location"]).status_code == 200


def test_a_result_is_stored_only_when_it_is_kept(visitor):
    begin(visitor)
    visitor.post(reverse("footprint:event_inventory"), inventory_fields(visitor))
    assert visitor.get(reverse("footprint:draft_result", args=["event"])).status_code == 200
    assert not Footprint.objects.exists()
    answer = visitor.post(reverse("footprint:keep", args=["event"]), follow=True)
    stored = Footprint.objects.get()
    assert stored.title == "湾区论坛" and stored.owner is None
    assert answer.request["PATH_INFO"] == reverse("footprint:result", args=[stored.public_id])


def test_covering_a_result_leads_to_the_market_with_its_kilograms(visitor):
    begin(visitor)
    visitor.post(reverse("footprint:event_inventory"), inventory_fields(visitor))
    answer = visitor.post(reverse("footprint:keep", args=["event"]), {"cover": "1"})
    stored = Footprint.objects.get()
    assert (
        f"kg={stored.total_kg}" in answer["Location"]
        and str(stored.public_id) in answer["Location"]
    )


def test_the_egu_file_is_previewed_before_it_is_taken(visitor):
    begin(visitor, participants="16227", days="5", origin="international")
    upload = SimpleUploadedFile("attendance.csv", EGU.file.read_bytes(), content_type="text/csv")
    answer = visitor.post(reverse("footprint:event_travel"), {"file": upload}, follow=True)
    assert answer.status_code == 200
    assert str(answer.context["preview"].sheet.footprint.total_exact) == "22302061.211600000"
    assert b"22,302,061.2116" in answer.content
    visitor.post(reverse("footprint:event_travel_accept"))
    fields = inventory_fields(visitor)
    assert fields["metro_people"] == ""
    result = visitor.get(reverse("footprint:draft_result", args=["event"])).context["sheet"]
    assert "22302061.2116" in str(sum(item.kg for item in result.classes if item.number == "4"))


def test_a_journey_without_direction_is_asked_about(visitor):
    begin(visitor)
    fields = inventory_fields(visitor) | {"flight_domestic_trip": ""}
    answer = visitor.post(reverse("footprint:event_inventory"), fields)
    assert answer.status_code == 200
    assert "flight_domestic_trip" in answer.context["form"].errors


def test_a_class_left_out_needs_a_reason(visitor):
    begin(visitor)
    fields = inventory_fields(visitor) | {"boundary_waste": "out"}
    assert (
        "reason_waste"
        in visitor.post(reverse("footprint:event_inventory"), fields).context["form"].errors
    )
    visitor.post(reverse("footprint:event_inventory"), fields | {"reason_waste": "由场馆另行核算"})
    page = visitor.get(reverse("footprint:draft_result", args=["event"]))
    assert "由场馆另行核算" in page.content.decode()


@pytest.mark.parametrize("wrong", ["-5", "NaN", "1e9", "一千", "1,2,3", "9" * 16])
def test_what_is_no_plain_number_is_refused_at_its_field(visitor, wrong):
    begin(visitor)
    answer = visitor.post(
        reverse("footprint:event_inventory"), inventory_fields(visitor) | {"electricity": wrong}
    )
    assert "electricity" in answer.context["form"].errors


def test_full_width_digits_and_thousands_are_read(visitor):
    begin(visitor)
    visitor.post(
        reverse("footprint:event_inventory"),
        inventory_fields(visitor) | {"electricity": "１２，０００"},
    )
    view = visitor.get(reverse("footprint:draft_result", args=["event"])).context["sheet"].footprint
    assert view.lines[0].value == "12000"


def test_an_office_in_tibet_is_asked_for_its_own_factor(visitor):
    answers = {"year": "2025", "grid_year": "2023", "region": "CN-XZ", "electricity": "1000"}
    answer = visitor.post(reverse("footprint:office"), answers)
    assert "西藏" in str(answer.context["form"].errors["electricity"])


def test_an_office_year_by_its_bills(visitor):
    answers = {
        "year": "2025",
        "grid_year": "2023",
        "region": "CN-GD",
        "electricity": "100000",
        "natural_gas": "1000",
        "participants": "80",
    }
    visitor.post(reverse("footprint:office"), answers)
    view = (
        visitor.get(reverse("footprint:draft_result", args=["office"])).context["sheet"].footprint
    )
    assert view.total_kg == 44190 + 2163


def test_a_person_may_skip_everything(visitor):
    skip_everything(visitor)
    view = (
        visitor.get(reverse("footprint:draft_result", args=["personal"])).context["sheet"].footprint
    )
    assert 2_000 < view.total_kg < 6_000
    assert set(view.quality_shares) == {"extrapolated"}


def test_results_download_as_csv_and_json(visitor):
    skip_everything(visitor)
    visitor.post(reverse("footprint:keep", args=["personal"]))
    stored = Footprint.objects.get()
    data = json.loads(
        visitor.get(reverse("footprint:result_json", args=[stored.public_id])).content
    )
    assert data["total_kg"] == stored.total_kg
    table = visitor.get(reverse("footprint:result_csv", args=[stored.public_id])).content.decode(
        "utf-8-sig"
    )
    assert table.count("\n") == len(stored.lines) + 2


def test_a_result_page_takes_few_queries_whatever_its_lines(visitor, django_assert_max_num_queries):
    begin(visitor)
    visitor.post(reverse("footprint:event_inventory"), inventory_fields(visitor))
    visitor.post(reverse("footprint:keep", args=["event"]))
    stored = Footprint.objects.get()
    with django_assert_max_num_queries(10):
        assert visitor.get(reverse("footprint:result", args=[stored.public_id])).status_code == 200


def test_factors_are_found_by_words_category_and_region(visitor):
    address = reverse("footprint:factors")
    page = visitor.get(address, {"q": "电网 2023", "region": "CN-GD"})
    assert page.status_code == 200
    rows = visitor.get(address, {"category": "electricity", "region": "CN-GD"}).context["page"]
    assert [row.factor.year for row in rows] == [2023, 2022, 2021]


def test_a_factor_shows_its_source_and_its_years(visitor):
    page = visitor.get(reverse("footprint:factor", args=["grid-cn-gd-2023"]))
    assert "公告2025年第47号" in page.content.decode()
    assert [row.year for row in page.context["history"]] == [2021, 2022, 2023]
    assert visitor.get(reverse("footprint:factor", args=["nothing"])).status_code == 404


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_the_template_reads_back_without_errors(visitor, kind):
    from footprint import travel

    content = visitor.get(reverse(f"footprint:travel_template_{kind}")).content
    assert travel.read(f"t.{kind}", content).errors == ()


def test_one_network_may_not_store_results_without_end(visitor, monkeypatch):
    monkeypatch.setattr("footprint.limits.RESULTS", 2)
    skip_everything(visitor)
    for _ in range(4):
        visitor.post(reverse("footprint:keep", args=["personal"]))
    assert Footprint.objects.count() == 2


def test_a_skipped_answer_names_the_average_that_stands_in(visitor):
    skip_everything(visitor)
    page = visitor.get(reverse("footprint:draft_result", args=["personal"])).content.decode()
    assert "深圳人均居民生活用电" in page


def test_pages_have_no_untranslated_words_in_chinese(visitor):
    begin(visitor)
    page = visitor.get(reverse("footprint:event_inventory")).content.decode()
    for english in ("Where these figures", "one way or return", "See the result", "assumed"):
        assert english not in page.replace("assumed-mark", "")


def test_what_a_citizen_keeps_is_hers(visitor, citizen):
    visitor.force_login(citizen)
    skip_everything(visitor)
    visitor.post(reverse("footprint:keep", args=["personal"]))
    stored = Footprint.objects.get()
    assert (stored.owner, stored.created_by) == (citizen.party, citizen)
