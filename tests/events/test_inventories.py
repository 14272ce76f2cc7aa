"""An event's inventory in the workspace: the boundary page decides, lines are added, nothing typed is lost."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from events import drafts, workspace
from events.models import BoundaryChoice, Event
from footprint.models import Footprint
from tests.events import subjects


@pytest.fixture
def forum(nanshan_expo, organizer) -> Event:
    return subjects.event(nanshan_expo, organizer)


@pytest.fixture
def clerk_at_work(organizer) -> Iterator[Client]:
    """The organizer, signed in and reading English."""
    client = Client()
    client.force_login(organizer)
    with override("en"):
        yield client


def page(event: Event, name: str = "inventory", *args: str, kind: str = "planned") -> str:
    return reverse(f"events:event_{name}", args=[event.public_id, kind, *args])


def leave_out(event: Event, source_class: str, *stages: str) -> None:
    classes = (
        "stationary_fuel",
        "mobile_fuel",
        "energy",
        "transport",
        "lodging_catering",
        "supplies",
        "waste",
    )
    workspace.set_boundary(
        event,
        choices=[
            workspace.Choice(
                name, stage, not (name == source_class and stage in stages), "the venue counts it"
            )
            for name in classes
            for stage in ("prepare", "hold", "close")
        ],
    )


def typed(client: Client, event: Event) -> dict[str, str]:
    form = client.get(page(event)).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def test_the_boundary_page_drives_the_inventory_and_the_stored_footprint(forum, organizer):
    before = drafts.current(forum, "planned").result().by_class()
    leave_out(forum, "waste", "prepare", "hold", "close")
    draft = drafts.current(forum, "planned")
    assert "waste" in before and "waste" not in draft.result().by_class()
    stored = drafts.freeze(forum, "planned", draft, actor=organizer)
    kept = stored.inputs["boundary"]["waste"]
    assert not kept["included"] and kept["reason"] == "the venue counts it" and kept["left_out_kg"]


def test_a_later_decision_counts_for_a_draft_that_was_kept_before(forum, organizer):
    drafts.keep(forum, "planned", drafts.current(forum, "planned"), actor=organizer)
    leave_out(forum, "supplies", "prepare")
    draft = drafts.current(forum, "planned")
    assert draft.boundary()["supplies"]["stages_out"] == {"prepare": "the venue counts it"}
    leave_out(forum, "supplies")
    assert "stages_out" not in drafts.current(forum, "planned").boundary()["supplies"]


def test_what_the_form_says_of_the_boundary_cannot_contradict_the_page(forum, organizer):
    leave_out(forum, "waste", "prepare", "hold", "close")
    draft = drafts.current(forum, "planned")
    claimed = replace(
        draft, fields={**draft.fields, "boundary_waste": "in", "boundary_energy": "out"}
    )
    drafts.keep(forum, "planned", claimed, actor=organizer)
    said = drafts.current(forum, "planned").boundary()
    assert not said["waste"]["included"] and said["energy"]["included"]


def test_the_boundary_page_proposes_the_stages_that_the_form_asks_about(clerk_at_work, forum):
    address = reverse("events:event_boundary", args=[forum.public_id])
    form = clerk_at_work.get(address).context["form"]
    said = {name: "on" for name in form.fields if name.endswith("__in") and form[name].value()}
    assert clerk_at_work.post(address, said).status_code == 302
    rows = BoundaryChoice.objects.filter(event=forum)
    assert rows.count() == 21 and rows.get(source_class="waste", stage="close").included
    assert drafts.current(forum, "planned").left_out() == {}


def test_the_boundary_page_estimates_what_is_left_out(clerk_at_work, forum):
    leave_out(forum, "waste", "prepare", "hold", "close")
    text = clerk_at_work.get(
        reverse("events:event_boundary", args=[forum.public_id])
    ).content.decode()
    assert "left out so far: about" in text


def test_a_line_is_added_changed_copied_and_removed_in_the_workspace(clerk_at_work, forum):
    new = page(forum, "line_new", "transport") + "?activity=ferry&unit=person"
    answers = {
        "value": "30",
        "distance_km": "60",
        "trip": "return",
        "stage": "hold",
        "quality": "measured",
    }
    assert clerk_at_work.post(new, answers)["Location"] == page(forum) + "#class-transport"
    (line,) = drafts.current(forum, "planned").lines
    clerk_at_work.post(page(forum, "line", line["id"]), answers | {"value": "31"})
    everything = typed(clerk_at_work, forum)
    clerk_at_work.post(page(forum), everything | {"go": f"copy:{line['id']}"})
    assert [item["value"] for item in drafts.current(forum, "planned").lines] == ["31", "31"]
    clerk_at_work.post(page(forum, "line", line["id"]), {"remove": "1"})
    assert len(drafts.current(forum, "planned").lines) == 1


def test_a_button_of_the_inventory_saves_first(clerk_at_work, forum):
    answer = clerk_at_work.post(
        page(forum),
        typed(clerk_at_work, forum) | {"electricity": "77", "go": "distance:staff_flight"},
    )
    assert answer["Location"] == page(forum, "distance") + "?row=staff_flight"
    assert drafts.current(forum, "planned").fields["electricity"] == "77"
    clerk_at_work.post(answer["Location"], {"row": "staff_flight", "start": "SZX", "end": "成都"})
    assert drafts.current(forum, "planned").fields["staff_flight_km"]


def test_tibet_is_asked_at_the_field_and_nothing_is_lost(clerk_at_work, forum):
    workspace.change_event(forum, facts=replace(subjects.FACTS, region="CN-XZ"))
    forum.refresh_from_db()
    answer = clerk_at_work.post(
        page(forum), typed(clerk_at_work, forum) | {"electricity": "4242", "freeze": ""}
    )
    assert answer.status_code == 200 and "Tibet" in str(
        answer.context["form"].errors["electricity"]
    )
    assert b'value="4242"' in answer.content and not Footprint.objects.exists()
    assert drafts.current(forum, "planned").fields["electricity"] == "4242"


def test_the_inventory_takes_few_queries_whatever_its_lines(clerk_at_work, forum, organizer):
    leave_out(forum, "waste", "close")
    draft = drafts.current(forum, "planned")
    line = {"activity": "meal", "value": "2", "unit": "meal", "quality": "measured"}
    many = draft.with_lines([{"id": f"a{number}", **line} for number in range(60)])
    drafts.keep(forum, "planned", many, actor=organizer)
    clerk_at_work.get(page(forum))  # the first request of a session also writes the session down
    with CaptureQueriesContext(connection) as asked:
        text = clerk_at_work.get(page(forum)).content.decode()
    assert len([query for query in asked if "SAVEPOINT" not in query["sql"]]) <= 10
    assert text.count('value="copy:') == 60


def test_a_stranger_sees_neither_lines_nor_distances(citizen, forum):
    stranger = Client()
    stranger.force_login(citizen)
    for address in (
        page(forum, "line_new", "waste"),
        page(forum, "distance"),
        page(forum, "line", "abc"),
    ):
        assert stranger.get(address).status_code in (403, 404)
