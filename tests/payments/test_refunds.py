"""Money on its way back: once, never more than came, followed to its end."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market.models import Order
from marketplace.models import OutboxMessage
from marketplace.payments import reconcile, refunds
from marketplace.payments.models import Incident, Payment, Refund
from marketplace.payments.ports import RefundAnswer
from tests.market import stall
from tests.payments.conftest import GOOD, hear_all, pay, state, work
from tests.sandbox.conftest import eventually


@pytest.fixture
def paid(client, order, payment, sandbox) -> Payment:
    """The order's payment, received."""
    pay(payment)
    hear_all(client, sandbox)
    return Payment.objects.get(pk=payment.pk)


def give_back(paid: Payment, finance) -> Refund:
    """Give the whole sum back at the buyer's wish."""
    return refunds.give_back(paid, source="buyer", reason="Ordered twice.", actor=finance)


def test_a_full_refund_returns_the_kilograms_and_the_money(paid, order, finance, metro) -> None:
    refund = give_back(paid, finance)
    assert state(order)[0] == "refunded"
    assert stall.counters(metro)[2] == 12_000, "sold stays counted as sold"
    work()
    refund.refresh_from_db()
    assert (refund.status, refund.amount) == ("succeeded", order.total)
    assert Payment.objects.get(pk=paid.pk).refunded == order.total


def test_a_refund_is_sent_once_however_often_the_worker_tries(paid, finance, sandbox) -> None:
    refund = give_back(paid, finance)
    refunds.send(refund.pk)
    Refund.objects.filter(pk=refund.pk)
    refunds.send(refund.pk)
    work()
    rows = sandbox.store.run("select count(*) from objects where kind = 'refund'")
    assert rows == [(1,)]


def test_a_second_full_refund_is_refused(paid, finance) -> None:
    give_back(paid, finance)
    with pytest.raises(MarketError, match="invalid_state"):
        give_back(paid, finance)


def test_what_is_retired_is_not_given_back(client, guest, metro, sandbox, finance) -> None:
    from marketplace.payments import starting

    made = stall.order(guest, (metro, 400), retire=True)
    payment = starting.start(made, "stripe", actor=None, agreed=True)
    pay(payment)
    hear_all(client, sandbox)
    assert Order.objects.get(pk=made.pk).retirement is not None
    with pytest.raises(MarketError, match="already_retired"):
        refunds.give_back(payment, source="buyer", reason="Changed my mind.", actor=finance)
    assert not Refund.objects.exists()


def test_a_dispute_after_retirement_is_noted_on_the_certificate(
    client, guest, metro, sandbox
) -> None:
    from marketplace.payments import starting

    made = stall.order(guest, (metro, 400), retire=True)
    payment = starting.start(made, "stripe", actor=None, agreed=True)
    pay(payment)
    hear_all(client, sandbox)
    from config.sandbox.stripe import admin

    admin.act(sandbox.store, {"dispute": payment.provider_ref})
    hear_all(client, sandbox)
    note = OutboxMessage.objects.get(kind="annotate_certificate")
    assert note.payload["kind"] == "money_disputed"
    assert Order.objects.get(pk=made.pk).retirement is not None


@pytest.mark.parametrize(
    ("number", "status"), [("4000000000007726", "succeeded"), ("4000000000005126", "failed")]
)
def test_a_slow_or_failing_refund_is_followed_to_its_end(
    client, order, payment, sandbox, finance, number: str, status: str
) -> None:
    pay(payment, {**GOOD, "card_number": number})
    hear_all(client, sandbox)
    refund = give_back(payment, finance)
    work()
    eventually(
        lambda: sandbox.store.get(Refund.objects.get().provider_ref, "refund")["status"] == status
    )
    hear_all(client, sandbox)
    refund.refresh_from_db()
    assert refund.status == status
    left = Payment.objects.get(pk=payment.pk).refunded.amount
    assert left == (order.total.amount if status == "succeeded" else 0)
    assert Incident.objects.filter(kind="refund").count() == (status == "failed")


def test_a_slow_refund_is_found_by_reconciling(client, order, payment, sandbox, finance) -> None:
    pay(payment, {**GOOD, "card_number": "4000000000007726"})
    hear_all(client, sandbox)
    refund = give_back(payment, finance)
    work()
    eventually(
        lambda: (
            sandbox.store.get(Refund.objects.get().provider_ref, "refund")["status"] == "succeeded"
        )
    )
    assert reconcile.reconcile() == 1
    refund.refresh_from_db()
    assert refund.status == "succeeded"


def test_a_failed_refund_does_not_rise_again(paid, finance) -> None:
    refund = give_back(paid, finance)
    now = clock.now()
    assert refunds.note(refund, RefundAnswer("re_1", "failed", "lost_card"), now=now)
    assert not refunds.note(refund, RefundAnswer("re_1", "succeeded"), now=now)
    assert not refunds.note(refund, RefundAnswer("re_1", "pending"), now=now)
    assert Refund.objects.get().status == "failed"


def test_the_database_itself_refuses_to_give_back_more_than_came(paid) -> None:
    with pytest.raises(IntegrityError, match="gives_back_at_most_itself"), transaction.atomic():
        Payment.objects.filter(pk=paid.pk).update(refunded=F("amount") + 1)


def test_the_database_itself_refuses_to_unpay(paid) -> None:
    for change in ({"status": "failed", "succeeded_at": None}, {"applied": False}):
        with pytest.raises(IntegrityError, match="forward only"), transaction.atomic():
            Payment.objects.filter(pk=paid.pk).update(**change)
