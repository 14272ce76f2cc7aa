"""What is frozen says so to those it concerns: since when, why, what can still be done; and nothing offers to pay."""

import html
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import translation

from accounts.parties import party_for_user
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import catalogue, listings, quotes, stops
from marketplace.market.models import Listing
from marketplace.registry import freezes
from tests.cast import sign_in
from tests.market import stall
from tests.registry import supply

pytestmark = pytest.mark.django_db
PUBLIC = "核查中的公开说明"


@pytest.fixture
def supervisors(cast_database):
    return supply.user("supervisor"), supply.user("second-supervisor")


@pytest.fixture
def seller_frozen(seller_party, supervisors):
    freezes.freeze_account(
        account=seller_party, reason="internal", public=PUBLIC, actor=supervisors[0]
    )


def read(client, path):
    return html.unescape(client.get(path, follow=True).content.decode())


def test_a_seller_is_shown_the_desk_and_not_the_buy_form(metro, seller, organizer):
    path = f"/en/listings/{metro.public_id}/?kg=500"
    own = read(sign_in(Client(), seller), path)
    assert "This is your listing" in own and 'name="amount"' not in own and 'id="plans"' not in own
    with translation.override("en"):
        assert f"/account/sales/{metro.seller.public_id}/{metro.public_id}/" in own
    other = read(sign_in(Client(), organizer), path)
    assert "This is your listing" not in other and 'id="plans"' in other


def test_a_frozen_accounts_own_pages_say_since_when_why_and_what_is_left(
    metro, seller, seller_organization, seller_frozen
):
    sells = sign_in(Client(), seller)
    party = seller_organization.party.public_id
    for path in (
        f"/en/account/holdings/?organization={party}",
        f"/en/account/sales/?organization={party}",
        f"/en/account/sales/{party}/{metro.public_id}/",
        f"/en/organizations/{party}/",
    ):
        page = read(sells, path)
        assert "This account is frozen since" in page, path
        assert PUBLIC in page and "internal" not in page
        assert "/registry/freezes/" in page and "Still possible" in page
    assert ">Retire</a>" not in read(sells, f"/en/account/holdings/?organization={party}")
    desk = read(sells, f"/en/account/sales/?organization={party}")
    assert '<span class="tag final">frozen</span>' in desk


def test_the_start_page_names_each_frozen_account_with_reason_and_way(
    seller, organizer, citizen, seller_organization, seller_frozen, supervisors
):
    page = read(sign_in(Client(), seller), "/en/account/")
    assert "The account of" in page and "is frozen" in page
    assert PUBLIC in page and "internal" not in page
    assert f'/organizations/{seller_organization.party.public_id}/">What can still be done' in page
    freezes.freeze_account(
        account=party_for_user(organizer), reason="internal", actor=supervisors[0]
    )
    own = read(sign_in(Client(), organizer), "/en/account/")
    assert "Your account is frozen" in own and "no public reason was given" in own
    assert '/account/holdings/">What can still be done' in own and "internal" not in own
    freezes.unfreeze_account(
        account=seller_organization.party,
        reason="internal",
        requested_by=supervisors[0],
        approved_by=supervisors[1],
    )
    for person in (seller, citizen):
        assert "is frozen" not in read(sign_in(Client(), person), "/en/account/")


def test_an_account_that_is_not_frozen_says_nothing_of_it(metro, seller, seller_organization):
    party = seller_organization.party.public_id
    page = read(sign_in(Client(), seller), f"/en/account/sales/?organization={party}")
    assert "frozen" not in page.split("<main", 1)[1].split("</main", 1)[0]


@pytest.mark.parametrize("what", ["listing", "batch", "seller", "buyer"])
def test_an_order_of_what_is_frozen_offers_no_payment(
    metro, expo, organizer, seller_party, supervisors, what
):
    order = stall.order(expo, (metro, 500))
    buys, address = sign_in(Client(), organizer), f"/en/orders/{order.public_id}/"
    assert ">Pay<" in read(buys, address)
    said = {"reason": "r", "actor": supervisors[0]}
    if what == "listing":
        stops.freeze(listing=metro, **said)
    elif what == "batch":
        freezes.freeze(batch=metro.batch, **said)
    else:
        freezes.freeze_account(account=seller_party if what == "seller" else expo.party, **said)
    page = read(buys, address)
    assert "This can't be paid now" in page and ">Pay<" not in page
    paying = buys.get(f"/en/payments/{order.public_id}/")
    assert paying.status_code == 302 and paying.url == address


def test_a_frozen_sellers_listing_is_neither_offered_nor_planned_nor_called_eligible_to_buy(
    metro, seller_frozen
):
    card = catalogue.listing(metro.public_id)
    assert not card.for_sale and quotes.offers() == [] and catalogue.cheapest(9) == ()
    page = read(Client(), f"/en/listings/{metro.public_id}/")
    assert "It can't be bought now, whatever a guideline says of it." in page


@pytest.mark.parametrize("what", ["listing", "batch", "seller"])
def test_a_seller_reads_the_public_reason_and_is_offered_nothing_that_is_refused(
    metro, seller, seller_party, supervisors, what
):
    listings.pause(metro, actor=seller)
    said = {"reason": "internal", "public": PUBLIC, "actor": supervisors[0]}
    if what == "listing":
        stops.freeze(listing=metro, **said)
    elif what == "batch":
        freezes.freeze(batch=metro.batch, **said)
    else:
        freezes.freeze_account(account=seller_party, **said)
    sells = sign_in(Client(), seller)
    address = f"/en/account/sales/{seller_party.public_id}/{metro.public_id}/"
    page = read(sells, address)
    assert PUBLIC in page and "internal" not in page
    assert "While it is frozen" in page and "It has ended" not in page
    assert "Sell again" not in page and "Change the price" not in page
    assert "12.400 t listed, not for sale now" in page and "12.400 t for sale" not in page
    again = html.unescape(sells.post(f"{address}resume/", follow=True).content.decode())
    assert "It is for sale again" not in again and "is frozen while" in again
    priced = html.unescape(sells.post(f"{address}price/", {"price": "40.00"}).content.decode())
    assert "is frozen while" in priced
    metro.refresh_from_db()
    assert metro.status != "active" and metro.price_per_tonne.amount == Decimal("36.20")


def test_what_has_expired_is_not_renewed_while_its_batch_is_frozen(metro, seller, supervisors):
    Listing.objects.filter(pk=metro.pk).update(expires_at=clock.now() - timedelta(days=1))
    listings.expire_due()
    freezes.freeze(batch=metro.batch, reason="r", actor=supervisors[0])
    with pytest.raises(MarketError, match="batch_frozen"):
        listings.renew(metro, expires_at=clock.now() + timedelta(days=9), actor=seller)
    page = read(
        sign_in(Client(), seller), f"/en/account/sales/{metro.seller.public_id}/{metro.public_id}/"
    )
    assert ">Renew<" not in page and "While it is frozen" in page


@pytest.mark.parametrize("what", ["paused", "batch"])
def test_what_is_not_for_sale_is_not_called_for_sale(metro, seller, supervisors, what):
    assert "12.400 t for sale" in read(Client(), f"/en/listings/{metro.public_id}/")
    if what == "paused":
        listings.pause(metro, actor=seller)
    else:
        freezes.freeze(batch=metro.batch, reason="r", public=PUBLIC, actor=supervisors[0])
    page = read(Client(), f"/en/listings/{metro.public_id}/")
    assert "12.400 t for sale" not in page and "12.400 t listed, not for sale now" in page
    compared = read(Client(), f"/en/listings/compare/?id={metro.public_id}")
    assert "12.400 t" not in compared and "not for sale now" in compared
    project = read(Client(), f"/en/projects/{metro.batch.project.code}/")
    assert "12.400 t listed, not for sale now" in project
    frozen_words = f"Batch {metro.batch.code} of this project is frozen"
    assert (frozen_words in project) == (PUBLIC in project) == (what == "batch")


@pytest.mark.parametrize("what", ["account", "batch"])
def test_kilograms_that_are_frozen_are_said_to_be_so_and_offered_to_nothing(
    seller_party, organizer, nanshan_expo, supervisors, what
):
    batch = supply.batch(seller_party, 1_000)
    supply.give(batch, nanshan_expo.party, 700)
    said = {"reason": "internal", "public": PUBLIC, "actor": supervisors[0]}
    if what == "account":
        freezes.freeze_account(account=nanshan_expo.party, **said)
    else:
        freezes.freeze(batch=batch, **said)
    member, asked = sign_in(Client(), organizer), f"?organization={nanshan_expo.party.public_id}"
    shown = read(member, f"/en/account/holdings/{asked}")
    assert PUBLIC in shown and ">Retire</a>" not in shown and ">Transfer</a>" not in shown
    for page in ("holdings/retire", "holdings/transfer"):
        shown = read(member, f"/en/account/{page}/{asked}")
        assert "owns nothing" not in shown and "internal" not in shown
        assert "The account owns 700 kg, all of it frozen." in shown and PUBLIC in shown


def test_beside_a_frozen_batch_the_rest_can_be_retired(
    seller_party, organizer, nanshan_expo, supervisors
):
    stopped, other = supply.batch(seller_party, 1_000), supply.batch(seller_party, 1_000)
    for batch in (stopped, other):
        supply.give(batch, nanshan_expo.party, 700)
    freezes.freeze(batch=stopped, reason="internal", public=PUBLIC, actor=supervisors[0])
    asked = f"?organization={nanshan_expo.party.public_id}"
    shown = read(sign_in(Client(), organizer), f"/en/account/holdings/retire/{asked}")
    assert f"kg_{other.pk}" in shown and f"kg_{stopped.pk}" not in shown
    assert f"Batch {stopped.code} is frozen" in shown
