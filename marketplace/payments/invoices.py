"""Invoices (发票): asked for by the buyer, issued by staff in the tax office's system, noted here."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from stdnum.cn import uscc

from accounts.models import User
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market.models import Order
from marketplace.payments.models import InvoiceRequest


@dataclass(frozen=True)
class Wish:
    """What the invoice is to say; `tax_number` is a unified social credit code or empty."""

    kind: str
    title: str
    tax_number: str
    email: str


@transaction.atomic
def ask(order: Order, wish: Wish) -> InvoiceRequest:
    """Store what the buyer wants on the invoice, once per order.

    Raises MarketError: invalid_state when it was asked for before or the order has ended without
    being paid, invalid_request when the taxpayer number's check digit is wrong.
    """
    if order.status in (Order.Status.CANCELED, Order.Status.EXPIRED):
        raise MarketError("invalid_state")
    if wish.tax_number and not uscc.is_valid(wish.tax_number):
        raise MarketError("invalid_request")
    try:
        with transaction.atomic():
            return InvoiceRequest.objects.create(
                order=order,
                kind=wish.kind,
                title=wish.title.strip(),
                tax_number=wish.tax_number,
                email=wish.email,
                created_at=clock.now(),
            )
    except IntegrityError as error:
        raise MarketError("invalid_state") from error


@transaction.atomic
def issue(request_id: int, *, number: str, actor: User) -> None:
    """Note the number under which an invoice was issued. Raises MarketError ``invalid_state``."""
    waiting = InvoiceRequest.objects.filter(pk=request_id, issued_at=None)
    if not number.strip() or not waiting.update(
        number=number.strip()[:40], issued_at=clock.now(), issued_by=actor
    ):
        raise MarketError("invalid_state")
