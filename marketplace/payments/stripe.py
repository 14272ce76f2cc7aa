"""Stripe: hosted Checkout through the library's client, for cards, Alipay and WeChat Pay.

`STRIPE_API_BASE` points the same code at the sandbox. Objects of the library are no dicts: their
fields are read as attributes, optional ones by `getattr`.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

import stripe
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from marketplace.market.terms import in_fen
from marketplace.payments.models import Payment, Refund
from marketplace.payments.ports import Notice, ProviderError, RefundAnswer, Started, State

METHODS = ["card", "alipay", "wechat_pay"]
LOCALES = {"zh-hans": "zh", "zh-hant": "zh-HK", "en": "en"}
CHECKOUT_ORIGIN = "https://checkout.stripe.com"


def client() -> stripe.StripeClient:
    """Return the library's client for the settings in force."""
    return _client(settings.STRIPE_SECRET_KEY, settings.STRIPE_API_BASE)


@lru_cache(maxsize=4)
def _client(key: str, base: str) -> stripe.StripeClient:
    addresses: Any = {"api": base} if base else {}
    return stripe.StripeClient(key, max_network_retries=2, base_addresses=addresses)


def is_live() -> bool:
    """Say whether the key in force moves real money."""
    return settings.STRIPE_SECRET_KEY.startswith(("sk_live_", "rk_live_"))


def form_action_origin() -> str | None:
    """Return the foreign host a payer's browser is sent to, or None when it is our own (sandbox)."""
    return None if settings.STRIPE_API_BASE else CHECKOUT_ORIGIN


def start(payment: Payment) -> Started:
    """Make the Checkout session of a payment; the same payment gives the same session."""
    options: Any = {"idempotency_key": payment.reference}
    try:
        session = client().v1.checkout.sessions.create(_session_params(payment), options)
    except stripe.StripeError as error:
        raise _told(error) from error
    if not session.url:
        raise ProviderError("session_closed", final=True)
    return Started(provider_ref=session.id, url=session.url)


def read_notice(payment: Payment) -> Notice:
    """Read a payment's session and its payment intent from Stripe."""
    if payment.provider_ref is None:
        raise ProviderError("session_unknown")
    return read_session(payment.provider_ref)


def read_session(session_id: str) -> Notice:
    """Read one session. Raises ProviderError, also for a session that Stripe doesn't know."""
    try:
        session = client().v1.checkout.sessions.retrieve(session_id, {"expand": ["payment_intent"]})
    except stripe.StripeError as error:
        raise _told(error) from error
    return _notice(session)


def expire_session(payment: Payment) -> Notice:
    """Close a payment's session, so that nobody can pay it any more, and return how it ended.

    A session that was paid in the meantime stays paid, and the notice says so.
    """
    if payment.provider_ref is None:
        raise ProviderError("session_unknown")
    try:
        client().v1.checkout.sessions.expire(payment.provider_ref)
    except stripe.InvalidRequestError as error:
        if error.http_status == 404:
            raise _told(error) from error
        # It is no longer open: what it became is read below.
    except stripe.StripeError as error:
        raise _told(error) from error
    return read_session(payment.provider_ref)


def refund(refund: Refund, *, now: datetime) -> RefundAnswer:
    """Give back a refund's amount, once however often it is called."""
    params: Any = {
        "payment_intent": refund.payment.intent_ref,
        "amount": in_fen(refund.amount),
        "metadata": {"refund": str(refund.public_id)},
    }
    try:
        answer = client().v1.refunds.create(params, {"idempotency_key": f"refund-{refund.pk}"})
    except stripe.StripeError as error:
        raise _told(error) from error
    return _refund_answer(answer)


def read_refund(refund_id: str) -> tuple[stripe.Refund, RefundAnswer]:
    """Read one refund from Stripe."""
    try:
        answer = client().v1.refunds.retrieve(refund_id)
    except stripe.StripeError as error:
        raise _told(error) from error
    return answer, _refund_answer(answer)


def refund_ids(intent_id: str) -> list[str]:
    """Return the ids of all refunds of a payment intent, newest first."""
    try:
        listed = client().v1.refunds.list({"payment_intent": intent_id, "limit": 100})
    except stripe.StripeError as error:
        raise _told(error) from error
    return [item.id for item in listed.data]


def _session_params(payment: Payment) -> Any:
    order = payment.order
    language = order.language if order.language in LOCALES else "zh-hans"
    with translation.override(language):
        pages = payment.origin + reverse("payments:return", args=[order.public_id])
        back = payment.origin + reverse("payments:cancelled", args=[order.public_id])
        name = _("Order %(number)s: certified carbon reductions") % {"number": order.number}
    return {
        "mode": "payment",
        "ui_mode": "hosted_page",
        "success_url": pages,
        "cancel_url": back,
        "client_reference_id": payment.reference,
        "customer_email": order.email,
        "expires_at": int(payment.expires_at.timestamp()) if payment.expires_at else None,
        "locale": LOCALES[language],
        "metadata": {"payment": payment.reference, "order": order.number},
        "payment_intent_data": {
            "description": order.number,
            "metadata": {"payment": payment.reference, "order": order.number},
        },
        "payment_method_types": METHODS,
        "payment_method_options": {"wechat_pay": {"client": "web"}},
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "cny",
                    "unit_amount": in_fen(payment.amount),
                    "product_data": {"name": name},
                },
            }
        ],
    }


def _notice(session: stripe.checkout.Session) -> Notice:
    intent: Any = session.payment_intent
    if bool(session.livemode) != is_live():
        raise ProviderError("livemode_differs", final=True)
    error = getattr(intent, "last_payment_error", None)
    received = getattr(intent, "amount_received", 0) or 0
    state = _state(session, intent)
    return Notice(
        provider=Payment.Provider.STRIPE,
        reference=session.client_reference_id or "",
        provider_ref=session.id,
        state=state,
        amount_fen=received if state is State.SUCCEEDED else session.amount_total or 0,
        currency=(session.currency or "").upper(),
        intent_ref=getattr(intent, "id", None),
        failure_code=(getattr(error, "decline_code", None) or getattr(error, "code", "") or ""),
    )


def _state(session: stripe.checkout.Session, intent: Any) -> State:
    if session.payment_status == "paid":
        return State.SUCCEEDED
    if session.status == "expired":
        return State.EXPIRED
    if session.status == "open":
        return State.OPEN
    ended = getattr(intent, "status", "") in ("requires_payment_method", "canceled")
    return State.FAILED if ended else State.PENDING


def _refund_answer(answer: stripe.Refund) -> RefundAnswer:
    status = answer.status or "pending"
    return RefundAnswer(
        provider_ref=answer.id,
        status="pending" if status == "requires_action" else status,
        failure_code=getattr(answer, "failure_reason", None) or "",
    )


def _told(error: stripe.StripeError) -> ProviderError:
    """Return our error; a refusal of the request itself won't get better by trying again."""
    final = isinstance(error, stripe.InvalidRequestError | stripe.IdempotencyError)
    return ProviderError(error.code or type(error).__name__, str(error), final=final)
