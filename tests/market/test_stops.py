"""A frozen listing: what stops, what is still handed over, and that a freeze is before or after each purchase."""

import pytest
from django.db import DatabaseError, connection, transaction

from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import catalogue, listings, orders, quotes, stops
from marketplace.market.buyers import Buyer
from marketplace.market.models import Listing, Order
from marketplace.registry import auditing, freezes
from tests.market import stall
from tests.market.crowd import codes, race
from tests.registry import supply

Status = Listing.Status


@pytest.fixture
def people(cast_database):
    return supply.user("supervisor"), supply.user("second-supervisor")


def freeze(listing, people):
    return stops.freeze(listing=listing, reason="looked into", actor=people[0], public="公开说明")


def release(listing, people):
    return stops.unfreeze(
        listing=listing, reason="explained", requested_by=people[0], approved_by=people[1]
    )


def state(listing):
    return Listing.objects.get(pk=listing.pk).status


def refused(act):
    with pytest.raises(MarketError) as caught:
        act()
    return caught.value.code


def test_nothing_is_sold_from_a_frozen_listing_until_two_people_release_it(metro, expo, people):
    plan = stall.plan((metro, 1_000))
    freeze(metro, people)
    assert refused(lambda: quotes.make(plan, expo)) == "listing_frozen"
    assert quotes.price(kg=1_000, buyer=expo) == ()
    card = catalogue.listing(metro.public_id)
    assert (card.for_sale, card.stop) == (False, "listing")
    assert (
        refused(
            lambda: stops.unfreeze(
                listing=metro, reason="r", requested_by=people[0], approved_by=people[0]
            )
        )
        == "same_person"
    )
    release(metro, people)
    assert state(metro) == Status.ACTIVE
    quotes.make(plan, expo)


def test_its_seller_can_only_wait(metro, seller, people):
    freeze(metro, people)
    acts = [
        lambda: listings.withdraw(metro, actor=seller),
        lambda: listings.pause(metro, actor=seller),
        lambda: listings.change_price(metro, price_fen=1, actor=seller),
    ]
    assert [refused(act) for act in acts] == ["listing_frozen"] * 3
    assert refused(lambda: freeze(metro, people)) == "invalid_state"


def test_a_quote_becomes_no_order_and_an_order_takes_no_money_while_frozen(metro, expo, people):
    quote = stall.quote(expo, (metro, 500))
    order = stall.order(expo, (metro, 500))
    freeze(metro, people)
    party = expo.party
    assert (
        refused(lambda: orders.place(quote, payer=party, owner=party, actor=expo.user))
        == "listing_frozen"
    )
    assert not orders.mark_paid(order.pk, now=clock.now())
    assert refused(lambda: stops.check_order(order)) == "listing_frozen"
    assert stall.counters(metro) == (11_400, 1_000, 0)
    release(metro, people)
    assert orders.mark_paid(order.pk, now=clock.now())


def test_what_was_paid_before_the_freeze_is_handed_over(metro, expo, people):
    order = stall.order(expo, (metro, 500))
    orders.mark_paid(order.pk, now=clock.now())
    freeze(metro, people)
    orders.fulfil(order.pk)
    assert stall.status(order) == Order.Status.FULFILLED
    assert state(metro) == Status.FROZEN


def test_stock_that_quotes_give_back_stays_with_the_frozen_listing(metro, expo, people):
    quote = stall.quote(expo, (metro, 500))
    freeze(metro, people)
    quotes.release(quote)
    assert stall.counters(metro) == (12_400, 0, 0)
    release(metro, people)
    assert state(metro) == Status.ACTIVE


def test_a_frozen_sellers_listings_show_as_stopped_and_are_not_offered(
    metro, seller_party, expo, people
):
    plan = stall.plan((metro, 500))
    order = stall.order(expo, (metro, 500))
    freezes.freeze_account(account=seller_party, reason="r", actor=people[0])
    assert refused(lambda: quotes.make(plan, expo)) == "account_frozen"
    assert quotes.price(kg=1_000) == ()
    assert catalogue.cheapest(10) == ()
    card = catalogue.listing(metro.public_id)
    assert (card.for_sale, card.stop) == (False, "account")
    assert not orders.mark_paid(order.pk, now=clock.now())


def test_a_paused_listing_is_paused_again_and_an_empty_one_sold_out(
    metro, roofs, seller, expo, people
):
    listings.pause(metro, actor=seller)
    freeze(metro, people)
    release(metro, people)
    assert state(metro) == Status.PAUSED
    order = stall.order(expo, (roofs, 20_000))
    orders.mark_paid(order.pk, now=clock.now())
    freeze(roofs, people)
    orders.fulfil(order.pk)
    release(roofs, people)
    assert state(roofs) == Status.SOLD_OUT


def test_the_database_keeps_a_frozen_listing_still(metro, people):
    freeze(metro, people)
    for change in (
        "status = 'active'",
        "held_kg = held_kg + 1, listed_kg = listed_kg - 1",
        "price_per_tonne = 1",
    ):
        with (
            pytest.raises(DatabaseError, match=r"frozen|its status follows"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE market_listing SET {change} WHERE id = %s", [metro.pk])


def test_nobody_freezes_a_listing_by_its_status_alone(metro):
    with (
        pytest.raises(DatabaseError, match="its status follows its last act"),
        transaction.atomic(),
    ):
        Listing.objects.filter(pk=metro.pk).update(status=Status.FROZEN)


def test_the_twin_without_the_guard_sells_from_a_frozen_listing(
    fresh_db, metro, people, owner_connection
):
    freeze(metro, people)
    owner_connection.execute("ALTER TABLE market_listing DISABLE TRIGGER listing_freeze")
    Listing.objects.filter(pk=metro.pk).update(status=Status.ACTIVE)
    assert [each["check"] for each in auditing.run().findings] == ["frozen_listings_have_their_act"]


@pytest.fixture
def contended(fresh_db, seller_party, seller):
    return stall.listing(seller_party, kg=100_000, price_fen=3_620, actor=seller)


def test_freezing_against_reserving_is_before_or_after(contended, people):
    plan = stall.plan((contended, 50))
    for number in range(4):
        acts = [
            lambda name=f"r{number}-{n}": quotes.make(plan, Buyer(email=f"{name}@people.example"))
            for n in range(4)
        ]
        outcomes = race([*acts, lambda: freeze(contended, people)])
        assert set(codes(outcomes)) <= {"listing_frozen"}
        held = stall.counters(contended)[1]
        assert (
            refused(lambda: quotes.make(plan, Buyer(email="late@people.example")))
            == "listing_frozen"
        )
        assert stall.counters(contended)[1] == held
        release(contended, people)


def test_freezing_against_paying_is_before_or_after(contended, people):
    """Whoever paid first is served; whoever came after the freeze gets the money back."""
    for number in range(6):
        buyer = Buyer(email=f"p{number}@people.example")
        party = buyer.party
        order = orders.place(
            stall.quote(buyer, (contended, 50)),
            payer=party,
            owner=party,
            retire=stall.intent(party),
        )
        paid, act = race(
            [
                lambda order=order: orders.mark_paid(order.pk, now=clock.now()),
                lambda: freeze(contended, people),
            ]
        )
        codes([paid, act])
        assert stall.status(order) == (Order.Status.PAID if paid else Order.Status.AWAITING_PAYMENT)
        if paid:
            orders.fulfil(order.pk)
        else:
            assert not orders.mark_paid(order.pk, now=clock.now())
        release(contended, people)


def test_a_frozen_account_neither_reserves_nor_puts_on_sale_again(
    metro, expo, seller_party, people
):
    plan = stall.plan((metro, 500))
    freezes.freeze_account(account=expo.party, reason="r", actor=people[0])
    assert refused(lambda: quotes.make(plan, expo)) == "account_frozen"
    listings.pause(metro, actor=None)
    freezes.freeze_account(account=seller_party, reason="r", actor=people[0])
    assert refused(lambda: listings.resume(metro, actor=None)) == "account_frozen"
