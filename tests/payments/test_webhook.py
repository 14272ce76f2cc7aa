"""The webhook's door: what is not Stripe's stays outside, what is true but hostile has no effect."""

from __future__ import annotations

import json
import time

import pytest
import stripe as library

from config.sandbox.stripe import refunds as sandbox_refunds
from marketplace.models import OutboxMessage
from marketplace.payments import inbox
from marketplace.payments.models import Incident, Payment, Refund, StripeEvent
from tests.payments.conftest import SECRET, deliver, events, hear_all, pay, state, work

EVENT = {
    "id": "evt_1",
    "object": "event",
    "type": "checkout.session.completed",
    "livemode": False,
    "data": {"object": {"id": "cs_test_x"}},
}
BODY = json.dumps(EVENT)


def signed(body: str, *, secret: str = SECRET, seconds: int = 0) -> str:
    """Return a signature header, so many seconds from now."""
    return library.WebhookSignature.generate_signature_header(
        body, secret, timestamp=int(time.time()) + seconds
    )


@pytest.fixture
def refused(client, db):
    """Post a body with a header; it must be refused and leave nothing behind."""

    def post(body: str | bytes, header: str) -> None:
        content = body if isinstance(body, bytes) else body.encode()
        assert deliver(client, content, header=header) == 400
        assert not StripeEvent.objects.exists()
        assert not OutboxMessage.objects.filter(kind="stripe_event").exists()

    return post


def test_a_good_event_is_stored_before_it_is_answered(client, db) -> None:
    assert deliver(client, BODY.encode()) == 200
    assert bytes(StripeEvent.objects.get().body) == BODY.encode()
    assert OutboxMessage.objects.get(kind="stripe_event").key == "evt_1"


def test_the_same_event_twice_is_stored_once(client, db) -> None:
    assert deliver(client, BODY.encode()) == deliver(client, BODY.encode()) == 200
    assert StripeEvent.objects.count() == 1


FORGERIES = {
    "wrong": lambda: "t=1,v1=00",
    "nonsense": lambda: "nonsense",
    "time": lambda: "t=abc,v1=00",
    "no time": lambda: "v1=00",
    "secret": lambda: signed(BODY, secret="whsec_of_somebody_else"),
    "old": lambda: signed(BODY, seconds=-301),
    "future": lambda: signed(BODY, seconds=+310),
    "v0": lambda: signed(BODY).replace("v1=", "v0="),
    "two times": lambda: signed(BODY) + ",t=1",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_signature_is_refused(refused, forgery: str) -> None:
    refused(BODY, FORGERIES[forgery]())


def test_a_missing_signature_is_refused(client, db) -> None:
    from django.urls import reverse

    answer = client.post(reverse("stripe_webhook"), data=BODY, content_type="application/json")
    assert answer.status_code == 400


def test_an_altered_body_is_refused(refused) -> None:
    refused(BODY.replace("evt_1", "evt_2"), signed(BODY))


@pytest.mark.parametrize(
    "body",
    [
        BODY.replace("false", "true"),
        BODY.replace('"event"', '"charge"'),
        BODY.replace("evt_1", "evt 1'; drop table"),
        '{"id": "evt_1", "id": "evt_2", "object": "event"}',
        "[]",
        "not json",
        "null",
        json.dumps({**EVENT, "data": {}}),
        json.dumps({**EVENT, "type": 7}),
        " " * (inbox.LARGEST + 1),
    ],
    ids=["live", "object", "id", "twice", "list", "text", "null", "data", "type", "size"],
)
def test_a_signed_body_of_another_shape_is_refused(refused, body: str) -> None:
    refused(body, signed(body))


def test_bytes_that_are_no_text_are_refused(refused) -> None:
    refused(b"\xff\xfe{}", signed("{}"))


def test_reading_the_webhooks_address_is_refused(client, db) -> None:
    from django.urls import reverse

    assert client.get(reverse("stripe_webhook")).status_code == 405


def test_an_unknown_type_is_taken_and_ignored(client, db) -> None:
    body = json.dumps({**EVENT, "type": "customer.created"})
    assert deliver(client, body.encode()) == 200
    work()
    assert StripeEvent.objects.get().outcome == "ignored"


def test_a_well_signed_lie_about_being_paid_has_no_effect(client, order, payment, sandbox) -> None:
    """Stripe is asked again: the session is open there, whatever the payload says."""
    lie = {
        **EVENT,
        "data": {
            "object": {
                "id": payment.provider_ref,
                "payment_status": "paid",
                "amount_total": 45612,
                "client_reference_id": payment.reference,
            }
        },
    }
    assert deliver(client, lie) == 200
    work()
    assert state(order) == ("awaiting_payment", ["pending"])


def test_a_session_that_stripe_does_not_know_is_parked(client, order, sandbox) -> None:
    assert deliver(client, EVENT) == 200
    work()
    assert StripeEvent.objects.get().outcome == "parked"
    assert Incident.objects.get().kind == "unknown"


def test_somebody_elses_session_pays_nothing(client, order, payment, sandbox) -> None:
    """A paid session of another shop on the same account: its reference is not ours."""
    from tests.sandbox.conftest import client_for, session_params, visit

    other = client_for(sandbox).v1.checkout.sessions.create(session_params())
    visit(other.url, {"card_number": "4242424242424242"})
    hear_all(client, sandbox)
    assert state(order) == ("awaiting_payment", ["pending"])
    assert Incident.objects.filter(kind="unknown").exists()


def test_a_session_with_our_reference_but_another_sum_is_parked(
    client, order, payment, sandbox
) -> None:
    """Reference copied, one yuan paid."""
    session = sandbox.store.get(payment.provider_ref, "checkout.session")
    session["amount_total"] = 500
    sandbox.store.put(session)
    pay(payment)
    hear_all(client, sandbox)
    assert state(order) == ("awaiting_payment", ["pending"])
    assert Incident.objects.get().kind == "mismatch"


def test_an_event_replayed_after_months_changes_nothing(client, order, payment, sandbox) -> None:
    pay(payment)
    hear_all(client, sandbox)
    old = next(e for e in events(sandbox) if e["type"] == "checkout.session.completed")
    replayed = {**old, "id": "evt_replayed", "created": old["created"] - 90 * 86400}
    deliver(client, replayed)
    work()
    assert state(order) == ("fulfilled", ["succeeded"])
    assert not Refund.objects.exists()


def test_a_refund_made_at_stripe_itself_is_written_down_and_told(
    client, order, payment, sandbox
) -> None:
    pay(payment)
    hear_all(client, sandbox)
    intent = Payment.objects.get(pk=payment.pk).intent_ref
    with sandbox.store.transaction():
        sandbox_refunds.create(sandbox.store, {"payment_intent": intent, "amount": "100"})
    hear_all(client, sandbox)
    hear_all(client, sandbox)
    refund = Refund.objects.get()
    assert (refund.source, refund.amount.amount, refund.status) == ("system", 1, "succeeded")
    assert Payment.objects.get(pk=payment.pk).refunded.amount == 1
    assert Incident.objects.get().kind == "refund"
    assert state(order)[0] == "fulfilled"


def test_a_dispute_is_told_to_staff_and_moves_nothing(
    client, order, payment, sandbox, metro
) -> None:
    pay(payment, {"card_number": "4000000000000259"})
    hear_all(client, sandbox)
    assert Incident.objects.get().kind == "dispute"
    assert state(order)[0] == "fulfilled"
