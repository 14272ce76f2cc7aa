"""Orders from the quote to their end: who may, when, and what happens to the stock."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Membership, Role
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import intents, orders, quotes
from marketplace.market.models import Allocation, Order
from marketplace.models import OutboxMessage
from marketplace.registry.models import Retirement
from tests.market import stall
from tests.registry import supply

pytestmark = pytest.mark.django_db
Status = Order.Status


def later(**delta):
    return clock.now() + timedelta(**delta)


def status(order):
    return Order.objects.get(pk=order.pk).status


def pay(order):
    assert orders.mark_paid(order.pk, now=clock.now())
    orders.fulfil(order.pk)
    order.refresh_from_db()
    return order


# --- placing ------------------------------------------------------------------------------------


def test_an_order_takes_over_the_quotes_lines_amounts_and_stock(metro, roofs, expo):
    quote = stall.quote(expo, (metro, 12_400), (roofs, 3_600))
    order = orders.place(
        quote, payer=expo.party, owner=expo.party, actor=expo.user, organization=expo.organization
    )
    assert order.status == Status.AWAITING_PAYMENT
    assert (order.subtotal, order.fee, order.total) == (quote.subtotal, quote.fee, quote.total)
    assert sorted(order.lines.values_list("kg", flat=True)) == [3_600, 12_400]
    assert sum(line.amount for line in order.lines.all()) == order.subtotal
    assert set(Allocation.objects.filter(line__order=order).values_list("status", flat=True)) == {
        "held"
    }
    assert stall.counters(metro) == (0, 12_400, 0)


def test_tax_is_contained_in_the_total(metro, expo):
    order = stall.order(expo, (metro, 10_000))
    assert order.total.amount == Decimal("380.10")
    assert order.tax_contained.amount == Decimal("21.52")


def test_a_quote_becomes_one_order(metro, expo):
    quote = stall.quote(expo, (metro, 10))
    orders.place(quote, payer=expo.party, owner=expo.party, actor=expo.user)
    with pytest.raises(MarketError, match="quote_consumed"):
        orders.place(quote, payer=expo.party, owner=expo.party, actor=expo.user)


def test_an_expired_quote_is_refused(metro, expo):
    quote = stall.quote(expo, (metro, 10), now=later(hours=-1))
    with pytest.raises(MarketError, match="quote_expired"):
        orders.place(quote, payer=expo.party, owner=expo.party, actor=expo.user)


def test_a_released_quote_is_refused(metro, expo):
    quote = stall.quote(expo, (metro, 10))
    quotes.release(quote)
    with pytest.raises(MarketError, match="quote_expired"):
        orders.place(quote, payer=expo.party, owner=expo.party, actor=expo.user)


def test_a_guest_can_only_retire_at_once(metro, guest, guest_party):
    quote = stall.quote(guest, (metro, 10))
    with pytest.raises(MarketError, match="invalid_request"):
        orders.place(quote, payer=guest_party, owner=guest_party)
    order = orders.place(
        quote, payer=guest_party, owner=guest_party, retire=stall.intent(guest_party)
    )
    assert order.retire_at_once
    assert order.email == "guest@people.example"


def test_the_claim_is_the_orders_own(metro, guest, guest_party):
    quote = stall.quote(guest, (metro, 10))
    order = orders.place(
        quote, payer=guest_party, owner=guest_party, retire=stall.intent(guest_party)
    )
    assert order.retirement_intent["claim"]["ref"] == f"order:{order.public_id}"


def test_a_claim_used_before_is_refused_before_anybody_pays(metro, expo):
    first, second = stall.quote(expo, (metro, 10)), stall.quote(expo, (metro, 10))
    wish = stall.intent(expo.party, ref="event:1")
    orders.place(first, payer=expo.party, owner=expo.party, retire=wish, actor=expo.user)
    with pytest.raises(MarketError, match="claim_used"):
        orders.place(second, payer=expo.party, owner=expo.party, retire=wish, actor=expo.user)


def test_an_app_can_make_the_claim_of_what_it_covers(metro, expo):
    @intents.claim_maker("picnic")
    def picnic(order, intent):
        return intent.with_claim(ref=f"{order.quote.claim_for}/1", title_en="A picnic")

    quote = stall.quote(expo, (metro, 10), claim_for="picnic:7")
    order = orders.place(
        quote, payer=expo.party, owner=expo.party, retire=stall.intent(expo.party), actor=expo.user
    )
    assert order.retirement_intent["claim"]["ref"] == "picnic:7/1"
    assert order.retirement_intent["claim"]["title_en"] == "A picnic"


def test_who_benefits_is_said_by_the_app_that_makes_the_claim(metro, expo, guest_party):
    @intents.claim_maker("concert")
    def concert(order, intent):
        return intents.RetireIntent(
            purpose="event",
            claim=stall.intent(guest_party, ref="c:1").claim,
            beneficiary_id=guest_party.pk,
        )

    quote = stall.quote(expo, (metro, 10), claim_for="concert:7")
    order = orders.place(
        quote,
        payer=expo.party,
        owner=expo.party,
        retire=stall.intent(expo.party),
        actor=expo.user,
    )
    assert pay(order).retirement.beneficiary == guest_party


def test_a_seller_is_no_owner_of_what_another_pays(metro, expo, seller_party):
    quote = stall.quote(expo, (metro, 10))
    with pytest.raises(MarketError, match="self_purchase"):
        orders.place(quote, payer=expo.party, owner=seller_party, actor=expo.user)


@pytest.mark.parametrize(
    "changes",
    [{"purpose": "party"}, {"reason": "x" * 513}, {"jurisdiction": "Guangdong"}],
)
def test_an_intent_the_ledger_would_refuse_is_refused_before_anybody_pays(changes):
    good = {
        "purpose": "event",
        "claim": intents.claim(kind="event", title_zh="论坛"),
        "beneficiary_id": 1,
    }
    with pytest.raises(MarketError, match="invalid_request"):
        intents.RetireIntent(**good | changes)


def test_an_intent_says_what_for():
    with pytest.raises(MarketError, match="attribution_required"):
        intents.RetireIntent(purpose="event", claim=intents.claim(kind="event"), beneficiary_id=1)


@pytest.mark.parametrize("period", ["last summer", "2026年", "x" * 41])
def test_a_period_is_dates(period):
    with pytest.raises(MarketError, match="invalid_request"):
        intents.RetireIntent(
            purpose="event",
            claim=intents.claim(kind="event", title_zh="论坛", period=period),
            beneficiary_id=1,
        )


# --- a second person ----------------------------------------------------------------------------


def test_an_office_with_approval_waits_for_a_second_person(metro, office, approver):
    order = stall.order(office, (metro, 10))
    assert order.status == Status.AWAITING_APPROVAL
    assert not orders.mark_paid(order.pk, now=clock.now())
    orders.approve(order, actor=approver)
    assert status(order) == Status.AWAITING_PAYMENT


def test_the_preparer_does_not_approve(metro, office, clerk):
    order = stall.order(office, (metro, 10))
    with pytest.raises(MarketError, match="not_allowed"):
        orders.approve(order, actor=clerk)


def test_who_placed_an_order_does_not_approve_it_whatever_the_role(
    metro, office, clerk, district_office
):
    order = stall.order(office, (metro, 10))
    Membership.objects.filter(user=clerk, organization=district_office).update(role=Role.ADMIN)
    with pytest.raises(MarketError, match="same_person"):
        orders.approve(order, actor=clerk)


def test_a_stranger_does_not_approve(metro, office, stranger):
    with pytest.raises(MarketError, match="not_allowed"):
        orders.approve(stall.order(office, (metro, 10)), actor=stranger)


def test_only_one_of_two_approves(metro, office, approver, office_admin):
    order = stall.order(office, (metro, 10))
    orders.approve(order, actor=approver)
    with pytest.raises(MarketError, match="invalid_state"):
        orders.approve(order, actor=office_admin)


# --- ending unpaid ------------------------------------------------------------------------------


def test_cancelling_gives_the_stock_back(metro, expo, seller_party):
    order = stall.order(expo, (metro, 400))
    orders.cancel(order, actor=expo.user)
    assert status(order) == Status.CANCELED
    assert stall.counters(metro) == (12_400, 0, 0)
    assert supply.amounts(metro.batch, seller_party) == (600, 12_400, 0)
    with pytest.raises(MarketError, match="invalid_state"):
        orders.cancel(order, actor=expo.user)


def test_an_order_expires_only_when_its_hold_is_over(metro, expo):
    order = stall.order(expo, (metro, 400))
    assert not orders.expire(order.pk, clock.now())
    assert orders.expire(order.pk, later(minutes=36))
    assert not orders.expire(order.pk, later(minutes=36))
    assert stall.counters(metro) == (12_400, 0, 0)


def test_the_sweep_leaves_an_order_with_a_payment_to_the_payments(metro, expo):
    plain, paying = stall.order(expo, (metro, 1)), stall.order(expo, (metro, 1))
    assert orders.extend_hold(paying.pk, until=later(minutes=36), now=clock.now())
    Order.objects.update(hold_until=later(seconds=-1))
    assert orders.expire_due() == 1
    assert status(plain) == Status.EXPIRED
    assert status(paying) == Status.AWAITING_PAYMENT


def test_a_hold_is_extended_and_never_shortened(metro, expo):
    order = stall.order(expo, (metro, 1))
    until = later(hours=2)
    assert orders.extend_hold(order.pk, until=until, now=clock.now())
    assert orders.extend_hold(order.pk, until=later(hours=1), now=clock.now())
    order.refresh_from_db()
    assert order.hold_until == until


def test_a_cancelled_order_is_not_paid(metro, expo):
    order = stall.order(expo, (metro, 10))
    orders.cancel(order, actor=expo.user)
    assert not orders.mark_paid(order.pk, now=clock.now())
    assert not orders.extend_hold(order.pk, until=later(hours=1), now=clock.now())


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
