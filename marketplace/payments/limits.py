"""Which ways of paying an order has: online between two amounts, by bank transfer always."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from marketplace.errors import MarketError
from marketplace.market import cards
from marketplace.market.models import Order
from marketplace.payments.models import Payment


def transfer_allowed() -> bool:
    """Say whether we have an account to transfer to (settings, `BANK_ACCOUNT_NUMBER`)."""
    return bool(settings.ZHONGHE["BANK_ACCOUNT"]["number"])


def check(order: Order, provider: str) -> None:
    """Refuse a way of paying that an order does not have. Raises MarketError."""
    if provider not in Payment.Provider.values:
        raise MarketError("invalid_request")
    if provider == Payment.Provider.BANK and not transfer_allowed():
        raise MarketError("invalid_request", _("Bank transfer is not offered here."))
    if provider == Payment.Provider.STRIPE:
        cards.check(order.total)
