"""Which module speaks for which provider."""

from __future__ import annotations

from marketplace.payments import bank, stripe
from marketplace.payments.models import Payment
from marketplace.payments.ports import Provider

_PROVIDERS: dict[str, Provider] = {
    Payment.Provider.STRIPE.value: stripe,
    Payment.Provider.BANK.value: bank,
}


def provider_of(payment: Payment) -> Provider:
    """Return the provider of a payment."""
    return _PROVIDERS[payment.provider]
