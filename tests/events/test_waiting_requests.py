"""What was asked to be retired for an event or a year is shown there, and not asked for again."""

import html

import pytest
from django.urls import reverse
from django.utils import translation

from events import queries, retiring
from events.errors import EventError
from events.rules import Coverage
from marketplace.market import retirement_requests
from marketplace.registry import freezes
from marketplace.registry import queries as registry
from marketplace.registry.models import CreditBatch
from tests.cast import sign_in
from tests.events import subjects
from tests.registry import supply


@pytest.fixture
def year(district_office, clerk):
    made = subjects.office_year(district_office, clerk)
    subjects.footprint(made, kwh=10_000)
    subjects.give(district_office, 1_000)
    return made


@pytest.fixture
def asked(year, clerk):
    return retiring.ask(year, kg=600, actor=clerk)


def page(client, name, year):
    with translation.override("en"):
        return client.get(reverse(f"events:{name}", args=[year.public_id])).content.decode()


def test_what_waits_is_counted_off_and_cannot_be_asked_for_again(year, asked, clerk):
    found = queries.coverage(year)
    assert (found.asked_kg, found.free_kg, found.askable_kg) == (600, 400, 400)
    with pytest.raises(EventError) as refusal:
        retiring.ask(year, kg=401, actor=clerk)
    assert refusal.value.code == "not_enough_held"
    retiring.ask(year, kg=400, actor=clerk)
    assert queries.coverage(year).askable_kg == 0
    retirement_requests.drop(asked, actor=clerk)
    assert queries.coverage(year).askable_kg == 600


def test_the_page_names_what_waits_and_says_that_it_asks(client, year, asked, approver):
    sign_in(client, approver)
    for name in ("office", "office_offset"):
        shown = page(client, name, year)
        assert f"/account/retirements/{asked.public_id}/" in shown
        assert "600 kg asked to be retired" in shown and "waiting for a second person" in shown
    assert "Ask to retire" in shown and "Retire for ever" not in shown
    assert "A second person of your organization must approve this." in shown
    assert 'value="400"' in shown and "400 kg can still be asked for" in shown


def test_with_everything_asked_for_there_is_no_form(client, year, asked, clerk, approver):
    retiring.ask(year, kg=400, actor=clerk)
    assert "Ask to retire" not in page(sign_in(client, approver), "office_offset", year)


def test_retiring_alone_says_retire(client, nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    subjects.footprint(event, kwh=1_000)
    subjects.give(nanshan_expo, 100)
    shown = page(sign_in(client, organizer), "event_offset", event)
    assert "Retire for ever" in shown and "Ask to retire" not in shown


def test_what_is_asked_for_beyond_what_was_measured_counts():
    assert Coverage(100, 40, held_kg=90, asked_kg=80).beyond_kg == 20
    assert Coverage(100, 40, held_kg=90, asked_kg=50).askable_kg == 10


def test_what_is_typed_wrongly_is_said_in_the_words_of_this_site(client, year, approver):
    sign_in(client, approver)
    with translation.override("en"):
        address = reverse("events:office_offset", args=[year.public_id])
    for typed, said in (
        ("1e3", "This is not a number"),
        ("1.5", "Kilograms are whole numbers here."),
        ("0", "The quantity must be more than nothing."),
        ("", "Please say how much."),
    ):
        shown = html.unescape(client.post(address, {"kg": typed}).content.decode())
        assert said in shown and "Please confirm that you know it cannot be undone." in shown


def test_nothing_of_a_frozen_batch_is_taken_where_another_one_is_enough(
    year, district_office, clerk
):
    subjects.give(district_office, 500)
    first, other = registry.holdings_of(district_office.party)
    stopped = CreditBatch.objects.get(pk=first.batch.id)
    freezes.freeze(batch=stopped, reason="internal", actor=supply.user("supervisor"))
    made = retiring.ask(year, kg=other.available_kg, actor=clerk)
    assert made.amounts == {str(other.batch.id): other.available_kg}
    with pytest.raises(EventError, match="not_enough_held"):
        retiring.plan(year, other.available_kg + 1)
