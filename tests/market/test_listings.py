"""A listing's life, and whose the kilograms are at each step."""

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import listings, quotes
from marketplace.market.models import Listing, PriceChange
from tests.market import stall
from tests.registry import supply

pytestmark = pytest.mark.django_db


def draft(seller_party, kg=5_000, **options):
    batch = supply.batch(seller_party, 10_000)
    return listings.draft(
        batch, seller_party, listings.Offer(quantity_kg=kg, price_fen=3_620, **options)
    )


def test_a_draft_moves_nothing(seller_party):
    listing = draft(seller_party)
    assert listing.status == Listing.Status.DRAFT
    assert supply.amounts(listing.batch, seller_party) == (10_000, 0, 0)


def test_activating_lists_the_kilograms_and_notes_the_price(seller_party, seller):
    listing = listings.activate(draft(seller_party), actor=seller)
    assert supply.amounts(listing.batch, seller_party) == (5_000, 5_000, 0)
    assert stall.counters(listing) == (5_000, 0, 0)
    assert (
        PriceChange.objects.get(listing=listing).price_per_tonne.amount
        == listing.price_per_tonne.amount
    )


def test_nobody_lists_more_than_he_has(seller_party, seller):
    with pytest.raises(MarketError, match="quantity_exceeds_available"):
        listings.activate(draft(seller_party, kg=10_001), actor=seller)
    assert not Listing.objects.filter(status=Listing.Status.ACTIVE).exists()


def test_a_listing_is_activated_once(metro, seller):
    with pytest.raises(MarketError, match="invalid_state"):
        listings.activate(metro, actor=seller)


def test_a_paused_listing_sells_nothing_until_it_is_resumed(metro, seller, expo):
    listings.pause(metro, actor=seller)
    with pytest.raises(MarketError, match="listing_expired"):
        stall.quote(expo, (metro, 10))
    listings.resume(metro, actor=seller)
    assert stall.quote(expo, (metro, 10)).total.amount > 0


def test_withdrawing_gives_back_what_is_not_held(metro, seller, seller_party, expo):
    stall.quote(expo, (metro, 400))
    listings.withdraw(metro, actor=seller)
    assert stall.counters(metro) == (0, 400, 0)
    assert supply.amounts(metro.batch, seller_party) == (12_600, 0, 400)


def test_what_a_quote_held_of_a_withdrawn_listing_goes_to_the_seller(
    metro, seller, seller_party, expo
):
    quote = stall.quote(expo, (metro, 400))
    listings.withdraw(metro, actor=seller)
    assert quotes.release(quote)
    assert stall.counters(metro) == (0, 0, 0)
    assert supply.amounts(metro.batch, seller_party) == (13_000, 0, 0)


def test_a_price_change_is_noted_and_old_ones_stay(metro, seller):
    listings.change_price(metro, price_fen=4_000, actor=seller)
    with pytest.raises(MarketError, match="invalid_request"):
        listings.change_price(metro, price_fen=4_000, actor=seller)
    prices = (
        PriceChange.objects.filter(listing=metro)
        .order_by("pk")
        .values_list("price_per_tonne", flat=True)
    )
    assert [str(price) for price in prices] == ["36.20", "40.00"]


def test_an_expired_listing_can_be_renewed_with_what_is_left(seller_party, seller, expo):
    listing = draft(seller_party, expires_at=clock.now() + timedelta(days=1))
    listings.activate(listing, actor=seller)
    Listing.objects.filter(pk=listing.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    with pytest.raises(MarketError, match="listing_expired"):
        stall.quote(expo, (listing, 10))
    assert listings.expire_due() == 1
    assert supply.amounts(listing.batch, seller_party) == (10_000, 0, 0)
    listings.renew(listing, expires_at=clock.now() + timedelta(days=30), actor=seller)
    assert stall.counters(listing) == (5_000, 0, 0)
    assert supply.amounts(listing.batch, seller_party) == (5_000, 5_000, 0)


def test_steps_finer_than_the_batchs_are_made_the_batchs(seller_party):
    batch = supply.batch(seller_party, 10_000, increment_kg=1_000)
    listing = listings.draft(
        batch, seller_party, listings.Offer(quantity_kg=5_000, price_fen=3_620)
    )
    assert (listing.minimum_kg, listing.increment_kg) == (1_000, 1_000)


@pytest.mark.parametrize(
    "offer", [{"quantity_kg": 0}, {"quantity_kg": -5}, {"price_fen": 0}, {"minimum_kg": 0}]
)
def test_an_offer_of_nothing_is_refused(seller_party, offer):
    batch = supply.batch(seller_party)
    with pytest.raises(MarketError, match="invalid_request"):
        listings.draft(
            batch, seller_party, listings.Offer(**{"quantity_kg": 5, "price_fen": 1} | offer)
        )
