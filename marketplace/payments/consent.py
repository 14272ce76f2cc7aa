"""Consent to Stripe's processing abroad (PIPL, articles 13 and 39), asked before the redirect."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from marketplace.errors import MarketError
from marketplace.market.models import Order
from marketplace.payments.models import ProcessingConsent

RECIPIENT = "Stripe"
TEXT_VERSION = "2026-11"


def given(order: Order) -> bool:
    """Say whether an order's payer has agreed to the present text."""
    return ProcessingConsent.objects.filter(
        order=order, recipient=RECIPIENT, text_version=TEXT_VERSION
    ).exists()


def record(order: Order, *, actor: User | None, agreed: bool, now: datetime) -> None:
    """Store the consent, once. Raises MarketError without one."""
    if given(order):
        return
    if not agreed:
        raise MarketError(
            "invalid_request",
            _("To pay online, please agree that your payment data is processed abroad."),
        )
    ProcessingConsent.objects.bulk_create(
        [
            ProcessingConsent(
                order=order,
                user=actor,
                recipient=RECIPIENT,
                text_version=TEXT_VERSION,
                language=get_language() or "zh-hans",
                given_at=now,
            )
        ],
        ignore_conflicts=True,
    )
