"""Paid orders to their end: fulfilment, money that comes late, money that goes back."""

import pytest
from django.db import DatabaseError, transaction

from marketplace import clock
from marketplace.market import orders
from marketplace.market.models import Allocation, Order
from marketplace.models import OutboxMessage
from marketplace.registry.models import Retirement
from tests.market import stall
from tests.market.stall import later, pay, status
from tests.registry import supply

pytestmark = pytest.mark.django_db
Status = Order.Status


# --- paid and fulfilled -------------------------------------------------------------------------


def test_paying_asks_for_fulfilment_once(metro, expo):
    order = stall.order(expo, (metro, 10))
    assert orders.mark_paid(order.pk, now=clock.now())
    assert not orders.mark_paid(order.pk, now=clock.now())
    assert OutboxMessage.objects.filter(kind="fulfil_order").count() == 1


def test_what_is_held_for_later_becomes_the_owners(metro, expo, seller_party):
    order = pay(stall.order(expo, (metro, 400)))
    assert order.status == Status.FULFILLED
    assert order.retirement is None
    assert supply.amounts(metro.batch, expo.party) == (400, 0, 0)
    assert supply.amounts(metro.batch, seller_party) == (600, 12_000, 0)
    assert stall.counters(metro) == (12_000, 0, 400)


def test_what_is_to_be_retired_at_once_is_retired_in_the_same_step(metro, roofs, expo):
    order = pay(stall.order(expo, (metro, 400), (roofs, 600), retire=True))
    assert order.retirement.kg == 1_000
    assert order.retirement.claim_ref == f"order:{order.public_id}"
    assert order.retirement.beneficiary == expo.party
    assert supply.amounts(metro.batch, expo.party) == (0, 0, 0)


def test_fulfilling_twice_does_it_once(metro, expo):
    order = pay(stall.order(expo, (metro, 400), retire=True))
    orders.fulfil(order.pk)
    assert Retirement.objects.count() == 1
    assert stall.counters(metro) == (12_000, 0, 400)


def test_an_unpaid_order_is_not_fulfilled(metro, expo):
    order = stall.order(expo, (metro, 400), retire=True)
    orders.fulfil(order.pk)
    assert status(order) == Status.AWAITING_PAYMENT
    assert not Retirement.objects.exists()


def test_a_listing_with_nothing_left_is_sold_out(metro, expo):
    pay(stall.order(expo, (metro, 12_400)))
    metro.refresh_from_db()
    assert metro.status == "sold_out"


def test_two_listings_of_one_batch_are_one_line_in_the_ledger(seller_party, seller, expo):
    from marketplace.market import listings

    batch = supply.batch(seller_party, 2_000)
    pair = [
        listings.activate(
            listings.draft(batch, seller_party, listings.Offer(quantity_kg=1_000, price_fen=price)),
            actor=seller,
        )
        for price in (3_000, 3_500)
    ]
    order = pay(stall.order(expo, (pair[0], 1_000), (pair[1], 200), retire=True))
    assert order.retirement.kg == 1_200


def test_money_after_the_hold_is_taken_when_the_stock_is_still_there(metro, expo):
    order = stall.order(expo, (metro, 400))
    orders.expire(order.pk, later(minutes=36))
    assert orders.mark_paid(order.pk, now=later(minutes=40))
    orders.fulfil(order.pk)
    assert supply.amounts(metro.batch, expo.party) == (400, 0, 0)
    assert set(Allocation.objects.filter(line__order=order).values_list("status", flat=True)) == {
        "sold"
    }


def test_money_after_the_hold_has_no_order_when_the_stock_is_gone(metro, expo, office):
    order = stall.order(expo, (metro, 12_400))
    orders.expire(order.pk, later(minutes=36))
    stall.order(office, (metro, 1))
    assert not orders.mark_paid(order.pk, now=later(minutes=40))
    assert status(order) == Status.EXPIRED
    assert stall.counters(metro) == (12_399, 1, 0)


# --- refunds ------------------------------------------------------------------------------------


def test_refunding_before_fulfilment_releases_the_stock(metro, expo):
    order = stall.order(expo, (metro, 400))
    orders.mark_paid(order.pk, now=clock.now())
    assert orders.refunded(order.pk, now=clock.now())
    assert status(order) == Status.REFUNDED
    assert stall.counters(metro) == (12_400, 0, 0)
    orders.fulfil(order.pk)
    assert status(order) == Status.REFUNDED


def test_refunding_what_is_still_held_gives_it_back_to_the_seller(metro, expo, seller_party):
    order = pay(stall.order(expo, (metro, 400)))
    assert orders.refunded(order.pk, now=clock.now())
    assert supply.amounts(metro.batch, expo.party) == (0, 0, 0)
    assert supply.amounts(metro.batch, seller_party) == (1_000, 12_000, 0)
    assert Allocation.objects.get(line__order=order).returned_kg == 400


def test_what_was_retired_stays_retired_whatever_the_money_does(metro, expo):
    order = pay(stall.order(expo, (metro, 400), retire=True))
    assert not orders.refunded(order.pk, now=clock.now())
    assert status(order) == Status.FULFILLED
    assert Retirement.objects.count() == 1


def test_what_was_retired_later_can_not_be_returned_either(metro, expo):
    order = pay(stall.order(expo, (metro, 400)))
    supply.retire(metro.batch, expo.party, 1)
    assert not orders.refunded(order.pk, now=clock.now())
    assert supply.amounts(metro.batch, expo.party) == (399, 0, 0)


# --- the wall -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE market_order SET total = 1, subtotal = 0.5, fee = 0.5",
        "UPDATE market_order SET owner_id = payer_id, number = 'X'",
        "UPDATE market_order SET status = 'awaiting_payment'",
        "UPDATE market_order SET retirement_id = NULL",
        "UPDATE market_orderline SET kg = 1",
        "UPDATE market_quoteline SET amount = 1",
        "UPDATE market_quote SET consumed_at = NULL",
        "UPDATE market_allocation SET kg = 1",
        "UPDATE market_allocation SET status = 'held'",
        "UPDATE market_pricechange SET price_per_tonne = 1",
        "UPDATE market_listing SET batch_id = batch_id + 1",
        "DELETE FROM market_orderline",
        "DELETE FROM market_order",
        "DELETE FROM market_listing",
        "TRUNCATE market_pricechange",
    ],
)
def test_the_database_refuses_to_change_what_was_agreed(metro, expo, statement):
    from django.db import connection

    pay(stall.order(expo, (metro, 400), retire=True))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
