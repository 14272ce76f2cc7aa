"""No claim outruns its evidence: measure, retire, then declare; the database agrees."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from events import claims, declarations, queries, retiring
from events.errors import EventError
from events.models import Claim, Declaration
from marketplace.registry import queries as registry
from tests.events import subjects

KWH, MEASURED = 10_000, 4_419  # 10,000 kWh × 0.4419 kg/kWh (Guangdong, 2023)


def test_an_estimate_cannot_be_declared(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    subjects.footprint(event, kwh=KWH, kind="planned")
    with pytest.raises(EventError, match="not_measured"):
        declarations.declare(event, actor=organizer)


def test_one_kilogram_short_is_not_neutral(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    subjects.footprint(event, kwh=KWH)
    subjects.give(nanshan_expo, MEASURED)
    retiring.retire_held(event, kg=MEASURED - 1, actor=organizer)
    with pytest.raises(EventError, match="not_covered"):
        declarations.declare(event, actor=organizer)


def test_what_is_retired_for_another_event_does_not_count(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    other = subjects.event(nanshan_expo, organizer)
    subjects.footprint(event, kwh=KWH)
    subjects.give(nanshan_expo, 2 * MEASURED)
    retiring.retire_held(other, kg=MEASURED, actor=organizer)
    assert queries.coverage(event).retired_kg == 0
    assert queries.coverage(other).retired_kg == MEASURED


def test_a_covered_event_declares_every_fact_once(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    subjects.footprint(event, kwh=KWH)
    event.boundary.create(source_class="energy", included=True)
    subjects.give(nanshan_expo, MEASURED)
    retirement = retiring.retire_held(event, kg=MEASURED, actor=organizer)
    declaration = declarations.declare(event, actor=organizer)
    assert (declaration.measured_kg, declaration.retired_kg) == (MEASURED, MEASURED)
    assert declaration.body["organizer"]["zh"] == "南山会展"
    assert declaration.body["offset_method"][0]["kg"] == retirement.kg == MEASURED
    with pytest.raises(EventError, match="already_declared"):
        declarations.declare(event, actor=organizer)


def test_the_database_refuses_a_declaration_that_is_not_covered(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    found = subjects.footprint(event, kwh=KWH)
    with pytest.raises(IntegrityError, match="declaration_covered"), transaction.atomic():
        Declaration.objects.create(
            event=event,
            measured_kg=MEASURED,
            retired_kg=MEASURED - 1,
            footprint_public_id=found.public_id,
            body={},
            confirmation="self",
            declared_by=organizer,
            declared_at=event.created_at,
        )


def test_a_claim_is_written_once(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    claim = claims.open_claim(event)
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(ref="event:other")
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).delete()


def test_retiring_more_than_is_held_says_how_much_there_is(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    subjects.give(nanshan_expo, 500)
    with pytest.raises(EventError, match="not_enough_held") as refused:
        retiring.retire_held(event, kg=501, actor=organizer)
    assert "500" in str(refused.value.message)


def test_whole_tonne_batches_are_retired_by_the_tonne(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    subjects.give(nanshan_expo, 3000, increment_kg=1000)
    retirement = retiring.retire_held(event, kg=1200, actor=organizer)
    assert retirement.kg == 2000


def test_the_certificate_names_the_event(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    subjects.give(nanshan_expo, 100)
    retirement = retiring.retire_held(event, kg=100, actor=organizer)
    seen = registry.retirement(retirement.public_id)
    assert seen.title_zh == "湾区低碳城市论坛"
    assert seen.period == "2026-09-18/2026-09-19"
    assert seen.claim_ref.startswith(event.ref)
