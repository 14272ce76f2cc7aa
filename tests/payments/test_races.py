"""Many at once: the same webhook in parallel, a browser's return racing it, expiry against payment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from marketplace import clock, outbox
from marketplace.market import orders
from marketplace.market.models import Order
from marketplace.models import OutboxMessage
from marketplace.payments import matching, reconcile, starting, stripe
from marketplace.payments.models import BankAccountLine, Payment, Refund, StripeEvent
from marketplace.payments.settlement import Settled, settle
from tests.market import stall
from tests.payments.conftest import deliver, events, pay, state


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run functions in threads that start together, each on its own connection."""
    barrier = threading.Barrier(len(acts))
    answers: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            answers[place] = act()
        except Exception as error:  # noqa: BLE001 - the test looks at what each thread met
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def test_a_notice_settled_by_twelve_workers_at_once_pays_once(
    fresh_db, order, payment, metro
) -> None:
    pay(payment)
    notice = stripe.read_session(payment.provider_ref)
    answers = at_once(*[lambda: settle(notice)] * 12)
    assert answers.count(Settled.PAID) == 1
    assert answers.count(Settled.UNCHANGED) == 11
    assert OutboxMessage.objects.filter(kind="fulfil_order").count() == 1


def test_twelve_copies_of_a_webhook_at_once_are_one(
    fresh_db, client, order, payment, sandbox
) -> None:
    pay(payment)
    [paid] = [e for e in events(sandbox) if e["type"] == "checkout.session.completed"]
    assert at_once(*[lambda: deliver(client.__class__(), paid)] * 12) == [200] * 12
    assert StripeEvent.objects.count() == 1
    at_once(*[lambda: outbox.drain(kinds=("stripe_event",))] * 4)
    assert state(order) == ("paid", ["succeeded"])


def test_the_return_from_stripe_may_race_the_webhook(fresh_db, order, payment) -> None:
    pay(payment)
    notice = stripe.read_session(payment.provider_ref)
    answers = at_once(lambda: settle(notice), lambda: reconcile.read_payment(payment.pk))
    assert answers.count(Settled.PAID) == 1
    assert not Refund.objects.exists()


@pytest.mark.parametrize("_round", range(4))
def test_expiry_against_payment_ends_in_exactly_one(
    fresh_db, order, payment, metro, _round
) -> None:
    """Whoever is first, the order is paid in the end: its stock is still there."""
    pay(payment)
    notice = stripe.read_session(payment.provider_ref)
    later = clock.now() + timedelta(hours=1)
    at_once(lambda: settle(notice), lambda: orders.expire(order.pk, later))
    assert state(order) == ("paid", ["succeeded"])
    assert stall.counters(metro) == (400, 12_000, 0)


def test_cancelling_against_payment_ends_paid_or_refunded_never_in_between(
    fresh_db, order, payment
) -> None:
    pay(payment)
    notice = stripe.read_session(payment.provider_ref)
    at_once(lambda: settle(notice), lambda: orders.cancel(order, actor=None))
    status = Order.objects.get(pk=order.pk).status
    refunds = Refund.objects.count()
    assert (status, refunds) in {("paid", 0), ("canceled", 1)}


def test_starting_eight_times_at_once_makes_one_session(fresh_db, order, sandbox) -> None:
    answers = at_once(*[lambda: starting.start(order, "stripe", actor=None, agreed=True)] * 8)
    assert {type(answer) for answer in answers} == {Payment}
    assert Payment.objects.count() == 1
    assert sandbox.store.run("select count(*) from objects where kind = 'checkout.session'") == [
        (1,)
    ]


def test_two_people_matching_one_line_at_once_match_it_once(
    fresh_db, order, finance, second_finance
) -> None:
    transfer = starting.start(order, "bank", actor=None)
    content = f"日期,流水号,付款人,收入,附言\n2026-11-20,S1,甲,456.12,{transfer.reference}\n"
    matching.import_statement(content.encode(), file_name="a.csv", actor=finance)
    line = BankAccountLine.objects.get()
    answers = at_once(
        lambda: matching.match(line.pk, code=transfer.reference, actor=finance),
        lambda: matching.match(line.pk, code=transfer.reference, actor=second_finance),
        lambda: matching.send_back(line.pk, reason="?", actor=finance),
    )
    assert sum(not isinstance(answer, Exception) for answer in answers) == 1


def test_without_the_guard_the_same_race_pays_twice(fresh_db, order, payment) -> None:
    """The twin: read, look, write. If this no longer goes wrong, the tests above prove nothing."""
    pay(payment)
    both_have_looked = threading.Barrier(2)

    def naive() -> bool:
        seen = Payment.objects.get(pk=payment.pk)
        both_have_looked.wait(timeout=20)
        if seen.status == "succeeded":
            return False
        Payment.objects.filter(pk=seen.pk).update(
            status="succeeded", succeeded_at=payment.created_at
        )
        return True

    assert at_once(naive, naive) == [True, True]
