"""Ever new addresses don't hold ever more: reservations of one browser or one network are bounded together."""

import threading

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from accounts import networks
from marketplace.errors import MarketError
from marketplace.market import orders, quotes, shares, tasks
from marketplace.market.buyers import Buyer
from marketplace.market.models import Quote, QuoteOrigin
from tests.market import stall
from tests.market.crowd import codes, race

OFFICE, HOME = "198.51.100.7", "203.0.113.9"


@pytest.fixture
def a_tonne_each(settings):
    bounds = dict.fromkeys(("GUEST_QUOTE_MOST_KG", "GUEST_NETWORK_MOST_KG"), 1_000)
    settings.ZHONGHE = settings.ZHONGHE | bounds


def reserve(browser: Client, listing, kg: int, name: str, *, address: str = OFFICE):
    plan = f"{listing.public_id}:{kg}:{int(listing.price_per_tonne.amount * 100)}"
    asked = {"plan": plan, "email": f"{name}@people.example"}
    with translation.override("en"):
        return browser.post(reverse("market:reserve"), asked, REMOTE_ADDR=address)


@pytest.mark.django_db
def test_a_guest_with_ever_new_addresses_holds_no_more_than_one(client, metro, roofs, a_tonne_each):
    assert reserve(client, metro, 700, "one").status_code == 302
    answer = reserve(client, roofs, 400, "two")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "All reservations from your browser" in page
    assert "have your organization verified" in page
    assert reserve(client, roofs, 300, "three").status_code == 302


@pytest.mark.django_db
def test_neither_a_fresh_browser_nor_another_network_makes_it_more(
    client, metro, roofs, a_tonne_each
):
    reserve(client, metro, 1_000, "one")
    assert reserve(Client(), roofs, 1, "two").status_code == 422
    assert reserve(client, roofs, 1, "three", address=HOME).status_code == 422
    assert reserve(Client(), roofs, 1_000, "four", address=HOME).status_code == 302


@pytest.mark.django_db
def test_a_network_may_hold_more_than_one_browser_of_it(client, metro, roofs, settings):
    bounds = {"GUEST_QUOTE_MOST_KG": 1_000, "GUEST_NETWORK_MOST_KG": 1_500}
    settings.ZHONGHE = settings.ZHONGHE | bounds
    assert reserve(client, metro, 1_000, "one").status_code == 302
    assert reserve(Client(), roofs, 500, "two").status_code == 302
    refused = reserve(Client(), roofs, 1, "three")
    assert refused.status_code == 422
    assert "All reservations from your network" in refused.content.decode()


@pytest.mark.django_db
def test_pages_say_what_is_used_up_and_lead_to_it(client, metro, a_tonne_each):
    reserve(client, metro, 1_000, "one")
    with translation.override("en"):
        where = reverse("market:listing", args=[metro.public_id])
        page = client.get(where, {"kg": 300}, REMOTE_ADDR=OFFICE).content.decode()
    assert "0 kg are left" in page
    assert "/en/quotes/" in page
    assert "only for an organization that has been verified" not in page


@pytest.mark.django_db
def test_a_page_offers_no_more_than_is_left_for_this_network(client, metro, a_tonne_each):
    reserve(client, metro, 900, "one")
    with translation.override("en"):
        page = Client().get(reverse("market:listing", args=[metro.public_id]), REMOTE_ADDR=OFFICE)
    assert "100 kg are left" in page.content.decode()


@pytest.mark.django_db
def test_an_unpaid_order_counts_and_what_was_given_back_does_not(metro, roofs, a_tonne_each):
    first, second = (Buyer(email=f"{n}@people.example", origin=("here",)) for n in range(2))
    order = stall.order(first, (metro, 1_000), retire=True)
    assert shares.most_kg(second) == 0
    orders.cancel(order, actor=None)
    assert shares.most_kg(second) == 1_000
    quotes.release(stall.quote(second, (roofs, 1_000)))
    assert shares.most_kg(first) == 1_000


@pytest.mark.django_db
def test_a_verified_organization_neither_counts_nor_is_counted(
    metro, roofs, expo, stranger, other_organization, a_tonne_each
):
    here = {"origin": ("here",)}
    verified = Buyer(expo.email, expo.user, expo.organization, **here)
    stall.quote(verified, (metro, 5_000))
    assert not QuoteOrigin.objects.exists()
    unverified = Buyer(stranger.email, stranger, other_organization, **here)
    stall.quote(unverified, (roofs, 600))
    with pytest.raises(MarketError, match="hold_limit"):
        stall.quote(Buyer("guest@people.example", **here), (roofs, 500))
    stall.quote(verified, (roofs, 500))


@pytest.mark.django_db
def test_whence_a_reservation_came_is_kept_in_no_readable_form_and_not_longer_than_it_holds(
    client, metro
):
    reserve(client, metro, 100, "one")
    marks = list(QuoteOrigin.objects.values_list("mark", flat=True))
    assert len(marks) == 2
    assert not any(OFFICE in mark or client.session.session_key in mark for mark in marks)
    tasks.sweep()
    assert QuoteOrigin.objects.count() == 2
    quotes.release(Quote.objects.get())
    assert tasks.sweep()["origins"] == 2
    assert not QuoteOrigin.objects.exists()


def test_behind_a_trusted_proxy_the_network_is_the_one_that_the_proxy_saw(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    asked = RequestFactory().get("/", REMOTE_ADDR="10.0.0.1", headers={"x-forwarded-for": HOME})
    assert networks.address_of(asked) == HOME


def test_two_addresses_of_one_network_at_the_same_moment_do_not_hold_twice_the_bound(
    two_tonnes, settings
):
    settings.ZHONGHE = settings.ZHONGHE | {"GUEST_QUOTE_MOST_KG": 200}
    assert codes(race(asking(two_tonnes))) == ["hold_limit"]


def test_the_twin_that_does_not_wait_for_its_neighbour_holds_twice_the_bound(
    two_tonnes, settings, monkeypatch
):
    """What taking a network's requests one at a time prevents: each counts while the other holds."""
    settings.ZHONGHE = settings.ZHONGHE | {"GUEST_QUOTE_MOST_KG": 200}
    held = threading.Barrier(2)
    counting = shares.reserved_nearby_kg

    def slowly(buyer):
        found = counting(buyer)
        held.wait(timeout=30)
        return found

    monkeypatch.setattr(shares, "one_at_a_time", lambda buyer: None)
    monkeypatch.setattr(shares, "reserved_nearby_kg", slowly)
    assert codes(race(asking(two_tonnes))) == []


def asking(listings):
    """Two guests of one network, each for most of the bound, of different listings."""
    wanted = [
        (stall.plan((listing, 150)), Buyer(email=f"{n}@people.example", origin=("here",)))
        for n, listing in enumerate(listings)
    ]
    return [lambda plan=plan, buyer=buyer: quotes.make(plan, buyer) for plan, buyer in wanted]
