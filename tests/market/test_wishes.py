"""What a visitor is after: whose things the pages name, and to whom."""

import pytest
from django.urls import reverse

from tests.cast import sign_in
from tests.events import subjects

pytestmark = pytest.mark.django_db
TITLE = "湾区低碳城市论坛"


@pytest.fixture
def event(nanshan_expo, organizer):
    """A forum that its organizer has not published."""
    return subjects.event(nanshan_expo, organizer)


@pytest.mark.parametrize("page", ["market:plan", "market:listings"])
def test_a_stranger_who_knows_the_number_learns_no_title(
    client, event, stranger, other_organization, page
):
    wanted = {"kg": 100, "claim": event.ref}
    assert TITLE not in client.get(reverse(page), wanted).content.decode()
    sign_in(client, stranger)
    assert TITLE not in client.get(reverse(page), wanted).content.decode()


def test_its_own_organizer_reads_what_is_to_be_covered(client, event, organizer):
    sign_in(client, organizer)
    page = client.get(reverse("market:plan"), {"kg": 100, "claim": event.ref})
    assert TITLE in page.content.decode()
