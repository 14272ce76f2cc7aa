"""The market's invariants in SQL: silent after every kind of story, loud when a row is bent."""

from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from marketplace import clock
from marketplace.market import listings, orders, quotes
from marketplace.market.buyers import Buyer
from marketplace.market.models import Order
from marketplace.registry import auditing
from tests.market import stall
from tests.market.crowd import race

SQL = Path(listings.__file__).parent / "sql" / "audit.sql"


def findings():
    found = []
    for invariant in auditing.invariants(SQL.read_text(encoding="utf-8")):
        with connection.cursor() as cursor:
            cursor.execute(invariant.query)
            found += [(invariant.name, row) for row in cursor.fetchall()]
    return found


def pay(order):
    orders.mark_paid(order.pk, now=clock.now())
    orders.fulfil(order.pk)


def stories(metro, roofs, expo, guest, seller, organizer):
    """One of everything that can happen to a quote and an order."""
    stall.quote(expo, (metro, 100))
    quotes.release(stall.quote(expo, (metro, 100)))
    stall.order(expo, (metro, 30), (roofs, 40))
    pay(stall.order(expo, (metro, 300), (roofs, 400), retire=True))
    pay(stall.order(expo, (metro, 500)))
    orders.cancel(stall.order(expo, (metro, 50)), actor=organizer)
    orders.expire(stall.order(expo, (metro, 60)).pk, clock.now() + timedelta(hours=1))
    late = stall.order(expo, (metro, 70))
    orders.expire(late.pk, clock.now() + timedelta(hours=1))
    pay(late)
    returned = stall.order(expo, (roofs, 80))
    pay(returned)
    orders.refunded(returned.pk, now=clock.now())
    early = stall.order(expo, (roofs, 90))
    orders.mark_paid(early.pk, now=clock.now())
    orders.refunded(early.pk, now=clock.now())
    orders.mark_paid(stall.order(expo, (roofs, 95)).pk, now=clock.now())
    listings.change_price(metro, price_fen=4_321, actor=seller)
    stall.quote(guest, (metro, 7))
    listings.withdraw(roofs, actor=seller)


@pytest.mark.django_db
def test_after_every_story_the_audit_is_silent(metro, roofs, expo, guest, seller, organizer):
    stories(metro, roofs, expo, guest, seller, organizer)
    assert findings() == []
    assert set(Order.objects.values_list("status", flat=True)) == {
        "awaiting_payment",
        "canceled",
        "expired",
        "fulfilled",
        "paid",
        "refunded",
    }


def test_after_a_crowd_the_audit_is_silent(fresh_db, metro, roofs, seller, seller_party):
    def buy(number):
        buyer = Buyer(email=f"crowd{number}@people.example")
        order = stall.order(buyer, (metro, 100 + number), (roofs, 50), retire=True)
        if number % 3:
            orders.mark_paid(order.pk, now=clock.now())
        if number % 3 == 1:
            orders.fulfil(order.pk)

    race([lambda number=number: buy(number) for number in range(20)])
    assert findings() == []


@pytest.mark.parametrize(
    ("bend", "told"),
    [
        (
            "UPDATE market_listing SET listed_kg = listed_kg - 1 WHERE listed_kg > 0",
            "listings_are_the_holdings",
        ),
        ("UPDATE market_listing SET sold_kg = sold_kg - 1 WHERE sold_kg > 0", "sold_is_ordered"),
        (
            "UPDATE market_quote SET released_at = now() WHERE consumed_at IS NULL",
            "reserved_is_asked_for",
        ),
        ("UPDATE market_orderline SET amount = amount + 1", "orders_add_up"),
        ("UPDATE market_orderline SET kg = kg + 1", "orders_add_up"),
        ("UPDATE market_allocation SET status = 'released'", "states_agree"),
        ("UPDATE market_order SET retirement_id = NULL", "retire_at_once_retired"),
        ("UPDATE market_order SET paid_at = paid_at + interval '1 day'", "retired_what_was_paid"),
        (
            "UPDATE market_order SET paid_at = now() - interval '1 day' WHERE status = 'paid'",
            "no_limbo",
        ),
    ],
)
def test_a_bent_row_is_told(
    fresh_db, superuser_connection, metro, roofs, expo, guest, seller, organizer, bend, told
):
    stories(metro, roofs, expo, guest, seller, organizer)
    superuser_connection.execute("SET session_replication_role = replica")
    assert isinstance(superuser_connection, psycopg.Connection)
    superuser_connection.execute(bend)
    assert told in {name for name, _row in findings()}
