"""Bank transfer (对公转账): a remittance code going out, a confirmed statement line coming in."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from marketplace.clock import SHENZHEN
from marketplace.market.terms import in_fen
from marketplace.payments.models import BankMatch, Payment, Refund, RefundDue
from marketplace.payments.ports import Notice, ProviderError, RefundAnswer, Started, State

RETURN_DAYS = 7
"""Days within which money that has no order to go to is sent back."""


def start(payment: Payment) -> Started:
    """A transfer needs nothing but its code and our account, which its page shows."""
    return Started(provider_ref=None, url="")


def read_notice(payment: Payment) -> Notice:
    """Read what two people confirmed about a payment: the line's own amount. Raises ProviderError."""
    match = (
        BankMatch.objects.filter(payment=payment, confirmed_at__isnull=False)
        .select_related("line")
        .first()
    )
    if match is None:
        raise ProviderError("not_confirmed")
    return Notice(
        provider=Payment.Provider.BANK,
        reference=payment.reference,
        provider_ref=match.line.bank_serial,
        state=State.SUCCEEDED,
        amount_fen=in_fen(match.line.amount),
        currency=str(match.line.amount.currency),
        confirmed_by=match.confirmed_by_id,
    )


def refund(refund: Refund, *, now: datetime) -> RefundAnswer:
    """Put money into the queue of what a person sends back; the refund waits until it is sent."""
    match = (
        BankMatch.objects.filter(payment=refund.payment, confirmed_at__isnull=False)
        .select_related("line")
        .get()
    )
    RefundDue.objects.bulk_create(
        [
            RefundDue(
                refund=refund,
                amount=refund.amount,
                payee_name=match.line.payer_name,
                payee_account=match.line.payer_account,
                reason=refund.reason,
                due_on=due_on(now),
                person_id=refund.asked_by_id or match.confirmed_by_id,
                created_at=now,
            )
        ],
        ignore_conflicts=True,
    )
    return RefundAnswer(provider_ref=None, status="pending")


def due_on(now: datetime) -> date:
    """Return the day by which money must be on its way back."""
    return now.astimezone(SHENZHEN).date() + timedelta(days=RETURN_DAYS)
