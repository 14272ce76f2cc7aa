"""Events: what happened, kept for the events list and queued for the webhook."""

from __future__ import annotations

import json
import time
from typing import Any

from config.sandbox.stripe import faults
from config.sandbox.stripe.store import Store, new_id
from config.sandbox.stripe.wire import API_VERSION


def emit(store: Store, kind: str, item: dict[str, Any]) -> dict[str, Any]:
    """Record that `kind` happened to `item` and queue its delivery, faults included."""
    event = {
        "id": new_id("evt_"),
        "object": "event",
        "api_version": API_VERSION,
        "created": int(time.time()),
        "data": {"object": item},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
    store.put(event)
    switches = faults.current(store)
    if not switches.drops():
        for _ in range(1 + switches.duplicate):
            _queue(store, event, wait=switches.seconds())
    if switches.forge:
        _queue(store, _with_other_amount(event), wait=0.0, signing="forged")
    if switches.stale:
        _queue(store, event, wait=0.0, signing="stale")
    return event


def resend(store: Store, event: dict[str, Any]) -> None:
    """Queue an event of the past once more, as Stripe's dashboard can."""
    _queue(store, event, wait=0.0)


def _queue(store: Store, event: dict[str, Any], *, wait: float, signing: str = "good") -> None:
    store.run(
        "insert into deliveries (event_id, body, due_at, status, signing) "
        "values (?, ?, ?, 'due', ?)",
        event["id"], json.dumps(event, indent=2), time.time() + wait, signing,
    )  # fmt: skip


def _with_other_amount(event: dict[str, Any]) -> dict[str, Any]:
    """Return a look-alike with a new id that claims a payment of one fen."""
    fake: dict[str, Any] = json.loads(json.dumps(event))
    fake["id"] = new_id("evt_")
    item = fake["data"]["object"]
    for name in ("amount", "amount_total", "amount_received"):
        if name in item:
            item[name] = 1
    if "payment_status" in item:
        item["payment_status"] = "paid"
    return fake
