"""Checkout sessions: made, read, expired."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import urlsplit

from config.sandbox.stripe import events
from config.sandbox.stripe.store import Store, new_id
from config.sandbox.stripe.wire import ApiError, integer, missing, no_such

METHODS = ("card", "alipay", "wechat_pay")
SHORTEST, LONGEST = 30 * 60, 24 * 60 * 60
GRACE = 10
"""Seconds by which `expires_at` may fall short of Stripe's half hour, for the time a call takes."""
SMALLEST, LARGEST = 400, 99_999_999
KNOWN = frozenset(
    [
        "mode",
        "ui_mode",
        "success_url",
        "cancel_url",
        "return_url",
        "line_items",
        "payment_method_types",
        "payment_method_options",
        "payment_intent_data",
        "metadata",
        "client_reference_id",
        "customer_email",
        "customer_creation",
        "expires_at",
        "locale",
        "currency",
        "submit_type",
        "expand",
        "custom_text",
        "billing_address_collection",
        "allow_promotion_codes",
    ]
)


def create(store: Store, params: dict[str, Any], *, public_base: str) -> dict[str, Any]:
    """Make an open session; raises ApiError as Stripe would."""
    _check(params)
    lines = [_line(index, raw) for index, raw in enumerate(params["line_items"])]
    currency = lines[0]["currency"]
    if any(line["currency"] != currency for line in lines):
        raise ApiError(400, "All line items must have the same currency.", param="line_items")
    total = sum(line["amount_total"] for line in lines)
    _check_total(total)
    now = int(time.time())
    session = _blank(params, now=now)
    session.update(
        amount_subtotal=total,
        amount_total=total,
        currency=currency,
        expires_at=_expiry(params, now=now),
        payment_method_types=_methods(params),
        url=_hosted_url(session["id"], params["success_url"], public_base),
    )
    session["_lines"] = lines
    session["_intent_data"] = params.get("payment_intent_data") or {}
    return store.put(session)


def retrieve(store: Store, session_id: str) -> dict[str, Any]:
    """Return the session; raises ApiError 404."""
    session = store.get(session_id, "checkout.session")
    if session is None:
        raise no_such("checkout.session", session_id)
    return session


def expire(store: Store, session_id: str) -> dict[str, Any]:
    """Close an open session, so that nobody can pay it any more."""
    session = retrieve(store, session_id)
    if session["status"] != "open":
        raise ApiError(
            400,
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of {session['status']}.",
        )
    session.update(status="expired", url=None)
    store.put(session)
    events.emit(store, "checkout.session.expired", public(session))
    return session


def expire_overdue(store: Store) -> None:
    """Expire every open session whose time is over."""
    now = int(time.time())
    for session in store.newest("checkout.session"):
        if session["created"] < now - LONGEST - 3600:
            break
        if session["status"] == "open" and session["expires_at"] <= now:
            expire(store, session["id"])


def public(session: dict[str, Any]) -> dict[str, Any]:
    """Return the session without what only the sandbox needs."""
    return {key: value for key, value in session.items() if not key.startswith("_")}


def _check(params: dict[str, Any]) -> None:
    unknown = sorted(set(params) - KNOWN)
    if unknown:
        raise ApiError(
            400, f"Received unknown parameter: {unknown[0]}",
            code="parameter_unknown", param=unknown[0],
        )  # fmt: skip
    if not params.get("mode"):
        raise missing("mode")
    if params["mode"] != "payment":
        raise ApiError(400, "This sandbox knows only mode=payment.", param="mode")
    ui_mode = params.get("ui_mode", "hosted_page")
    if ui_mode != "hosted_page":
        raise ApiError(
            400, f"Invalid ui_mode: must be one of elements, embedded_page, form, or hosted_page; "
            f"this sandbox knows only hosted_page, not {ui_mode}", param="ui_mode",
        )  # fmt: skip
    for name in ("success_url", "line_items"):
        if not params.get(name):
            raise missing(name)
    for name in ("success_url", "cancel_url"):
        if params.get(name) and urlsplit(params[name]).scheme not in ("http", "https"):
            raise ApiError(400, "Not a valid URL", code="url_invalid", param=name)
    if not isinstance(params["line_items"], list):
        raise ApiError(400, "Invalid array", param="line_items")


def _check_total(total: int) -> None:
    if total < SMALLEST:
        raise ApiError(
            400, "The Checkout Session's total amount due must add up to at least the minimum "
            f"of {SMALLEST} in the currency's smallest unit.", code="amount_too_small",
        )  # fmt: skip
    if total > LARGEST:
        raise ApiError(
            400, "The Checkout Session's total amount must be no more than 8 digits.",
            code="amount_too_large",
        )  # fmt: skip


def _line(index: int, raw: Any) -> dict[str, Any]:
    where = f"line_items[{index}]"
    price = raw.get("price_data") if isinstance(raw, dict) else None
    if not price:
        raise missing(f"{where}[price_data]")
    amount = integer(price, "unit_amount")
    quantity = integer(raw, "quantity")
    currency = str(price.get("currency", "")).lower()
    name = (price.get("product_data") or {}).get("name")
    if amount is None:
        raise missing(f"{where}[price_data][unit_amount]")
    if quantity is None:
        raise missing(f"{where}[quantity]")
    if not re.fullmatch(r"[a-z]{3}", currency):
        raise ApiError(400, f"Invalid currency: {currency}", param=f"{where}[price_data][currency]")
    if not name:
        raise missing(f"{where}[price_data][product_data][name]")
    if amount < 0 or quantity < 1:
        raise ApiError(400, "Invalid non-negative integer", param=where)
    return {
        "id": new_id("li_"),
        "object": "item",
        "amount_subtotal": amount * quantity,
        "amount_total": amount * quantity,
        "currency": currency,
        "description": name,
        "quantity": quantity,
    }


def _methods(params: dict[str, Any]) -> list[str]:
    methods = params.get("payment_method_types") or ["card"]
    for method in methods:
        if method not in METHODS:
            raise ApiError(
                400, f"Invalid payment_method_types: must be one of {', '.join(METHODS)} here.",
                param="payment_method_types",
            )  # fmt: skip
    wechat = (params.get("payment_method_options") or {}).get("wechat_pay") or {}
    if "wechat_pay" in methods and wechat.get("client") != "web":
        raise missing("payment_method_options[wechat_pay][client]")
    return list(methods)


def _expiry(params: dict[str, Any], *, now: int) -> int:
    wanted = integer(params, "expires_at") or now + LONGEST
    if wanted < now + SHORTEST - GRACE:
        raise ApiError(
            400, "The `expires_at` timestamp must be at least 30 minutes from Checkout Session "
            "creation.", param="expires_at",
        )  # fmt: skip
    if wanted > now + LONGEST + GRACE:
        raise ApiError(
            400, "The `expires_at` timestamp must be less than 24 hours from Checkout Session "
            "creation.", param="expires_at",
        )  # fmt: skip
    return wanted


def _hosted_url(session_id: str, success_url: str, public_base: str) -> str:
    """Return where the payer goes: on the shop's own origin unless the base names another."""
    if "://" not in public_base:
        shop = urlsplit(success_url)
        public_base = f"{shop.scheme}://{shop.netloc}{public_base}"
    return f"{public_base.rstrip('/')}/c/pay/{session_id}"


def _blank(params: dict[str, Any], *, now: int) -> dict[str, Any]:
    email = params.get("customer_email")
    return {
        "id": new_id("cs_test_"),
        "object": "checkout.session",
        "cancel_url": params.get("cancel_url"),
        "client_reference_id": params.get("client_reference_id"),
        "created": now,
        "customer": None,
        "customer_details": {"email": email, "name": None} if email else None,
        "customer_email": email,
        "livemode": False,
        "locale": params.get("locale"),
        "metadata": params.get("metadata") or {},
        "mode": "payment",
        "payment_intent": None,
        "payment_method_options": params.get("payment_method_options") or {},
        "payment_status": "unpaid",
        "status": "open",
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
    }
