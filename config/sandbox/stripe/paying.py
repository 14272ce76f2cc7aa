"""What happens to a session when its payer acts: paid, declined, challenged, settled later."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import Any

from config.sandbox.stripe import checkout, events, faults
from config.sandbox.stripe.cards import Card, Entry
from config.sandbox.stripe.store import Store, new_id


@dataclass(frozen=True)
class Outcome:
    """How an attempt ended: `paid`, `processing`, `challenge` or `declined` with a code."""

    kind: str
    code: str = ""


def pay_by_card(store: Store, session: dict[str, Any], entry: Entry) -> Outcome:
    """Try a card; a challenge leaves the payment intent waiting for the payer."""
    intent = _intent(store, session, method="card")
    card = entry.card
    intent["_card"] = {**asdict(card), "last4": entry.number[-4:]}
    if card.challenge:
        intent["status"] = "requires_action"
        intent["next_action"] = {"type": "redirect_to_url"}
        store.put(intent)
        events.emit(store, "payment_intent.requires_action", checkout.public(intent))
        return Outcome("challenge")
    return _finish_card(store, session, intent)


def answer_challenge(store: Store, session: dict[str, Any], *, approved: bool) -> Outcome:
    """Take the payer's answer to the 3-D Secure question."""
    intent = store.get(session["payment_intent"] or "", "payment_intent")
    if intent is None or intent["status"] != "requires_action":
        return Outcome("declined", "payment_intent_unexpected_state")
    intent["next_action"] = None
    if not approved:
        return _decline(store, intent, "payment_intent_authentication_failure", None)
    return _finish_card(store, session, intent)


def pay_by_wallet(store: Store, session: dict[str, Any], *, method: str, how: str) -> Outcome:
    """Take a wallet's answer: `now`, `later`, `later_failing` or `refuse`."""
    intent = _intent(store, session, method=method)
    if how == "refuse":
        return _decline(store, intent, "payment_intent_payment_attempt_failed", None)
    if how == "now":
        return _succeed(store, session, intent)
    intent["status"] = "processing"
    store.put(intent)
    events.emit(store, "payment_intent.processing", checkout.public(intent))
    _complete(store, session, payment_status="unpaid")
    verb = "settle" if how == "later" else "fail"
    store.later(verb, session["id"], seconds=faults.current(store).settle_seconds)
    return Outcome("processing")


def settle_later(store: Store, session_id: str, *, succeeds: bool) -> None:
    """End a delayed payment, once."""
    session = checkout.retrieve(store, session_id)
    intent = store.get(session["payment_intent"], "payment_intent")
    if intent is None or intent["status"] != "processing":
        return
    if not succeeds:
        _decline(store, intent, "payment_intent_payment_attempt_failed", None)
        events.emit(store, "checkout.session.async_payment_failed", checkout.public(session))
        return
    _charge(store, intent)
    session["payment_status"] = "paid"
    store.put(session)
    events.emit(store, "checkout.session.async_payment_succeeded", checkout.public(session))


def _finish_card(store: Store, session: dict[str, Any], intent: dict[str, Any]) -> Outcome:
    card = intent["_card"]
    if card["code"]:
        return _decline(store, intent, card["code"], card["decline_code"])
    return _succeed(store, session, intent)


def _succeed(store: Store, session: dict[str, Any], intent: dict[str, Any]) -> Outcome:
    charge = _charge(store, intent)
    _complete(store, session, payment_status="paid")
    if intent.get("_card", {}).get("disputed"):
        dispute(store, charge)
    return Outcome("paid")


def _complete(store: Store, session: dict[str, Any], *, payment_status: str) -> None:
    session.update(status="complete", payment_status=payment_status, url=None)
    store.put(session)
    events.emit(store, "checkout.session.completed", checkout.public(session))


def _intent(store: Store, session: dict[str, Any], *, method: str) -> dict[str, Any]:
    """Return the session's payment intent for a new attempt; Stripe makes it at the first one."""
    if session["payment_intent"]:
        intent = store.get(session["payment_intent"], "payment_intent")
        assert intent is not None
        intent.update(payment_method_types=[method], last_payment_error=None)
        return intent
    intent = {
        "id": new_id("pi_"),
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_received": 0,
        "canceled_at": None,
        "created": int(time.time()),
        "currency": session["currency"],
        "description": session["_intent_data"].get("description"),
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": session["_intent_data"].get("metadata") or {},
        "next_action": None,
        "payment_method_types": [method],
        "receipt_email": session["customer_email"],
        "status": "requires_payment_method",
    }
    session["payment_intent"] = intent["id"]
    store.put(session)
    store.put(intent)
    events.emit(store, "payment_intent.created", intent)
    return intent


def _decline(store: Store, intent: dict[str, Any], code: str, decline_code: str | None) -> Outcome:
    intent["status"] = "requires_payment_method"
    intent["last_payment_error"] = {
        "code": code,
        "decline_code": decline_code,
        "message": f"The payment failed: {decline_code or code}.",
        "type": "card_error"
        if "card" in intent["payment_method_types"]
        else "invalid_request_error",
    }
    store.put(intent)
    events.emit(store, "payment_intent.payment_failed", checkout.public(intent))
    return Outcome("declined", decline_code or code)


def _charge(store: Store, intent: dict[str, Any]) -> dict[str, Any]:
    card: dict[str, Any] = intent.get("_card") or asdict(Card(brand=""))
    method = intent["payment_method_types"][0]
    details: dict[str, Any] = {"type": method, method: {}}
    if method == "card":
        details["card"] = {"brand": card["brand"], "last4": card["last4"]}
    charge = {
        "id": new_id("ch_"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": intent["amount"],
        "amount_refunded": 0,
        "captured": True,
        "created": int(time.time()),
        "currency": intent["currency"],
        "disputed": False,
        "livemode": False,
        "metadata": intent["metadata"],
        "paid": True,
        "payment_intent": intent["id"],
        "payment_method_details": details,
        "refunded": False,
        "status": "succeeded",
        "_refund": card["refund"] if method == "card" else "pending",
    }
    store.put(charge)
    intent.update(status="succeeded", amount_received=intent["amount"], latest_charge=charge["id"])
    store.put(intent)
    events.emit(store, "charge.succeeded", checkout.public(charge))
    events.emit(store, "payment_intent.succeeded", checkout.public(intent))
    return charge


def dispute(store: Store, charge: dict[str, Any]) -> dict[str, Any]:
    """Let the payer's bank claim the money back."""
    charge["disputed"] = True
    store.put(charge)
    item = {
        "id": new_id("du_"),
        "object": "dispute",
        "amount": charge["amount"],
        "charge": charge["id"],
        "created": int(time.time()),
        "currency": charge["currency"],
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": "fraudulent",
        "status": "needs_response",
    }
    store.put(item)
    events.emit(store, "charge.dispute.created", item)
    return item
