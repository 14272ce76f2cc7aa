"""What pages and other apps read of payments; frozen dataclasses."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from accounts.queries import person_name
from marketplace.market.models import Order
from marketplace.payments import matching, remittance
from marketplace.payments.models import (
    BankAccountLine,
    BankMatch,
    BankStatement,
    Incident,
    InvoiceRequest,
    Payment,
    PaymentAttempt,
    RefundDue,
)

DETAILS: dict[str, Any] = {
    "amount_fen": _("Amount"),
    "code": _("Provider's answer"),
    "currency": _("Currency"),
    "provider_ref": _("Provider's reference"),
    "reference": _("Our reference"),
    "refund": _("refund"),
    "type": _("Notice"),
}


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


@dataclass(frozen=True)
class LineView:
    """One bank line in the finance queue, with what its remark suggests."""

    id: int
    bank_serial: str
    booked_on: date
    amount: Money
    payer_name: str
    remark: str
    suggested_code: str
    suggested_order: str
    suggested_amount: Money | None

    @property
    def fits(self) -> bool:
        """Whether the suggestion's sum is the line's."""
        return self.suggested_amount == self.amount


@dataclass(frozen=True)
class MatchView:
    """One match that waits for a second person."""

    id: int
    line: LineView
    order_number: str
    order_amount: Money
    matched_by: str
    matched_by_id: int
    matched_at: datetime


@dataclass(frozen=True)
class DueView:
    """Money that a person must send back."""

    id: int
    amount: Money
    payee_name: str
    payee_account: str
    reason: str
    due_on: date
    person: str
    order_number: str


@dataclass(frozen=True)
class IncidentView:
    """Something that only a person can settle."""

    id: int
    kind: str
    order_number: str
    detail: Sequence[tuple[str, str]]
    opened_at: datetime


@dataclass(frozen=True)
class InvoiceView:
    """A wish for an invoice."""

    id: int
    order_number: str
    amount: Money
    kind: str
    title: str
    tax_number: str
    email: str
    created_at: datetime


@dataclass(frozen=True)
class StatementView:
    """An imported statement."""

    file_name: str
    imported_by: str
    imported_at: datetime
    new_lines: int
    known_lines: int


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


def unmatched_lines(*, limit: int = 200) -> list[LineView]:
    """Return the lines that pay nothing yet and are not going back, oldest first."""
    taken = BankMatch.objects.filter(refused_at=None).values("line")
    rows = BankAccountLine.objects.exclude(pk__in=taken).filter(refund_due=None)
    return [_line(row) for row in rows.order_by("booked_on", "pk")[:limit]]


def _line(row: BankAccountLine) -> LineView:
    payment = matching.suggestion(row)
    return LineView(
        id=row.pk,
        bank_serial=row.bank_serial,
        booked_on=row.booked_on,
        amount=row.amount,
        payer_name=row.payer_name,
        remark=row.remark,
        suggested_code=payment.reference if payment else "",
        suggested_order=payment.order.number if payment else "",
        suggested_amount=payment.amount if payment else None,
    )


def waiting_matches() -> list[MatchView]:
    """Return the matches that nobody has confirmed or refused, oldest first."""
    rows = BankMatch.objects.filter(confirmed_at=None, refused_at=None).select_related(
        "line", "payment__order", "matched_by"
    )
    return [
        MatchView(
            id=row.pk,
            line=_line(row.line),
            order_number=row.payment.order.number,
            order_amount=row.payment.amount,
            matched_by=person_name(row.matched_by),
            matched_by_id=row.matched_by_id,
            matched_at=row.matched_at,
        )
        for row in rows.order_by("matched_at", "pk")
    ]


def refunds_due() -> list[DueView]:
    """Return the money that has not been sent back yet, most urgent first."""
    rows = RefundDue.objects.filter(returned_at=None).select_related(
        "person", "refund__payment__order"
    )
    return [
        DueView(
            id=row.pk,
            amount=row.amount,
            payee_name=row.payee_name,
            payee_account=row.payee_account,
            reason=row.reason,
            due_on=row.due_on,
            person=person_name(row.person),
            order_number=row.refund.payment.order.number if row.refund else "",
        )
        for row in rows.order_by("due_on", "pk")
    ]


def open_incidents() -> list[IncidentView]:
    """Return what waits for a person's decision, oldest first."""
    rows = Incident.objects.filter(closed_at=None).select_related("payment__order")
    return [
        IncidentView(
            id=row.pk,
            kind=str(row.get_kind_display()),
            order_number=row.payment.order.number if row.payment else "",
            detail=_told(row.detail),
            opened_at=row.opened_at,
        )
        for row in rows.order_by("opened_at", "pk")
    ]


def _told(detail: dict[str, Any]) -> list[tuple[str, str]]:
    """Return an incident's details with their names in words, sums in yuan."""
    told = []
    for key, value in sorted(detail.items()):
        if value in (None, ""):
            continue
        shown = f"¥{value // 100:,}.{value % 100:02d}" if key == "amount_fen" else str(value)
        told.append((str(DETAILS.get(key, key)), shown))
    return told


def open_invoice_requests() -> list[InvoiceView]:
    """Return the invoices that have not been issued, of orders that are paid, oldest first."""
    rows = InvoiceRequest.objects.filter(
        issued_at=None, order__status__in=[Order.Status.PAID, Order.Status.FULFILLED]
    ).select_related("order")
    return [
        InvoiceView(
            id=row.pk,
            order_number=row.order.number,
            amount=row.order.total,
            kind=str(row.get_kind_display()),
            title=row.title,
            tax_number=row.tax_number,
            email=row.email,
            created_at=row.created_at,
        )
        for row in rows.order_by("created_at", "pk")
    ]


def recent_statements(*, limit: int = 5) -> list[StatementView]:
    """Return the newest imports."""
    rows = BankStatement.objects.select_related("imported_by").order_by("-imported_at", "-pk")
    return [
        StatementView(
            file_name=row.file_name,
            imported_by=person_name(row.imported_by),
            imported_at=row.imported_at,
            new_lines=row.new_lines,
            known_lines=row.known_lines,
        )
        for row in rows[:limit]
    ]


def count_waiting() -> int:
    """Return how many things wait for finance."""
    taken = BankMatch.objects.filter(refused_at=None).values("line")
    return (
        BankAccountLine.objects.exclude(pk__in=taken).filter(refund_due=None).count()
        + BankMatch.objects.filter(confirmed_at=None, refused_at=None).count()
        + RefundDue.objects.filter(returned_at=None).count()
        + Incident.objects.filter(closed_at=None).count()
    )


def money_returned_at(order_public_id: uuid.UUID) -> datetime | None:
    """Return when the money of an order was last given back, or None."""
    refunds = Payment.objects.filter(order__public_id=order_public_id, applied=True).values_list(
        "refunds__ended_at", "refunds__status"
    )
    return max((at for at, status in refunds if status == "succeeded" and at), default=None)


def limbo() -> int:
    """Return how many payments arrived, were not applied, and are not going back: always none."""
    going_back = Subquery(
        Payment.objects.filter(
            pk=OuterRef("pk"), refunds__status__in=["created", "pending", "succeeded"]
        ).values("pk")[:1]
    )
    stuck = Payment.objects.filter(status=Payment.Status.SUCCEEDED, applied=False).annotate(
        back=going_back
    )
    told = Q(incidents__isnull=False)
    return stuck.filter(back=None).exclude(told).filter(refunded__lt=F("amount")).count()
