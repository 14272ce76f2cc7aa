"""Which ways of paying an order has: online between two amounts, by bank transfer always."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from marketplace.errors import MarketError
from marketplace.market.models import Order
from marketplace.payments.models import Payment


def online_range() -> tuple[Decimal, Decimal]:
    """Return the least and the most that can be paid online, in CNY."""
    return settings.ZHONGHE["CARD_MIN"], settings.ZHONGHE["CARD_MAX"]


def online_allowed(amount: Decimal) -> bool:
    """Say whether an amount in CNY can be paid online."""
    least, most = online_range()
    return least <= amount <= most


def transfer_allowed() -> bool:
    """Say whether we have an account to transfer to (settings, `BANK_ACCOUNT_NUMBER`)."""
    return bool(settings.ZHONGHE["BANK_ACCOUNT"]["number"])


def check(order: Order, provider: str) -> None:
    """Refuse a way of paying that an order does not have. Raises MarketError."""
    if provider not in Payment.Provider.values:
        raise MarketError("invalid_request")
    if provider == Payment.Provider.BANK and not transfer_allowed():
        raise MarketError("invalid_request", _("Bank transfer is not offered here."))
    if provider == Payment.Provider.STRIPE and not online_allowed(order.total.amount):
        least, most = online_range()
        raise MarketError(
            "total_exceeds_max",
            _("Online payment takes from ¥%(least)s to ¥%(most)s; please pay by bank transfer."),
            least=f"{least:,}",
            most=f"{most:,}",
        )
