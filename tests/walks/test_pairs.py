"""Two at once in two connections; and the twins that go red when a guard is off."""

from __future__ import annotations

import threading
import time

import pytest
from django.db.models import F

from marketplace.market import quotes, settlement, stock
from marketplace.market.models import Listing, Order
from marketplace.registry.models import Holding
from tests.walks.model import Act
from tests.walks.pairs import Pairs
from tests.walks.real import violations

STEPS = 30


def test_two_acts_at_once_end_as_one_order_of_them(fresh_db):
    walk = Pairs(seed=7)
    for _step in range(STEPS):
        assert walk.step() == ""


@pytest.fixture
def on_offer(fresh_db):
    """A walk in which a kilogram step of everything is for sale: one quote takes it all."""
    walk = Pairs(seed=1)
    assert walk.both(Act("offer", ("listing", 0, 0, 1_000)), Act("seal", ())) == ""
    return walk


def afterwards(walk, act):
    """Let this act wait until something was read; return the event that says so."""
    read, real = threading.Event(), getattr(walk.real, act)

    def wait(*args):
        assert read.wait(10)
        return real(*args)

    setattr(walk.real, act, wait)
    return read


def two_quotes(walk, number=0):
    keys = f"first{number}", f"second{number}"
    return walk.both(
        *(Act("quote", (key, "listing", who, 1_000)) for who, key in enumerate(keys, 1))
    )


def test_of_two_who_want_all_one_gets_it(on_offer):
    assert two_quotes(on_offer) == ""
    assert sorted(row["status"] for row in on_offer.model.quotes.values()) == ["open"]


def test_the_twin_that_reads_before_it_writes_and_has_no_check_is_found(
    on_offer, owner_connection, monkeypatch
):
    owner_connection.execute("ALTER TABLE market_listing DROP CONSTRAINT listing_never_oversold")
    owner_connection.execute("ALTER TABLE registry_holding DROP CONSTRAINT holding_listed")

    read = threading.Barrier(2)

    def naive(line, now):
        seen = Listing.objects.get(pk=line.listing_id)
        assert seen.listed_kg >= line.kg
        read.wait(10)
        Listing.objects.filter(pk=seen.pk).update(
            listed_kg=seen.listed_kg - line.kg, held_kg=seen.held_kg + line.kg
        )
        return seen, line.kg

    def unlocked(*, lines, **_told):
        for line in lines:
            mine = Holding.objects.filter(batch=line.batch_id, account=line.account_id)
            mine.update(listed_kg=F("listed_kg") - line.kg, held_kg=F("held_kg") + line.kg)

    monkeypatch.setattr(stock, "_take", naive)
    monkeypatch.setattr(stock.ledger, "hold", unlocked)
    assert two_quotes(on_offer) != ""
    assert "never_negative" in violations()


def test_the_twin_without_the_conditional_update_consumes_a_quote_and_releases_it(
    on_offer, owner_connection, monkeypatch
):
    owner_connection.execute("ALTER TABLE market_quote DROP CONSTRAINT quote_ends_once")
    assert two_quotes(on_offer) == ""
    (quote,) = on_offer.model.quotes

    read = afterwards(on_offer, "_order")

    def naive(quote, *, now=None):
        row = type(quote).objects.get(pk=quote.pk)
        assert row.consumed_at is None and row.released_at is None
        read.set()
        time.sleep(0.3)
        type(quote).objects.filter(pk=quote.pk).update(released_at=row.created_at)
        stock.release(quotes.lines_of(quote), cause=stock.Cause("quote:x", None, row.created_at))
        return True

    monkeypatch.setattr(quotes, "release", naive)
    assert on_offer.both(Act("order", ("order", quote, False)), Act("release", (quote,))) != ""
    assert "reserved_is_asked_for" in violations()


def test_the_twin_that_does_not_ask_for_the_state_pays_what_was_cancelled(
    on_offer, owner_connection, monkeypatch
):
    owner_connection.execute("ALTER TABLE market_order DISABLE TRIGGER order_guard")
    assert two_quotes(on_offer) == ""
    (quote,) = on_offer.model.quotes
    assert on_offer.both(Act("order", ("order", quote, False)), Act("seal", ())) == ""

    read = afterwards(on_offer, "_cancel_order")

    def naive(order_id, *, now):
        order = Order.objects.get(pk=order_id)
        assert order.status == Order.Status.AWAITING_PAYMENT
        read.set()
        time.sleep(0.3)
        Order.objects.filter(pk=order_id).update(status=Order.Status.PAID, paid_at=now)
        return True

    from marketplace.payments import settlement as paying

    monkeypatch.setattr(paying, "Order", _Unlocked)
    monkeypatch.setattr(settlement, "mark_paid", naive)
    monkeypatch.setattr(paying.orders, "mark_paid", naive)
    assert on_offer.both(Act("pay", ("order",)), Act("cancel_order", ("order",))) != ""
    assert "states_agree" in violations()


class _Unlocked:
    """Orders that nobody locks."""

    class objects:
        @staticmethod
        def select_for_update(**_options):
            return Order.objects


def test_the_twin_without_its_check_lets_a_holding_go_below_nothing(on_offer, owner_connection):
    owner_connection.execute("ALTER TABLE registry_holding DROP CONSTRAINT holding_available")
    Holding.objects.filter(available_kg__gt=0).update(available_kg=-1)
    assert {"never_negative", "conservation", "holdings_are_the_replay", "guards_in_place"} <= set(
        violations()
    )
