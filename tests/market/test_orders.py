"""Orders from the quote to their end: who may, when, and what happens to the stock."""

from decimal import Decimal

import pytest

from accounts.models import Membership, Role
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import intents, orders, quotes
from marketplace.market.models import Allocation, Order
from tests.market import stall
from tests.market.stall import later, pay, status
from tests.registry import supply

pytestmark = pytest.mark.django_db
Status = Order.Status


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
