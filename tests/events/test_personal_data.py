"""What events keep of a person is handed out; what an organization said stays the organization's."""

import json

import pytest

from accounts import organizations, people, privacy
from accounts.models import Role
from events.models import Event, InventoryDraft
from marketplace import clock
from tests.events import subjects

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(nanshan_expo, organizer):
    made = subjects.event(nanshan_expo, organizer)
    subjects.office_year(nanshan_expo, organizer)
    InventoryDraft.objects.create(
        event=made, kind="planned", data={}, saved_by=organizer, saved_at=clock.now()
    )
    return made


def test_a_person_is_told_what_they_wrote(event, organizer, stranger):
    kept = privacy.export(organizer)["events"]
    assert [row["id"] for row in kept["events_created"]] == [str(event.public_id)]
    assert [row["year"] for row in kept["office_years_created"]] == [2025]
    assert [row["of"] for row in kept["inventories_saved"]] == [event.ref]
    json.dumps(kept)
    assert not any(privacy.export(stranger)["events"].values())


def test_erasing_a_person_leaves_the_organizations_event_without_their_name(
    event, nanshan_expo, organizer
):
    successor = people.create_person("next@zhonghe.example", name="接任", password=None)
    invitation = organizations.invite(
        nanshan_expo, email=successor.email, role=Role.ADMIN, actor=organizer
    )
    organizations.accept(invitation, user=successor)
    privacy.erase(organizer)
    left = Event.objects.select_related("created_by").get(pk=event.pk)
    assert left.name_zh == subjects.FACTS.name_zh
    assert (left.created_by.name, left.created_by.is_active) == ("", False)
    assert left.created_by.email.endswith("@deleted.invalid")
