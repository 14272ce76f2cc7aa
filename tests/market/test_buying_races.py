"""The races of confirming, paying and giving back, each with the twin that shows what its guard is good for."""

import threading

import pytest
from django.db import DatabaseError, transaction
from django.db.models import F

from marketplace import clock
from marketplace.market import listings, orders, retirements, stock
from marketplace.market.buyers import Buyer, of_user
from marketplace.market.models import Listing, Order
from marketplace.market.stock import Cause, StockLine
from marketplace.market.terms import in_fen
from marketplace.registry.models import Holding, Retirement
from tests.market import stall
from tests.market.crowd import codes, race
from tests.registry import supply

WAIT = 30


@pytest.fixture
def tonne(fresh_db, seller_party, seller):
    return stall.listing(seller_party, kg=1_000, price_fen=3_620, actor=seller)


def guest_order(listing, kg=50, name="one"):
    buyer = Buyer(email=f"{name}@people.example")
    party = buyer.party
    quote = stall.quote(buyer, (listing, kg))
    return orders.place(quote, payer=party, owner=party, retire=stall.intent(party))


def test_the_twin_that_does_not_ask_the_price_again_sells_at_the_old_one(tonne, seller):
    """What the price in the guarded UPDATE prevents (see test_races): seen, changed, held at what was seen."""
    seen, changed = threading.Barrier(2), threading.Barrier(2)

    def naive():
        with transaction.atomic():
            price = in_fen(Listing.objects.get(pk=tonne.pk).price_per_tonne)
            seen.wait(timeout=WAIT)
            changed.wait(timeout=WAIT)
            stock.hold([StockLine(tonne.pk, 10)], cause=Cause("quote:naive", None, clock.now()))
            return price

    def change():
        seen.wait(timeout=WAIT)
        listings.change_price(tonne, price_fen=9_900, actor=seller)
        changed.wait(timeout=WAIT)

    sold_at, _none = race([naive, change])
    assert sold_at == 3_620
    assert in_fen(Listing.objects.get(pk=tonne.pk).price_per_tonne) == 9_900
    assert stall.counters(tonne) == (990, 10, 0)


def test_the_twin_that_expires_what_it_read_is_stopped_by_the_trigger_alone(tonne):
    """What the conditional UPDATE prevents (see test_races): read unpaid, paid meanwhile, ended all the same."""
    order = guest_order(tonne)
    read, paid = threading.Barrier(2), threading.Barrier(2)

    def naive_expiry():
        with transaction.atomic():
            assert Order.objects.get(pk=order.pk).status == Order.Status.AWAITING_PAYMENT
            read.wait(timeout=WAIT)
            paid.wait(timeout=WAIT)
            Order.objects.filter(pk=order.pk).update(
                status=Order.Status.EXPIRED, ended_at=clock.now()
            )

    def pay():
        read.wait(timeout=WAIT)
        done = orders.mark_paid(order.pk, now=clock.now())
        paid.wait(timeout=WAIT)
        return done

    refused, done = race([naive_expiry, pay])
    assert isinstance(refused, DatabaseError)
    assert done is True
    assert stall.status(order) == Order.Status.PAID


def test_cancelling_against_paying_and_retiring_leaves_one_of_the_two(tonne):
    """The worker retires what is paid at the very moment at which the buyer cancels."""
    for number in range(4):
        order = guest_order(tonne, name=f"r{number}")

        def pay_and_retire(order=order):
            if orders.mark_paid(order.pk, now=clock.now()):
                orders.fulfil(order.pk)

        race([pay_and_retire, lambda order=order: orders.cancel(order, actor=None)])
        retired = Retirement.objects.filter(order=order).exists()
        assert (stall.status(order) == Order.Status.FULFILLED) == retired
        assert stall.status(order) in (Order.Status.FULFILLED, Order.Status.CANCELED)
    listed, held, sold = stall.counters(tonne)
    assert (held, listed + sold) == (0, 1_000)
    assert sold == 50 * Retirement.objects.count()


@pytest.fixture
def bought(tonne, organizer, nanshan_expo):
    return stall.pay(stall.order(of_user(organizer, nanshan_expo), (tonne, 100)))


def test_a_refund_against_retiring_out_of_holdings_has_one_winner(
    bought, tonne, organizer, nanshan_expo
):
    wish = stall.intent(nanshan_expo.party).with_claim(ref="retirement:race")
    refunded, retired = race(
        [
            lambda: orders.refunded(bought.pk, now=clock.now()),
            lambda: retirements.retire(
                nanshan_expo.party,
                {tonne.batch_id: 60},
                wish,
                actor=organizer,
                organization=nanshan_expo,
            ),
        ]
    )
    if refunded is True:
        assert codes([retired]) == ["quantity_exceeds_available"]
        assert supply.amounts(tonne.batch, nanshan_expo.party) == (0, 0, 0)
    else:
        assert refunded is False
        assert isinstance(retired, Retirement)
        assert supply.amounts(tonne.batch, nanshan_expo.party) == (40, 0, 0)


def test_the_twin_that_looks_before_it_takes_is_stopped_by_the_constraint_alone(
    bought, tonne, nanshan_expo
):
    """What locking and the guarded UPDATE prevent: both see 100 kg, one gives them back, one uses 60 of them up."""
    both_saw = threading.Barrier(2)

    def naive(kg):
        with transaction.atomic():
            row = Holding.objects.get(batch=tonne.batch_id, account=nanshan_expo.pk)
            assert row.available_kg >= kg
            both_saw.wait(timeout=WAIT)
            Holding.objects.filter(pk=row.pk).update(available_kg=F("available_kg") - kg)

    outcomes = race([lambda: naive(100), lambda: naive(60)])
    assert sum(isinstance(outcome, DatabaseError) for outcome in outcomes) == 1
