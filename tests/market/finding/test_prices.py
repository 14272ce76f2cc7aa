"""The course of prices: what was noted by the month's end; sales only where they tell of nobody."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.parties import party_for_guest
from marketplace import clock
from marketplace.market import listings, orders
from marketplace.market.buyers import Buyer
from marketplace.market.finding import prices
from marketplace.market.models import Listing
from tests.market import stall


@given(st.lists(st.integers(1, 10**6), min_size=1))
def test_the_middle_lies_between_and_does_not_mind_the_order(values):
    assert min(values) <= prices.median(values) <= max(values)
    assert prices.median(values) == prices.median(values[::-1])


@pytest.mark.django_db
def test_a_month_has_the_price_in_force_at_its_end(metro, seller):
    for at, fen in [
        (datetime(2027, 2, 3, tzinfo=UTC), 4_000),
        (datetime(2027, 2, 9, tzinfo=UTC), 4_200),
    ]:
        listings.change_price(metro, price_fen=fen, actor=seller, now=at)
    (month,) = prices.course(Listing.objects.filter(pk=metro.pk))
    assert str(month.middle.amount) == "36.20"  # what comes later is not in this month


def buy(listing, who: str):
    party = party_for_guest(who)
    order = orders.place(
        stall.quote(Buyer(email=who), (listing, 10)),
        payer=party,
        owner=party,
        retire=stall.intent(party),
    )
    stall.pay(order)


@pytest.mark.django_db
def test_sales_are_told_only_when_enough_different_buyers_bought(metro):
    listings_ = Listing.objects.filter(pk=metro.pk)
    for who in ("a@b.example", "a@b.example", "c@d.example"):
        buy(metro, who)
    assert prices.course(listings_)[-1].sold_kg is None
    buy(metro, "e@f.example")
    assert prices.course(listings_)[-1].sold_kg == 40
    assert prices.course(listings_)[-1].first == clock.now().astimezone(
        clock.SHENZHEN
    ).date().replace(day=1)
