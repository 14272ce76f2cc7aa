"""An inventory in a workspace is saved while it is filled in, by several members at once."""

from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from accounts.models import Membership, Role
from events import drafts
from footprint import autosave
from tests.events import subjects


def opened(client: Client, event) -> tuple[str, dict[str, str]]:
    address = reverse("events:event_inventory", args=[event.public_id, "planned"])
    context = client.get(address).context
    return address, autosave.displayed(context["form"]) | {"loaded": context["autosaved"].loaded}


def test_two_members_who_fill_in_different_answers_keep_both(
    client, nanshan_expo, organizer, citizen
):
    Membership.objects.create(user=citizen, organization=nanshan_expo, role=Role.PREPARER)
    event = subjects.event(nanshan_expo, organizer)
    colleague = Client()
    client.force_login(organizer)
    colleague.force_login(citizen)
    with override("zh-hans"):
        address, mine = opened(client, event)
        _address, theirs = opened(colleague, event)
        client.post(address, mine | {"electricity": "9000", "autosave": "1"})
        answer = colleague.post(address, theirs | {"heat": "12o", "autosave": "1"})
    page = answer.content.decode()
    assert "其他窗口或设备" in page and "已保留，尚未计入" in page
    kept = drafts.current(event, "planned")
    assert (kept.fields["electricity"], kept.aside) == ("9000", {"heat": "12o"})


def test_what_cannot_be_read_is_not_kept_as_measured(client, nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    client.force_login(organizer)
    with override("en"):
        address, mine = opened(client, event)
        answer = client.post(address, mine | {"electricity": "12o0", "freeze": "1"})
    assert answer.status_code == 200 and "electricity" in answer.context["form"].errors
    assert drafts.current(event, "planned").aside == {"electricity": "12o0"}


def test_saving_takes_few_queries(client, nanshan_expo, organizer, django_assert_max_num_queries):
    event = subjects.event(nanshan_expo, organizer)
    client.force_login(organizer)
    with override("en"):
        address, mine = opened(client, event)
        with django_assert_max_num_queries(25):
            client.post(address, mine | {"electricity": "9000", "autosave": "1"})
