"""The listing desk in a browser without JavaScript."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Membership
from marketplace import clock
from marketplace.market.models import Listing
from tests.cast import sign_in
from tests.market import stall
from tests.registry import supply

pytestmark = pytest.mark.django_db


@pytest.fixture
def batch(seller_organization):
    return supply.batch(seller_organization.party, 10_000)


@pytest.fixture
def sells(client, seller):
    return sign_in(client, seller)


def address(organization, name, *rest):
    return reverse(f"market:{name}", args=[organization.party.public_id, *rest])


def offer(**changes):
    return {
        "quantity": "5",
        "unit": "t",
        "price": "36.20",
        "minimum_kg": "1",
        "increment_kg": "1",
        "expires_at": "",
    } | changes


def test_from_a_batch_to_a_listing_that_strangers_see(sells, seller_organization, batch, client):
    desk = sells.get(reverse("market:sales"))
    assert batch.code in desk.content.decode()
    made = sells.post(address(seller_organization, "sale_new", batch.code), offer())
    listing = Listing.objects.get()
    assert made.status_code == 302 and listing.status == "draft"
    page = sells.get(made.url).content.decode()
    assert "¥36.20" in page and "¥1.81" in page and "¥38.01" in page  # a tonne, its fee, both
    sells.post(address(seller_organization, "sale_act", listing.public_id, "activate"))
    assert stall.counters(listing) == (5_000, 0, 0)
    sells.post(address(seller_organization, "sale_price", listing.public_id), {"price": "40.00"})
    log = sells.get(made.url).content.decode()
    assert "¥36.20" in log and "¥40.00" in log
    sells.post(address(seller_organization, "sale_act", listing.public_id, "pause"))
    sells.post(address(seller_organization, "sale_act", listing.public_id, "resume"))
    sells.post(address(seller_organization, "sale_act", listing.public_id, "withdraw"))
    assert Listing.objects.get().status == "withdrawn"
    assert sells.get(made.url).status_code == 200


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"quantity": "11"}, "Only 10.000 t are available."),
        ({"quantity": "x"}, "This is not a number"),
        ({"quantity": "0.0005"}, "one kilogram is 0.001 t"),
        ({"price": "0"}, "id_price_error"),
        ({"price": "1.234"}, "id_price_error"),
        ({"minimum_kg": "6000"}, "This is more than the whole listing."),
        ({"increment_kg": "3"}, "The quantity is a multiple of the step"),
        ({"expires_at": "2020-01-01"}, "This day is over already."),
        ({"expires_at": "2999-01-01"}, "At most three years ahead."),
    ],
)
def test_a_wrong_offer_is_told_at_its_field_and_keeps_what_was_typed(
    sells, seller_organization, batch, changes, words
):
    answer = sells.post(
        address(seller_organization, "sale_new", batch.code).replace("/zh-hans/", "/en/"),
        offer(**changes),
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and words in page
    assert f'value="{changes.get("price", "36.20")}"' in page
    assert not Listing.objects.exists()


def test_expired_listings_stay_and_are_renewed(sells, seller_organization, seller_party, seller):
    listing = stall.listing(seller_party, kg=2_000, price_fen=3_620, actor=seller)
    Listing.objects.update(status="expired", listed_kg=0)
    supply.ledger.unlist(
        lines=[supply.Line(listing.batch_id, seller_party.pk, 2_000)], subject="listing:1"
    )
    filtered = sells.get(
        reverse("market:sales"),
        {"organization": str(seller_party.public_id), "state": "expired"},
    )
    assert listing.batch.code in filtered.content.decode()
    day = (clock.now() + timedelta(days=30)).date().isoformat()
    url = address(seller_organization, "sale_renew", listing.public_id)
    assert sells.post(url, {"expires_at": "2020-01-01"}).status_code == 422
    assert sells.post(url, {"expires_at": day}).status_code == 302
    assert stall.counters(listing) == (2_000, 0, 0)


def test_a_second_person_approves_on_the_listings_page(
    sells, seller_organization, batch, citizen, client_class
):
    seller_organization.approval_required = True
    seller_organization.save()
    Membership.objects.create(user=citizen, organization=seller_organization, role="approver")
    made = sells.post(address(seller_organization, "sale_new", batch.code), offer())
    listing = Listing.objects.get()
    sells.post(address(seller_organization, "sale_act", listing.public_id, "activate"))
    step = listing.steps.get()
    approves = sign_in(client_class(), citizen)
    assert str(listing.public_id) in approves.get(reverse("accounts:home")).content.decode()
    assert str(step.public_id) in approves.get(made.url).content.decode()
    sells.post(address(seller_organization, "sale_step", step.public_id, "take"))
    assert Listing.objects.get().status == "draft"
    approves.post(address(seller_organization, "sale_step", step.public_id, "take"))
    assert Listing.objects.get().status == "active"


def test_strangers_find_no_desk_and_onlookers_no_buttons(
    client, stranger, citizen, seller_organization, metro, client_class
):
    away = sign_in(client, stranger)
    for url in (
        address(seller_organization, "sale", metro.public_id),
        reverse("market:sales") + f"?organization={seller_organization.party.public_id}",
        reverse("market:sales") + "?organization=nonsense",
    ):
        assert away.get(url).status_code == 404
    act = address(seller_organization, "sale_act", metro.public_id, "pause")
    assert away.post(act).status_code == 404
    Membership.objects.create(user=citizen, organization=seller_organization, role="viewer")
    looks = sign_in(client_class(), citizen)
    page = looks.get(address(seller_organization, "sale", metro.public_id)).content.decode()
    assert 'action="' + act not in page
    assert looks.post(act).status_code == 403


def test_a_person_without_an_organization_is_shown_the_way(client, citizen):
    page = sign_in(client, citizen).get(reverse("market:sales")).content.decode()
    assert reverse("projects:mine") in page


def test_a_sellers_own_purchase_is_told_in_words(client, seller, seller_organization, metro):
    buys = sign_in(client, seller)
    plan = f"{metro.public_id}:1000:3620"
    answer = buys.post(
        "/en/listings/reserve/", {"plan": plan, "kind": "card", "quantity": "1", "unit": "t"}
    )
    assert answer.status_code == 422
    assert "A seller can" in answer.content.decode()


def test_the_desk_asks_as_often_for_one_listing_as_for_six(
    sells, seller_party, seller, django_assert_max_num_queries
):
    for _i in range(6):
        stall.listing(seller_party, kg=1_000, price_fen=3_620, actor=seller)
    with django_assert_max_num_queries(24):
        assert sells.get(reverse("market:sales")).status_code == 200


@pytest.fixture
def client_class():
    from django.test import Client

    return Client
