"""Refunds: cards at once, wallets a little later, two test cards that behave badly."""

from __future__ import annotations

import time
from typing import Any

from config.sandbox.stripe import events
from config.sandbox.stripe.checkout import public
from config.sandbox.stripe.store import Store, new_id
from config.sandbox.stripe.wire import ApiError, integer, missing, no_such

SETTLES_AFTER = 2.0
"""Seconds until a refund to a wallet is through."""
REASONS = ("duplicate", "fraudulent", "requested_by_customer")


def create(store: Store, params: dict[str, Any]) -> dict[str, Any]:
    """Give back part or all of a charge; raises ApiError when nothing is left to give back."""
    charge = _charge_of(store, params)
    left = charge["amount"] - charge["amount_refunded"]
    amount = integer(params, "amount")
    amount = left if amount is None else amount
    if left == 0:
        raise ApiError(
            400, f"Charge {charge['id']} has already been refunded.",
            code="charge_already_refunded",
        )  # fmt: skip
    if not 0 < amount <= left:
        raise ApiError(
            400, f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
            param="amount",
        )  # fmt: skip
    reason = params.get("reason")
    if reason and reason not in REASONS:
        raise ApiError(400, f"Invalid reason: must be one of {', '.join(REASONS)}", param="reason")
    return _make(store, charge, amount=amount, params=params)


def _make(
    store: Store, charge: dict[str, Any], *, amount: int, params: dict[str, Any]
) -> dict[str, Any]:
    behaviour = charge["_refund"]
    refund = {
        "id": new_id("re_"),
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "created": int(time.time()),
        "currency": charge["currency"],
        "failure_reason": None,
        "metadata": params.get("metadata") or {},
        "payment_intent": charge["payment_intent"],
        "reason": params.get("reason"),
        "status": "pending" if behaviour == "pending" else "succeeded",
    }
    store.put(refund)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    store.put(charge)
    events.emit(store, "refund.created", refund)
    events.emit(store, "charge.refunded", public(charge))
    if behaviour != "succeeded":
        store.later(f"refund_{behaviour}", refund["id"], seconds=SETTLES_AFTER)
    return refund


def retrieve(store: Store, refund_id: str) -> dict[str, Any]:
    """Return the refund; raises ApiError 404."""
    refund = store.get(refund_id, "refund")
    if refund is None:
        raise no_such("refund", refund_id)
    return refund


def settle(store: Store, refund_id: str, *, succeeds: bool) -> None:
    """End a refund that was on its way; a failed one goes back to the shop's balance."""
    refund = retrieve(store, refund_id)
    refund["status"] = "succeeded" if succeeds else "failed"
    if not succeeds:
        refund["failure_reason"] = "expired_or_canceled_card"
        charge = store.get(refund["charge"], "charge")
        assert charge is not None
        charge["amount_refunded"] -= refund["amount"]
        charge["refunded"] = False
        store.put(charge)
    store.put(refund)
    events.emit(store, "refund.updated" if succeeds else "refund.failed", refund)


def _charge_of(store: Store, params: dict[str, Any]) -> dict[str, Any]:
    charge_id = params.get("charge")
    if params.get("payment_intent"):
        intent = store.get(params["payment_intent"], "payment_intent")
        if intent is None:
            raise no_such("payment_intent", params["payment_intent"])
        charge_id = intent["latest_charge"]
        if not charge_id:
            raise ApiError(
                400, "This PaymentIntent does not have a successful charge to refund.",
                code="charge_not_refundable",
            )  # fmt: skip
    if not charge_id:
        raise missing("charge")
    charge = store.get(charge_id, "charge")
    if charge is None:
        raise no_such("charge", charge_id)
    return charge
