"""What finance's queue shows; frozen dataclasses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from accounts.queries import person_name
from marketplace.market.models import Order
from marketplace.payments import matching
from marketplace.payments.models import (
    BankAccountLine,
    BankMatch,
    BankStatement,
    Incident,
    InvoiceRequest,
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
