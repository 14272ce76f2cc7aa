"""What an organizer does before the event, and what is refused."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from events import workspace
from events.errors import EventError
from events.models import BoundaryChoice, Event, ReductionAction
from tests.events import subjects


def test_an_event_cannot_end_before_it_starts(nanshan_expo, organizer):
    facts = replace(subjects.FACTS, ends_on=date(2026, 9, 17))
    with pytest.raises(IntegrityError, match="event_ends_after_it_starts"), transaction.atomic():
        workspace.create_event(organization=nanshan_expo, facts=facts, actor=organizer)


def test_a_class_left_out_without_a_reason_is_refused(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    choices = [subjects.CHOICES[0], workspace.Choice("waste", "hold", included=False)]
    with pytest.raises(EventError, match="reason_missing"):
        workspace.set_boundary(event, choices=choices)


def test_the_database_refuses_it_too(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    with pytest.raises(IntegrityError, match="boundary_out_needs_a_reason"), transaction.atomic():
        BoundaryChoice.objects.create(event=event, source_class="waste", included=False)


def test_a_boundary_without_the_event_itself_is_refused(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    with pytest.raises(EventError, match="nothing_inside"):
        workspace.set_boundary(
            event, choices=[workspace.Choice("energy", "prepare", included=True)]
        )


def test_a_plan_says_what_it_still_lacks(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    with pytest.raises(EventError) as refused:
        workspace.publish_plan(event, has_estimate=False)
    assert refused.value.code == "plan_incomplete"


def test_a_complete_plan_is_published_once(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    workspace.set_boundary(event, choices=subjects.CHOICES)
    workspace.set_actions(event, actions=[workspace.Action("改乘高铁", 2900)])
    workspace.publish_plan(event, has_estimate=True)
    first = Event.objects.get(pk=event.pk).plan_published_at
    workspace.publish_plan(event, has_estimate=True)
    assert Event.objects.get(pk=event.pk).plan_published_at == first is not None


def test_the_list_of_actions_is_replaced_whole(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    workspace.set_actions(event, actions=[workspace.Action("一"), workspace.Action("二")])
    workspace.set_actions(event, actions=[workspace.Action("三", 10, done=True)])
    assert [str(action) for action in ReductionAction.objects.filter(event=event)] == ["三"]


def test_a_year_is_kept_once_per_organization(district_office, clerk):
    subjects.office_year(district_office, clerk)
    with pytest.raises(EventError, match="year_exists"):
        subjects.office_year(district_office, clerk)


def test_a_year_that_has_not_begun_is_refused(district_office, clerk):
    with pytest.raises(EventError, match="year_not_over"):
        workspace.create_office_year(
            organization=district_office, year=2099, region="CN-GD", actor=clerk
        )
