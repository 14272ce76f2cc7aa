"""How a client of the API begins to pay: the market asks, payments answers."""

from __future__ import annotations

from accounts.models import User
from marketplace.errors import MarketError
from marketplace.market.checkout import page, payment_method
from marketplace.market.models import Order
from marketplace.payments import queries, starting


@payment_method("card")
def card(order: Order, _method: str, actor: User | None) -> dict[str, str]:
    """Return the hosted page. Asking for it is the organization's consent to Stripe's processing.

    The order stands already, so nothing is refused here: what can't be paid by card after all, or
    an unreachable provider, gets the page where one chooses, and ``problem`` says why.
    """
    try:
        payment = starting.start(order, "stripe", actor=actor, agreed=True)
    except MarketError as error:
        return {"url": page(order), "problem": error.code}
    return {"url": payment.url, "reference": payment.reference}


@payment_method("bank_transfer")
def bank_transfer(order: Order, _method: str, actor: User | None) -> dict[str, str]:
    """Return what to write on the transfer."""
    starting.start(order, "bank", actor=actor)
    transfer = queries.transfer_of(order)
    assert transfer is not None
    return {
        "reference": transfer.code,
        "amount": f"{transfer.amount.amount:.2f}",
        "currency": "CNY",
        "account_name": transfer.account_name,
        "bank": transfer.bank,
        "account_number": transfer.account_number,
        "pay_by": transfer.pay_by.isoformat() if transfer.pay_by else "",
    }
