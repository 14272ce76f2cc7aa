"""From a footprint to its certificate: what it is for is carried through, and the certificate leads back to it."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from footprint import footprints, sets
from footprint.calculation import calculate
from footprint.inputs import from_data
from marketplace import clock
from marketplace.market import orders
from marketplace.market.models import Order
from tests.market import stall

pytestmark = pytest.mark.django_db
ELECTRICITY = {"activity": "electricity", "value": "1000", "unit": "kWh", "quality": "measured"}


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def stored(guideline="mee-2019-19", title="南山读书会 & friends"):
    result = calculate(guideline, sets.load(), [from_data(ELECTRICITY)], region="CN-GD")
    return footprints.store(result, kind="planned", title=title)


def covering(client, footprint):
    """Follow “Cover it” to the reserved quote, as a guest; return the quote's page and its address."""
    result = client.get(reverse("footprint:result", args=[footprint.public_id])).content.decode()
    address = re.search(r'href="([^"]+)"[^>]*>Cover it', result)[1].replace("&amp;", "&")
    page = client.get(address).content.decode()
    plan = re.search(r'class="button primary" href="([^"]+)"', page)[1].replace("&amp;", "&")
    page = client.get(plan).content.decode()
    token = re.findall(r'name="plan"[^>]*value="([^"]+)"', page)[0]
    action = re.search(r'action="([^"]*reserve/[^"]*)"', page)[1].replace("&amp;", "&")
    claim = re.search(r'name="claim_for" value="([^"]+)"', page)[1]
    answer = client.post(action, {"plan": token, "email": "a@b.example", "claim_for": claim})
    return client.get(answer.url), answer.url


def order(client, address, **changes):
    form = stall.purpose_form(purpose="event", title="南山读书会") | changes
    client.post(address, form)
    placed = Order.objects.get()
    orders.mark_paid(placed.pk, now=clock.now())
    orders.fulfil(placed.pk)
    placed.refresh_from_db()
    return client.get(
        reverse("certificates:detail", args=[placed.retirement.statements.first().code])
    ).content.decode()


def test_the_buyers_form_begins_with_the_footprints_purpose_and_title(client, metro):
    page, _address = covering(client, stored())
    form = page.context["form"]
    assert (form["purpose"].initial, form["title"].initial) == ("event", "南山读书会 & friends")
    assert form["names_footprint"].initial is True


def test_the_certificate_leads_back_to_the_footprint(client, metro):
    footprint = stored()
    _page, address = covering(client, footprint)
    certificate = order(client, address, names_footprint="on")
    assert reverse("footprint:result", args=[footprint.public_id]) in certificate


def test_a_persons_footprint_is_linked_only_if_the_person_wants_it(client, metro):
    footprint = stored("personal-2026", "My 2026")
    page, address = covering(client, footprint)
    assert page.context["form"]["purpose"].initial == "personal"
    assert page.context["form"]["names_footprint"].initial is False
    assert str(footprint.public_id) not in order(client, address, purpose="personal")


@pytest.mark.parametrize(
    "said", [{"purpose": "war"}, {"title": "x" * 201}, {"title": "a\nb"}, {"title": "\x07"}]
)
def test_what_an_address_says_of_a_purpose_is_used_only_if_it_can_be(client, metro, guest, said):
    page = client.get(reverse("market:plan"), {"kg": "300", **said})
    assert page.context["wish"].purpose == {}


def test_one_footprint_is_covered_in_parts(client, metro):
    footprint = stored()
    for _part in range(2):
        _page, address = covering(client, footprint)
        client.post(address, stall.purpose_form(purpose="event", names_footprint="on"))
    assert Order.objects.count() == 2
