"""Levers in an event's plan, and the plan beside what happened."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import override

from events import comparing, workspace
from events.models import Event, ReductionAction
from footprint import footprints, lever_plan, queries, quick
from footprint.comparison import compare, side
from footprint.models import Footprint
from tests.events import subjects

SESSION = 7
"""Queries by which every signed-in page reads and dates its session."""


@pytest.fixture(autouse=True)
def _chinese():
    with override("zh-hans"):
        yield


@pytest.fixture
def event(nanshan_expo, organizer):
    """A forum with an estimate."""
    found = subjects.event(nanshan_expo, organizer)
    estimate(found)
    return found


def estimate(event, people=400, kind="planned"):
    return footprints.store(
        quick.estimate(people, 2).result,
        kind=kind,
        title=event.name_zh,
        owner=event.organization.party,
        subject_ref=event.ref,
    )


def priced(event, **shares):
    view = queries.current(event.ref, kind="planned")
    return lever_plan.plan(view, taken={key: str(value) for key, value in shares.items()}).chosen


def test_a_lever_chosen_twice_is_in_the_plan_once_with_its_last_share(event):
    workspace.choose_levers(event, chosen=priced(event, rail_for_flight=50))
    workspace.choose_levers(event, chosen=priced(event, rail_for_flight=25))
    action = event.actions.get()
    assert (action.lever, action.share, action.saves_kg) == (
        "rail_for_flight",
        Decimal("0.25"),
        1800,
    )
    assert action.text == "境内航班改乘高铁（25%）"
    assert action.text_en == "High-speed rail instead of flights inside China (25 %)"


def test_the_database_holds_a_lever_once_and_a_share_with_it(event):
    workspace.choose_levers(event, chosen=priced(event, shared_rooms=50))
    for wrong in (
        {"lever": "shared_rooms", "share": 1},
        {"lever": "x"},
        {"share": 1},
        {"lever": "y", "share": 2},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReductionAction.objects.create(event=event, text="又一次", **wrong)


def test_actions_in_ones_own_words_stay_when_levers_are_chosen(event):
    workspace.set_actions(event, actions=[workspace.Action("用旧展架", 120)])
    workspace.choose_levers(event, chosen=priced(event, shared_rooms=50))
    workspace.choose_levers(event, chosen=())
    assert [str(action) for action in event.actions.all()] == ["用旧展架"]


def test_a_lever_that_was_done_stays_though_it_is_no_longer_chosen(event):
    workspace.choose_levers(event, chosen=priced(event, shared_rooms=50))
    event.actions.update(done=True)
    workspace.choose_levers(event, chosen=())
    assert event.actions.get().lever == "shared_rooms"


def test_the_list_of_actions_keeps_levers_and_both_languages_of_unchanged_words(event):
    workspace.choose_levers(event, chosen=priced(event, shared_rooms=50, no_bottles=100))
    rows = [
        workspace.Action(action.text_en, action.saves_kg, done=True, lever=action.lever)
        for action in event.actions.all()
    ]
    rows[0] = workspace.Action("两人一间，另加拼房", 3000, lever=rows[0].lever)
    workspace.set_actions(event, actions=rows)
    changed, same = event.actions.all()
    assert changed.lever and changed.text_en == "" and changed.share == Decimal("0.5")
    assert same.done and same.text != same.text_en and same.text_en


def test_levers_are_chosen_on_their_page_and_listed_with_their_saving(client, event, organizer):
    client.force_login(organizer)
    address = reverse("events:event_levers", args=[event.public_id])
    form = client.get(address).context["plan"].form
    fields = {f"share_{key}": form[f"share_{key}"].value() for key in form.ids}
    for _twice in range(2):
        answer = client.post(address, fields | {"take_rail_for_flight": "on"})
        assert answer.status_code == 302
    assert event.actions.get().saves_kg == 3600
    page = client.get(reverse("events:event_actions", args=[event.public_id])).content.decode()
    assert "境内航班改乘高铁（50%）" in page


def test_strangers_see_neither_levers_nor_comparison(client, event, stranger):
    client.force_login(stranger)
    for name in ("event_levers", "event_compare"):
        assert client.get(reverse(f"events:{name}", args=[event.public_id])).status_code == 404


def test_after_the_event_the_levers_stand_beside_the_difference_of_their_lines(event):
    workspace.choose_levers(event, chosen=priced(event, rail_for_flight=50))
    plan, actual = (quick.estimate(people, 2).result for people in (400, 320))
    found = compare(side(plan.lines), side(actual.lines))
    effect = comparing.effects(event.actions.all(), found)[0]
    journeys = {"flight", "high_speed_rail"}
    expected = sum(
        line.difference
        for group in found.classes
        for line in group.lines
        if line.a.key[2] in journeys
    )
    assert effect.difference == expected < 0


def test_plan_and_actual_and_earlier_ones_are_on_one_page(
    client, event, organizer, nanshan_expo, django_assert_max_num_queries
):
    estimate(event, people=380)
    estimate(event, people=320, kind="actual")
    last_year = subjects.event(nanshan_expo, organizer)
    estimate(last_year, people=500, kind="actual")
    client.force_login(organizer)
    client.get(reverse("events:index"))  # the first page of a session writes the session down
    with django_assert_max_num_queries(10 + SESSION):
        page = client.get(reverse("events:event_compare", args=[event.public_id]))
    context = page.context
    assert context["sheet"].comparison.b.participants == 320
    assert len(context["history"]) == 3
    assert [other.subject for other, _title in context["others"]] == [last_year]


def test_an_event_without_an_estimate_says_what_comes_first(client, nanshan_expo, organizer):
    bare = subjects.event(nanshan_expo, organizer)
    client.force_login(organizer)
    for name in ("event_levers", "event_compare"):
        assert client.get(reverse(f"events:{name}", args=[bare.public_id])).status_code == 200


def test_an_offices_year_is_set_beside_earlier_ones(client, district_office, clerk):
    year = subjects.office_year(district_office, clerk)
    subjects.footprint(year, kwh=1000)
    client.force_login(clerk)
    page = client.get(reverse("events:office_compare", args=[year.public_id]))
    assert page.status_code == 200 and len(page.context["history"]) == 1


def test_a_result_used_for_an_event_brings_its_estimate_and_its_levers(
    client, organizer, nanshan_expo
):
    result = quick.estimate(400, 2).result
    kept = footprints.store(
        result, kind="planned", title="湾区论坛", levers={"rail_for_flight": "30"}
    )
    client.force_login(organizer)
    address = f"{reverse('events:new_event')}?footprint={kept.public_id}"
    assert client.get(address).context["form"].initial["participants"] == 400
    facts = {
        "organization": nanshan_expo.party.public_id,
        "name_zh": "湾区论坛",
        "region": "CN-GD",
        "starts_on": "2026-09-18",
        "ends_on": "2026-09-19",
        "participants": "400",
    }
    assert client.post(address, facts).status_code == 302
    event = Event.objects.get()
    estimate_of = queries.current(event.ref, kind="planned")
    assert estimate_of.total_exact == result.total_exact
    assert event.actions.get().saves_kg == 2160
    assert Footprint.objects.get(pk=kept.pk).subject_ref == ""


def test_somebody_elses_result_is_not_taken(client, organizer, nanshan_expo, seller_organization):
    theirs = footprints.store(
        quick.estimate(400, 2).result, kind="planned", owner=seller_organization.party
    )
    client.force_login(organizer)
    address = f"{reverse('events:new_event')}?footprint={theirs.public_id}"
    assert client.get(address).context["form"].initial == {}
