"""From the hosted page to a paid order, whatever happens to the notices on the way."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from datetime import timedelta

import pytest

from config.sandbox.stripe import faults, paying
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import orders
from marketplace.market.models import Order
from marketplace.payments import expiry, reconcile, starting, stripe
from marketplace.payments.models import Incident, Payment, PaymentAttempt, Refund, StripeEvent
from marketplace.payments.ports import State
from marketplace.payments.settlement import Settled, settle
from tests.market import stall
from tests.payments.conftest import deliver, events, hear_all, pay, state, work
from tests.sandbox.conftest import visit


def test_a_card_payment_pays_the_order_and_hands_over_the_kilograms(
    client, order, payment, sandbox, metro
) -> None:
    pay(payment)
    assert state(order) == ("awaiting_payment", ["pending"])
    hear_all(client, sandbox)
    assert state(order) == ("fulfilled", ["succeeded"])
    assert Payment.objects.get(pk=payment.pk).applied
    assert stall.counters(metro) == (400, 0, 12_000)


def test_coming_back_without_any_webhook_pays_too(order, payment) -> None:
    pay(payment)
    assert reconcile.read_payment(payment.pk) is Settled.PAID
    assert state(order)[0] == "paid"


def test_a_lost_webhook_is_found_by_reconciling(order, payment) -> None:
    pay(payment)
    assert reconcile.reconcile() == 0, "too young to be read unasked"
    assert reconcile.reconcile(older_than=timedelta(seconds=-1)) == 1
    assert state(order)[0] == "paid"


def test_settling_the_same_notice_fifty_times_pays_once(order, payment, metro) -> None:
    pay(payment)
    notice = stripe.read_session(payment.provider_ref)
    answers = [settle(notice) for _ in range(50)]
    assert answers.count(Settled.PAID) == 1
    assert answers.count(Settled.UNCHANGED) == 49
    work()
    assert stall.counters(metro) == (400, 0, 12_000)


def test_every_event_twice_changes_nothing_more(client, order, payment, sandbox) -> None:
    pay(payment)
    hear_all(client, sandbox)
    hear_all(client, sandbox)
    assert state(order) == ("fulfilled", ["succeeded"])
    assert StripeEvent.objects.count() == len(events(sandbox))
    assert not Refund.objects.exists()


def test_any_order_of_events_gives_one_final_state(client, order, payment, sandbox) -> None:
    """A declined try, then a paid one: shuffled three ways and backwards, each event each time."""
    pay(payment, {"card_number": "4000000000000002"})
    pay(payment)
    happened = events(sandbox)
    seed = random.Random(7)
    shuffled = [seed.sample(happened, len(happened)) for _ in range(3)]
    for arrangement in [*shuffled, list(reversed(happened))]:
        for event in arrangement:
            assert deliver(client, event) == 200
            work()
    assert state(order) == ("fulfilled", ["succeeded"])
    assert PaymentAttempt.objects.get().decline_code == "generic_decline"
    assert set(StripeEvent.objects.values_list("outcome", flat=True)) <= {"handled", "ignored"}


@pytest.mark.parametrize(
    "arrangement",
    list(itertools.permutations(range(4))),
    ids=lambda order: "".join(map(str, order)),
)
def test_each_permutation_of_notices_ends_in_paid(arrangement, order, payment, sandbox) -> None:
    """Open, pending, succeeded and a stale failure, in all 24 orders."""
    opened = stripe.read_session(payment.provider_ref)
    pay(payment)
    paid = stripe.read_session(payment.provider_ref)
    notices = [
        opened,
        replace(opened, state=State.PENDING),
        paid,
        replace(opened, state=State.FAILED),
    ]
    for index in arrangement:
        settle(notices[index])
    work()
    assert state(order) == ("fulfilled", ["succeeded"])
    assert not Refund.objects.exists()


def test_a_declined_card_can_be_followed_by_a_good_one(client, order, payment, sandbox) -> None:
    assert pay(payment, {"card_number": "4000000000009995"}).status == 402
    hear_all(client, sandbox)
    assert state(order) == ("awaiting_payment", ["pending"])
    assert PaymentAttempt.objects.get().decline_code == "insufficient_funds"
    pay(payment)
    hear_all(client, sandbox)
    assert state(order)[0] == "fulfilled"


def test_3d_secure_pays_only_when_the_bank_agrees(client, order, payment, sandbox) -> None:
    challenge = pay(payment, {"card_number": "4000002500003155"})
    hear_all(client, sandbox)
    assert state(order)[0] == "awaiting_payment"
    visit(challenge.location, {"how": "fail"})
    hear_all(client, sandbox)
    assert state(order)[0] == "awaiting_payment"
    visit(pay(payment, {"card_number": "4000002500003155"}).location, {"how": "pass"})
    hear_all(client, sandbox)
    assert state(order)[0] == "fulfilled"


@pytest.mark.parametrize(
    ("how", "after"),
    [
        ("later", ("fulfilled", ["succeeded"])),
        ("later_failing", ("awaiting_payment", ["failed"])),
    ],
)
def test_a_wallet_that_takes_its_time_pays_when_it_settles(
    client, order, payment, sandbox, how: str, after
) -> None:
    faults.change(sandbox.store, {"settle_seconds": 3600})
    visit(f"{payment.url}/alipay", {"how": how})
    hear_all(client, sandbox)
    assert state(order) == ("awaiting_payment", ["pending"])
    with sandbox.store.transaction():
        paying.settle_later(sandbox.store, payment.provider_ref, succeeds=how == "later")
    hear_all(client, sandbox)
    assert state(order) == after


def test_an_abandoned_payment_expires_session_first_and_then_the_order(
    client, order, payment, sandbox, metro
) -> None:
    later = clock.now() + timedelta(minutes=40)
    assert expiry.expire_order(order.pk, later)
    assert state(order) == ("expired", ["canceled"])
    assert stripe.read_session(payment.provider_ref).state == "expired"
    assert visit(payment.url).status == 410
    assert stall.counters(metro) == (12_400, 0, 0)


def test_a_payment_at_the_last_moment_beats_expiry(order, payment) -> None:
    pay(payment)
    assert not expiry.expire_order(order.pk, clock.now() + timedelta(minutes=40))
    assert state(order) == ("paid", ["succeeded"])


def test_a_wallet_still_settling_keeps_its_stock(order, payment, sandbox) -> None:
    visit(f"{payment.url}/alipay", {"how": "later"})
    now = clock.now() + timedelta(minutes=40)
    assert not expiry.expire_order(order.pk, now)
    assert Order.objects.get(pk=order.pk).hold_until == now + expiry.WAIT_FOR_WALLET


def test_an_unreachable_stripe_keeps_the_stock_held(order, payment, sandbox, metro) -> None:
    faults.change(sandbox.store, {"api_errors": 100})
    assert not expiry.expire_order(order.pk, clock.now() + timedelta(minutes=40))
    assert stall.counters(metro) == (400, 12_000, 0)


def test_money_after_expiry_pays_when_the_stock_is_still_there(order, payment) -> None:
    pay(payment)
    notice = stripe.read_session(payment.provider_ref)
    orders.expire(order.pk, clock.now() + timedelta(hours=1))
    assert settle(notice) is Settled.PAID
    work()
    assert state(order)[0] == "fulfilled"


def test_money_after_expiry_goes_back_by_itself_when_the_stock_is_gone(
    client, order, payment, sandbox, metro, expo
) -> None:
    pay(payment)
    notice = stripe.read_session(payment.provider_ref)
    orders.expire(order.pk, clock.now() + timedelta(hours=1))
    stall.order(expo, (metro, 12_400))
    assert settle(notice) is Settled.RETURNED
    work()
    refund = Refund.objects.get()
    assert (refund.status, refund.source, refund.amount) == ("succeeded", "system", order.total)
    assert state(order) == ("expired", ["succeeded"])
    hear_all(client, sandbox)
    assert Refund.objects.count() == 1
    assert not Payment.objects.get(pk=payment.pk).applied


def test_a_cancelled_orders_money_goes_back(client, order, payment, sandbox) -> None:
    pay(payment)
    orders.cancel(order, actor=order.created_by)
    hear_all(client, sandbox)
    assert state(order) == ("canceled", ["succeeded"])
    assert Refund.objects.get().status == "succeeded"


def test_a_cancelled_orders_session_is_closed(order, payment) -> None:
    orders.cancel(order, actor=order.created_by)
    assert expiry.close_stale_sessions() == 1
    assert state(order) == ("canceled", ["canceled"])


@pytest.mark.parametrize("change", [{"amount_fen": 1}, {"currency": "USD"}])
def test_another_sum_or_currency_is_parked_and_changes_nothing(order, payment, change) -> None:
    pay(payment)
    notice = replace(stripe.read_session(payment.provider_ref), **change)
    assert settle(notice) is Settled.PARKED
    assert settle(notice) is Settled.PARKED
    assert state(order) == ("awaiting_payment", ["pending"])
    assert Incident.objects.get().kind == "mismatch"


@pytest.mark.parametrize(
    "change", [{"reference": "order-of-somebody-else"}, {"provider_ref": "cs_test_another"}]
)
def test_a_payment_nobody_knows_is_parked(order, payment, change) -> None:
    pay(payment)
    assert settle(replace(stripe.read_session(payment.provider_ref), **change)) is Settled.PARKED
    assert state(order)[0] == "awaiting_payment"
    assert Incident.objects.get().kind == "unknown"


def test_starting_twice_gives_the_same_session(order, payment) -> None:
    assert starting.start(order, "stripe", actor=None).pk == payment.pk


def test_a_crash_after_stripe_answered_loses_nothing(order, payment, sandbox) -> None:
    """The row without the answer is what a crash leaves behind; the same key finds the session."""
    lost = starting._create(order, "stripe", None, clock.now())
    first = starting.begin_at_provider(lost)
    lost.refresh_from_db()
    again = starting.provider_of(lost).start(lost)
    assert (again.provider_ref, again.url) == (first.provider_ref, first.url)


def test_an_unreachable_stripe_is_told_and_can_be_tried_again(order, sandbox) -> None:
    faults.change(sandbox.store, {"api_errors": 10})
    with pytest.raises(MarketError, match="provider_unavailable"):
        starting.start(order, "stripe", actor=None, agreed=True)
    faults.change(sandbox.store, {"reset": True})
    assert starting.start(order, "stripe", actor=None).number == 1


def test_starting_a_transfer_closes_the_checkout_session(order, payment) -> None:
    transfer = starting.start(order, "bank", actor=None)
    assert transfer.reference.startswith("ZH")
    assert state(order)[1] == ["canceled", "pending"]


def test_starting_a_transfer_after_paying_online_finds_the_order_paid(order, payment) -> None:
    pay(payment)
    with pytest.raises(MarketError, match="invalid_state"):
        starting.start(order, "bank", actor=None)
    assert state(order) == ("paid", ["succeeded"])


def test_paying_online_needs_consent(order, sandbox) -> None:
    with pytest.raises(MarketError, match="invalid_request"):
        starting.start(order, "stripe", actor=None)
    assert not Payment.objects.exists()


@pytest.mark.parametrize("kg", [60, 200])
def test_small_sums_are_not_paid_by_card(expo, metro, sandbox, kg: int) -> None:
    small = stall.order(expo, (metro, kg))
    assert small.total.amount < 10
    with pytest.raises(MarketError, match="below_minimum"):
        starting.start(small, "stripe", actor=None, agreed=True)
    assert starting.start(small, "bank", actor=None).status == "pending"
