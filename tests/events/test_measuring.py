"""What may count as measured, and what a declaration says of it: nothing before the end, nothing left unsaid."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from events import declarations, drafts, retiring, rules, workspace
from events.errors import EventError
from events.models import Declaration
from footprint.models import Footprint
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import retirement_requests
from tests.cast import sign_in
from tests.events import subjects

KWH, MEASURED = 10_000, 4_419  # 10,000 kWh × 0.4419 kg/kWh (Guangdong, 2023)
FUTURE = replace(subjects.FACTS, starts_on=date(2099, 5, 1), ends_on=date(2099, 5, 2))


def filled(subject, **fields):
    """The actual inventory with these amounts."""
    draft = drafts.begin(subject, "actual")
    return replace(draft, fields={**draft.fields, **fields})


@pytest.fixture
def future(nanshan_expo, organizer):
    return workspace.create_event(organization=nanshan_expo, facts=FUTURE, actor=organizer)


def test_a_day_is_over_in_shenzhen_and_not_in_greenwich():
    midnight = datetime(2026, 9, 19, 16, 0, tzinfo=UTC)  # 20 September, 00:00 in Shenzhen
    assert rules.is_over(date(2026, 9, 19), midnight)
    assert not rules.is_over(date(2026, 9, 20), midnight)


def test_an_event_to_come_cannot_be_measured(future, organizer):
    with pytest.raises(EventError, match="not_over"):
        drafts.freeze(
            future, "actual", filled(future, electricity="10"), actor=organizer, rest_is_zero=True
        )
    assert not Footprint.objects.exists()


def test_an_event_to_come_cannot_be_declared(future, organizer):
    subjects.footprint(future, kwh=KWH)
    subjects.give(future.organization, MEASURED)
    retiring.retire_held(future, kg=MEASURED, actor=organizer)
    with pytest.raises(EventError, match="not_over"):
        declarations.declare(future, actor=organizer)


def declare_past_the_verbs(event, organizer):
    """Write a declaration as a careless piece of code would."""
    found = subjects.footprint(event, kwh=KWH)
    with transaction.atomic():
        return Declaration.objects.create(
            event=event, measured_kg=MEASURED, retired_kg=MEASURED, footprint_public_id=found.public_id, body={},
            confirmation="self", declared_by=organizer, declared_at=clock.now(),
        )  # fmt: skip


def test_the_database_refuses_it_too(future, organizer):
    with pytest.raises(DatabaseError, match="declaration_after_the_end"):
        declare_past_the_verbs(future, organizer)


def test_without_its_trigger_the_future_is_neutral(
    fresh_db, owner_connection, nanshan_expo, organizer
):
    """The twin: what the trigger holds back."""
    event = workspace.create_event(organization=nanshan_expo, facts=FUTURE, actor=organizer)
    owner_connection.execute(
        "ALTER TABLE events_declaration DISABLE TRIGGER declaration_after_the_end"
    )
    assert declare_past_the_verbs(event, organizer).pk


def test_blank_classes_inside_the_boundary_are_asked_for(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    draft = filled(event, electricity="10000")
    with pytest.raises(EventError, match="classes_unanswered") as asked:
        drafts.freeze(event, "actual", draft, actor=organizer)
    assert "废弃物" in str(asked.value.message) or "Waste" in str(asked.value.message)
    kept = drafts.freeze(event, "actual", draft, actor=organizer, rest_is_zero=True)
    assert kept.total_kg == MEASURED


def test_nothing_is_no_measurement(district_office, clerk):
    year = subjects.office_year(district_office, clerk)
    with pytest.raises(EventError, match="nothing_measured"):
        drafts.freeze(year, "actual", filled(year), actor=clerk, rest_is_zero=True)


def test_an_estimate_may_leave_classes_blank(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    kept = drafts.freeze(event, "planned", filled(event, electricity="10"), actor=organizer)
    assert kept.kind == "planned"


@pytest.fixture
def declared(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    subjects.footprint(event, kwh=KWH)
    event.boundary.create(source_class="energy", included=True)
    subjects.give(nanshan_expo, MEASURED)
    retiring.retire_held(event, kg=MEASURED, actor=organizer)
    declarations.declare(event, actor=organizer)
    return event


def test_a_declaration_says_on_what_kind_of_data_it_rests(declared):
    body = declared.declaration.body
    assert body["measured"]["quality"] == {"measured": "100.0"}
    assert body["neutral_on"] == body["declared_on"] == rules.local_day(clock.now()).isoformat()


def test_what_is_declared_is_public_without_a_published_plan(client, declared):
    page = client.get(reverse("events:event", args=[declared.public_id]))
    assert page.status_code == 200
    assert (
        reverse("footprint:result", args=[declared.declaration.footprint_public_id])
        in page.content.decode()
    )
    assert client.get(reverse("events:event_declare", args=[declared.public_id])).status_code == 200
    assert str(declared.public_id) in client.get(reverse("events:index")).content.decode()


def test_a_declared_office_year_is_public_and_others_are_not(
    client, district_office, clerk, approver
):
    year = subjects.office_year(district_office, clerk)
    address = reverse("events:office", args=[year.public_id])
    assert client.get(address).status_code == 404
    subjects.footprint(year, kwh=KWH)
    subjects.give(district_office, MEASURED)
    with pytest.raises(MarketError, match="approval_required"):
        retiring.retire_held(year, kg=MEASURED, actor=clerk)
    asked = retiring.ask(year, kg=MEASURED, actor=clerk)
    retirement_requests.approve(asked, actor=approver)
    declarations.declare(year, actor=clerk)
    assert client.get(address).status_code == 200
    assert client.get(reverse("events:office_declare", args=[year.public_id])).status_code == 200


def test_a_stranger_does_not_declare(client, declared, stranger):
    sign_in(client, stranger)
    assert (
        client.post(reverse("events:event_declare", args=[declared.public_id])).status_code == 404
    )


def test_after_declaring_the_account_leads_to_what_was_measured(client, declared, organizer):
    sign_in(client, organizer)
    page = client.get(reverse("events:event", args=[declared.public_id])).content.decode()
    assert reverse("events:event_inventory", args=[declared.public_id, "actual"]) not in page
    boundary = client.get(reverse("events:event_boundary", args=[declared.public_id]))
    assert boundary.status_code == 302


def test_a_plan_published_too_late_says_so(client, nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    workspace.set_boundary(event, choices=subjects.CHOICES)
    workspace.set_actions(event, actions=[workspace.Action("高铁代替飞机")])
    workspace.publish_plan(event, has_estimate=True)
    event.refresh_from_db()
    assert event.plan_was_late
    early = datetime(2026, 9, 1, tzinfo=UTC)
    event.plan_published_at = early
    assert not event.plan_was_late


def test_an_optional_stage_left_out_has_its_reason_in_the_readers_language(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    choice = event.boundary.create(
        source_class="energy", stage="close", included=False, reason="guideline:optional-stage"
    )
    assert "encourages" in choice.reason_text.en
