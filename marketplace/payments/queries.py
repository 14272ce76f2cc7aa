"""What pages and other apps read of payments; frozen dataclasses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.conf import settings
from djmoney.money import Money

from marketplace.market.models import Order
from marketplace.payments import remittance
from marketplace.payments.models import (
    Payment,
    PaymentAttempt,
)


class Standing(StrEnum):
    """How an order stands in the eyes of its payer."""

    APPROVAL = "approval"
    OPEN = "open"
    CONFIRMING = "confirming"
    DECLINED = "declined"
    TRANSFER = "transfer"
    PAID = "paid"
    RETURNED = "returned"
    ENDED = "ended"


@dataclass(frozen=True)
class PayerView:
    """What a payer needs to know; `decline_code` is the last refusal of a card, if any."""

    standing: Standing
    payment_id: int | None
    decline_code: str
    hold_until: datetime


@dataclass(frozen=True)
class Transfer:
    """What a payer writes on a transfer."""

    code: str
    code_shown: str
    amount: Money
    account_name: str
    bank: str
    account_number: str
    pay_by: datetime | None
    open: bool


def payer_view(order: Order, *, returned: bool = False) -> PayerView:
    """Return how an order stands for its payer.

    `returned` says that the payer comes from the provider's page, where one gets away by paying
    only: then an earlier refused card says nothing about the payment now being confirmed.
    """
    payments = list(order.payments.order_by("-created_at", "-pk"))
    current = payments[0] if payments else None
    declined = PaymentAttempt.objects.filter(payment__order=order).order_by("-at", "-pk").first()
    return PayerView(
        standing=_standing(order, payments, None if returned and _waits(current) else declined),
        payment_id=current.pk if current else None,
        decline_code=(declined.decline_code or declined.code) if declined else "",
        hold_until=order.hold_until,
    )


def _waits(payment: Payment | None) -> bool:
    return payment is not None and payment.status == Payment.Status.PENDING


def _standing(order: Order, payments: list[Payment], declined: PaymentAttempt | None) -> Standing:
    status = Order.Status
    if order.status in (status.PAID, status.FULFILLED):
        return Standing.PAID
    if any(each.status == Payment.Status.SUCCEEDED for each in payments):
        return Standing.RETURNED
    if order.status == status.AWAITING_APPROVAL:
        return Standing.APPROVAL
    if order.status != status.AWAITING_PAYMENT:
        return Standing.ENDED
    pending = next((each for each in payments if each.status == Payment.Status.PENDING), None)
    if pending is None:
        return Standing.DECLINED if declined else Standing.OPEN
    if pending.provider == Payment.Provider.BANK:
        return Standing.TRANSFER
    return Standing.DECLINED if declined else Standing.CONFIRMING


def transfer_of(order: Order) -> Transfer | None:
    """Return what to write on the newest transfer of an order, or None if none was begun."""
    payment = order.payments.filter(provider=Payment.Provider.BANK).order_by("-number").first()
    if payment is None:
        return None
    account = settings.ZHONGHE["BANK_ACCOUNT"]
    return Transfer(
        code=payment.reference,
        code_shown=remittance.shown(payment.reference),
        amount=payment.amount,
        account_name=account["name"],
        bank=account["bank"],
        account_number=account["number"],
        pay_by=payment.expires_at,
        open=payment.status == Payment.Status.PENDING,
    )
