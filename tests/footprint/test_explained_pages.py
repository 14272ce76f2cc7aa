"""The pages that explain a result: line, span, levers, comparison; and who may see what."""

import csv
import io
import uuid
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from footprint import compare_sheet, footprints, quick
from footprint.models import Footprint
from footprint.text import Text

pytestmark = pytest.mark.django_db
SESSION = 7
"""Queries by which every signed-in page reads and dates its session."""


@pytest.fixture
def visitor():
    """Somebody without an account, reading Chinese."""
    with override("zh-hans"):
        yield Client()


@pytest.fixture
def drafting(visitor):
    """The same visitor, with an event's draft."""
    answers = {"participants": "400", "days": "2", "origin": "mixed", "region": "CN-GD"}
    visitor.post(reverse("footprint:event"), answers | {"title": "湾区论坛"})
    return visitor


def stored(people=400, **changed):
    result = quick.estimate(people, 2).result
    return footprints.store(result, **{"kind": "planned", "title": "湾区论坛"} | changed)


def compare(client, **asked):
    return client.get(reverse("footprint:compare"), asked)


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_page_opens_in_every_language(visitor, language):
    found = stored()
    with override(language):
        addresses = [
            reverse("footprint:result", args=[found.public_id]),
            reverse("footprint:result_line", args=[found.public_id, 0]),
            reverse("footprint:result_span", args=[found.public_id]),
            reverse("footprint:result_levers", args=[found.public_id]),
            f"{reverse('footprint:compare')}?a={found.public_id}&b=grid-2021",
        ]
    for address in addresses:
        page = visitor.get(address)
        assert page.status_code == 200, address
        assert b"style=" not in page.content and b"onclick" not in page.content


def test_a_line_opens_to_its_other_factors(visitor):
    found = stored()
    page = visitor.get(reverse("footprint:result_line", args=[found.public_id, 0]))
    text = page.content.decode()
    assert "0.4715" in text and "须说明理由" in text and "不提供" in text
    assert (
        visitor.get(reverse("footprint:result_line", args=[found.public_id, 99])).status_code == 404
    )


def test_a_result_links_each_line_to_its_other_factors_and_computes_none_of_them(visitor):
    found = stored()
    text = visitor.get(reverse("footprint:result", args=[found.public_id])).content.decode()
    for index in range(len(found.lines)):
        assert reverse("footprint:result_line", args=[found.public_id, index]) in text
    assert "0.4715" not in text


def test_a_draft_is_explained_like_a_stored_result(drafting):
    for name, rest in (("draft_line", [0]), ("draft_span", []), ("draft_levers", [])):
        page = drafting.get(reverse(f"footprint:{name}", args=["event", *rest]))
        assert page.status_code == 200
    assert Client().get(reverse("footprint:draft_span", args=["event"])).status_code == 404


def test_the_span_is_labelled_for_what_it_is(visitor):
    found = stored()
    page = visitor.get(reverse("footprint:result_span", args=[found.public_id]))
    assert page.context["span"].total == found.total_exact
    assert "不是统计置信区间" in page.content.decode()


def test_a_lever_is_priced_for_the_share_that_is_typed(visitor):
    found = stored()
    address = reverse("footprint:result_levers", args=[found.public_id])
    fields = shares(visitor.get(address))
    page = visitor.get(address, fields | {"share_rail_for_flight": "２５％"})
    lever = next(
        row.lever for row in page.context["plan"].rows if row.lever.id == "rail_for_flight"
    )
    assert lever.kg == Decimal(1800)


def test_a_share_that_cannot_be_is_refused_at_its_field(visitor):
    address = reverse("footprint:result_levers", args=[stored().public_id])
    fields = shares(visitor.get(address))
    wrong = {"share_rail_for_flight": "150", "share_shared_rooms": "25"}
    plan = visitor.get(address, fields | wrong).context["plan"]
    assert list(plan.form.errors) == ["share_rail_for_flight"]
    priced = {row.lever.id: row.lever.kg for row in plan.rows}
    assert priced["rail_for_flight"] == 3600
    assert priced["shared_rooms"] == Decimal("1413.55")


def shares(page):
    form = page.context["plan"].form
    return {f"share_{key}": form[f"share_{key}"].value() for key in form.ids}


def test_a_draft_remembers_the_chosen_levers_and_hands_them_on_when_it_is_kept(drafting):
    address = reverse("footprint:draft_levers", args=["event"])
    fields = shares(drafting.get(address))
    fields |= {"share_rail_for_flight": "30", "take_rail_for_flight": "on"}
    assert drafting.post(address, fields).status_code == 302
    page = drafting.get(reverse("footprint:draft_result", args=["event"]))
    assert "已选 1 项措施" in page.content.decode()
    drafting.post(reverse("footprint:keep", args=["event"]))
    kept = Footprint.objects.get()
    assert kept.inputs["levers"] == {"rail_for_flight": "30"}
    assert footprints.recomputes_identically(kept)


def test_a_stored_result_keeps_its_levers(visitor):
    address = reverse("footprint:result_levers", args=[stored().public_id])
    assert visitor.post(address, {}).status_code == 404


def test_two_stored_results_are_set_side_by_side(visitor):
    more, fewer = stored(), stored(people=320)
    page = compare(visitor, a=more.public_id, b=fewer.public_id)
    sheet = page.context["sheet"]
    assert sheet.comparison.difference == fewer.total_exact - more.total_exact
    assert "400 → 320" in page.content.decode()


def test_the_same_inputs_with_another_grid_year_leave_the_stored_one_alone(visitor):
    found = stored()
    before = Footprint.objects.filter(pk=found.pk).values().get()
    sheet = compare(visitor, a=found.public_id, b="grid-2021").context["sheet"]
    assert sheet.comparison.split.activity == 0
    assert sheet.comparison.split.factor == 8000 * (Decimal("0.4715") - Decimal("0.4419"))
    assert Footprint.objects.filter(pk=found.pk).values().get() == before
    assert Footprint.objects.count() == 1


def test_a_grid_year_that_was_never_published_is_said_so(visitor):
    page = compare(visitor, a=stored().public_id, b="grid-2019")
    assert page.status_code == 200 and "2019" in page.context["problem"]


@pytest.mark.parametrize(
    "token", ["nonsense", "draft-event", "set-1999.1", "grid-x", str(uuid.UUID(int=7))]
)
def test_what_is_not_there_does_not_exist(visitor, token):
    assert compare(visitor, a=token).status_code == 404
    assert compare(visitor, a=stored().public_id, b=token).status_code == 404


def test_what_an_organization_owns_is_compared_by_its_members_alone(
    visitor, organizer, nanshan_expo, stranger
):
    own = stored(owner=nanshan_expo.party)
    free = stored()
    for reader in (None, stranger):
        if reader:
            visitor.force_login(reader)
        assert compare(visitor, a=own.public_id).status_code == 404
        assert compare(visitor, a=free.public_id, b=own.public_id).status_code == 404
        csv_address = reverse("footprint:compare_csv")
        asked = {"a": own.public_id, "b": free.public_id}
        assert visitor.get(csv_address, asked).status_code == 404
    visitor.force_login(organizer)
    page = compare(visitor, a=free.public_id, b=own.public_id)
    assert page.context["sheet"].comparison.difference == 0


def test_a_member_chooses_from_what_is_stored_and_sees_what_was_superseded(
    visitor, organizer, nanshan_expo, django_assert_max_num_queries
):
    for people in (400, 320, 300):
        stored(people, owner=nanshan_expo.party, subject_ref="event:1")
    oldest, _middle, newest = Footprint.objects.order_by("pk")
    visitor.force_login(organizer)
    compare(visitor)  # the first page of a session writes the session down
    with django_assert_max_num_queries(10 + SESSION):
        page = compare(visitor, a=newest.public_id, b=oldest.public_id)
    assert len(page.context["choices"]) == 3
    assert [item.stands for item, _title in page.context["history"]] == [True, False, False]
    assert "已被取代" in page.content.decode()


@pytest.mark.parametrize("name", ["result", "result_span", "result_levers"])
def test_pages_take_few_queries(visitor, name, django_assert_max_num_queries):
    found = stored()
    with django_assert_max_num_queries(10):
        assert visitor.get(reverse(f"footprint:{name}", args=[found.public_id])).status_code == 200


def test_a_comparison_is_taken_away_as_csv_whose_parts_add_up(visitor):
    first, second = stored(), stored(people=320)
    asked = {"a": first.public_id, "b": second.public_id}
    content = visitor.get(reverse("footprint:compare_csv"), asked).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    for row in rows:
        parts = (row["by_activity_kg"], row["by_factor_kg"], row["not_split_kg"])
        difference = Decimal(row["difference_kg"])
        assert sum(map(Decimal, parts)) == difference
        assert Decimal(row["kg_b"]) - Decimal(row["kg_a"]) == difference
    total = Decimal(rows[-1]["difference_kg"])
    assert sum(Decimal(row["difference_kg"]) for row in rows if row["level"] == "line") == total


def test_the_answer_of_the_api_is_explained_when_asked_and_unchanged_otherwise(client):
    body = {
        "guideline": "mee-2019-19",
        "region": "CN-GD",
        "activities": [
            {"activity": "flight", "value": "1000", "unit": "passenger-km", "route": "domestic"}
        ],
    }
    address = "/api/v1/footprints/calculate"
    plain = client.post(address, body, content_type="application/json").json()
    assert "span" not in plain and "alternatives" not in plain["lines"][0]
    by_query = client.post(f"{address}?explain=1", body, content_type="application/json").json()
    by_body = client.post(address, body | {"explain": True}, content_type="application/json").json()
    assert by_query == by_body
    line = by_query["lines"][0]
    assert line["kg"] == plain["lines"][0]["kg"] == by_query["span"]["total_kg_exact"]
    assert len(line["alternatives"]) == 6
    assert Decimal(line["span"]["low_kg"]) < Decimal(line["kg"]) < Decimal(line["span"]["high_kg"])
    assert "not a statistical confidence interval" in by_query["span"]["meaning"]


def test_the_chart_of_a_comparison_adds_up_what_is_exact():
    """Classes of 0.06 and 0.06 are 0.1 together, not 0.2."""
    row = SimpleNamespace(
        name=Text("类", "class"),
        number="1",
        difference=SimpleNamespace(kg_a=Decimal("0.06"), kg_b=Decimal(0)),
    )
    chart = compare_sheet._chart((row, row))
    assert chart.places == 1 and sum(chart.stacks[0].values) == Decimal("0.12")
