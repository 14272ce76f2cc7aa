"""What payments stores: payments and refunds, Stripe's notices, bank statements, what goes wrong.

Only fields and constraints live here. Money is CNY with two decimals. Every row is evidence:
nothing is deleted, and what has ended does not begin again.
"""

from marketplace.payments.models.bank import BankAccountLine, BankMatch, BankStatement
from marketplace.payments.models.notices import Incident, ProcessingConsent, StripeEvent
from marketplace.payments.models.papers import InvoiceRequest
from marketplace.payments.models.payment import Payment, PaymentAttempt, Refund, RefundDue

__all__ = [
    "BankAccountLine",
    "BankMatch",
    "BankStatement",
    "Incident",
    "InvoiceRequest",
    "Payment",
    "PaymentAttempt",
    "ProcessingConsent",
    "Refund",
    "RefundDue",
    "StripeEvent",
]
