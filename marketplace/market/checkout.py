"""Where an order is paid, without knowing payments: payments registers how an API client begins to pay."""

from collections.abc import Callable

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from accounts.models import User
from marketplace.market.models import Order

Starter = Callable[[Order, str, User | None], dict[str, str]]
_STARTERS: dict[str, Starter] = {}


def payment_method(name: str) -> Callable[[Starter], Starter]:
    """Register how to begin a payment by this method: ``card`` or ``bank_transfer``.

    The function gets the order, the method and the person who answers for it, and returns strings for the client:
    ``url`` of a hosted page, or the transfer's instructions. It may call a provider; raises MarketError.
    """

    def register(function: Starter) -> Starter:
        if name in _STARTERS:
            raise ValueError(f"{name} is registered already")
        _STARTERS[name] = function
        return function

    return register


def begin(order: Order, method: str, actor: User | None) -> dict[str, str]:
    """Return how this order is paid: by the method asked for, or on the page where one chooses."""
    payable = order.status == Order.Status.AWAITING_PAYMENT
    if payable and method in _STARTERS:
        return {"method": method, **_STARTERS[method](order, method, actor)}
    return {"url": page(order)} if payable else {}


def page(order: Order) -> str:
    """Return the absolute address of the page where one chooses how to pay, or nothing."""
    try:
        return settings.SITE_URL + reverse("payments:choose", args=[order.public_id])
    except NoReverseMatch:
        return ""
