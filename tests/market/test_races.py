"""Buyers at the same moment: the last kilogram, one order two hands, expiry against payment; and the twins."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum

from accounts.models import Membership, Role
from marketplace import clock
from marketplace.market import listings, orders, quotes
from marketplace.market.buyers import Buyer
from marketplace.market.models import Listing, Order, Quote, QuoteLine
from marketplace.registry.models import Holding, Retirement
from tests.market import stall
from tests.market.crowd import codes, race
from tests.registry import supply

RACERS = 40


@pytest.fixture
def last_tonne(fresh_db, seller_party, seller, settings):
    """1,000 kg, of which guests may hold a fifth each, and together all (elsewhere it is half: `test_shares`)."""
    settings.ZHONGHE = settings.ZHONGHE | {"GUESTS_UNSOLD_SHARE": Decimal(1)}
    return stall.listing(seller_party, kg=1_000, price_fen=3_620, actor=seller)


def guests(number):
    return [Buyer(email=f"racer{n}@people.example") for n in range(number)]


def held_kg(listing):
    return QuoteLine.objects.filter(listing=listing).aggregate(kg=Sum("kg"))["kg"] or 0


def test_forty_buyers_get_exactly_what_there_is(last_tonne, seller_party):
    plan = stall.plan((last_tonne, 50))
    outcomes = race([lambda buyer=buyer: quotes.make(plan, buyer) for buyer in guests(RACERS)])
    won = [outcome for outcome in outcomes if isinstance(outcome, Quote)]
    assert len(won) == 20
    assert set(codes(outcomes)) == {"quantity_exceeds_available"}
    assert held_kg(last_tonne) == 1_000
    assert stall.counters(last_tonne) == (0, 1_000, 0)
    assert supply.amounts(last_tonne.batch, seller_party) == (0, 0, 1_000)


def test_the_twin_that_reads_first_and_writes_later_oversells(last_tonne):
    """What the guarded UPDATE prevents: read, decide, write what was read. The counter keeps no trace of it."""

    def naive(buyer):
        with transaction.atomic():
            seen = Listing.objects.get(pk=last_tonne.pk)
            if seen.listed_kg < 50:
                return None
            left, held = seen.listed_kg - 50, seen.held_kg + 50
            quote = Quote.objects.create(
                email=buyer.email,
                subtotal=seen.price_per_tonne * 0,
                fee=seen.price_per_tonne * 0,
                total=seen.price_per_tonne * 0,
                created_at=clock.now(),
                expires_at=clock.now(),
            )
            zero = seen.price_per_tonne * 0
            QuoteLine.objects.create(
                quote=quote, listing=seen, kg=50, price_per_tonne=zero, amount=zero
            )
            Listing.objects.filter(pk=seen.pk).update(listed_kg=left, held_kg=held)
            return quote

    codes(race([lambda buyer=buyer: naive(buyer) for buyer in guests(RACERS)]))
    assert held_kg(last_tonne) > 1_000


def test_two_requests_of_one_guest_do_not_hold_twice_the_share(last_tonne):
    plan = stall.plan((last_tonne, 150))
    buyer = Buyer(email="greedy@people.example")
    outcomes = race([lambda: quotes.make(plan, buyer)] * 8)
    assert codes(outcomes) == ["hold_limit"] * 7
    assert held_kg(last_tonne) == 150


def test_baskets_over_two_listings_in_either_order_do_not_lock_each_other(
    last_tonne, seller_party, seller
):
    other = stall.listing(seller_party, kg=1_000, price_fen=4_000, actor=seller)
    there, back = (
        stall.plan((last_tonne, 20), (other, 20)),
        stall.plan((other, 20), (last_tonne, 20)),
    )
    acts = [
        lambda buyer=buyer, plan=plan: quotes.make(plan, buyer)
        for buyer, plan in zip(guests(RACERS), [there, back] * (RACERS // 2), strict=True)
    ]
    outcomes = race(acts)
    assert codes(outcomes) == []
    assert stall.counters(last_tonne) == stall.counters(other) == (200, 800, 0)


def guest_order(listing, kg=50, name="one"):
    buyer = Buyer(email=f"{name}@people.example")
    party = buyer.party
    return orders.place(
        stall.quote(buyer, (listing, kg)), payer=party, owner=party, retire=stall.intent(party)
    )


def test_one_quote_confirmed_by_two_becomes_one_order(last_tonne):
    buyer = Buyer(email="twice@people.example")
    party = buyer.party
    quote = stall.quote(buyer, (last_tonne, 50))
    outcomes = race(
        [lambda: orders.place(quote, payer=party, owner=party, retire=stall.intent(party))] * 8
    )
    assert codes(outcomes) == ["quote_consumed"] * 7
    assert Order.objects.count() == 1


def test_a_quote_is_used_or_released_never_both(last_tonne):
    for number in range(6):
        buyer = Buyer(email=f"b{number}@people.example")
        party = buyer.party
        quote = stall.quote(buyer, (last_tonne, 50))
        acts = [
            lambda quote=quote, party=party: orders.place(
                quote, payer=party, owner=party, retire=stall.intent(party)
            ),
            lambda quote=quote: quotes.release(quote),
        ]
        codes(race(acts))
        quote.refresh_from_db()
        assert (quote.consumed_at is None) != (quote.released_at is None)
    listed, held, _sold = stall.counters(last_tonne)
    assert held == 50 * Order.objects.count()
    assert listed + held == 1_000


def test_paying_against_expiring_has_one_winner_and_frees_nothing_sold(last_tonne):
    for number in range(6):
        order = guest_order(last_tonne, name=f"p{number}")
        Order.objects.filter(pk=order.pk).update(hold_until=clock.now() - timedelta(milliseconds=1))
        now = clock.now()
        codes(
            race(
                [
                    lambda order=order, now=now: orders.mark_paid(order.pk, now=now),
                    lambda order=order, now=now: orders.expire(order.pk, now),
                ]
            )
        )
        order.refresh_from_db()
        assert order.status == Order.Status.PAID  # in time, or late with the stock still there
        orders.fulfil(order.pk)
    assert stall.counters(last_tonne) == (700, 0, 300)
    assert Retirement.objects.count() == 6


def test_paying_against_cancelling_has_one_winner(last_tonne):
    for number in range(6):
        order = guest_order(last_tonne, name=f"c{number}")
        paid, _canceled = race(
            [
                lambda order=order: orders.mark_paid(order.pk, now=clock.now()),
                lambda order=order: orders.cancel(order, actor=None),
            ]
        )
        order.refresh_from_db()
        assert order.status == (Order.Status.PAID if paid is True else Order.Status.CANCELED)


def test_fulfilling_at_once_from_many_workers_retires_once(last_tonne):
    order = guest_order(last_tonne)
    orders.mark_paid(order.pk, now=clock.now())
    codes(race([lambda: orders.fulfil(order.pk)] * 8))
    assert Retirement.objects.count() == 1
    assert stall.counters(last_tonne) == (950, 0, 50)


def test_of_two_approvers_one_approves(last_tonne, office, approver, office_admin, district_office):
    order = stall.order(office, (last_tonne, 50))
    assert Membership.objects.filter(organization=district_office, role=Role.ADMIN).exists()
    outcomes = race(
        [
            lambda: orders.approve(order, actor=approver),
            lambda: orders.approve(order, actor=office_admin),
        ]
    )
    assert codes(outcomes) == ["invalid_state"]


def test_a_price_change_during_confirmation_gives_the_price_seen_or_a_refusal(last_tonne, seller):
    for number in range(6):
        seen = stall.plan((last_tonne, 10))
        buyer = Buyer(email=f"v{number}@people.example")
        new_price = 4_000 + number
        outcomes = race(
            [
                lambda seen=seen, buyer=buyer: quotes.make(seen, buyer),
                lambda price=new_price: listings.change_price(
                    last_tonne, price_fen=price, actor=seller
                ),
            ]
        )
        assert set(codes(outcomes)) <= {"price_changed"}
    for line in QuoteLine.objects.select_related("quote"):
        assert line.amount == line.quote.subtotal


def test_withdrawing_against_buying_loses_no_kilogram(last_tonne, seller_party, seller):
    plan = stall.plan((last_tonne, 50))
    acts = [lambda buyer=buyer: quotes.make(plan, buyer) for buyer in guests(7)]
    codes(race([*acts, lambda: listings.withdraw(last_tonne, actor=seller)]))
    listed, held, _sold = stall.counters(last_tonne)
    row = Holding.objects.get(batch=last_tonne.batch, account=seller_party)
    assert (row.listed_kg, row.held_kg) == (listed, held) == (0, held_kg(last_tonne))
    assert row.available_kg + row.held_kg == 1_000
