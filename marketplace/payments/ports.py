"""The port: three functions per provider, and the notice that all of them speak.

A provider starts a payment, reads a notice, gives money back. It never writes our tables;
`starting`, `settlement` and `refunds` do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from marketplace.payments.models import Payment, Refund


class State(StrEnum):
    """How a payment stands at its provider."""

    OPEN = "open"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Started:
    """What a provider made for us: its reference and where the payer goes (empty for a transfer)."""

    provider_ref: str | None
    url: str


@dataclass(frozen=True)
class Notice:
    """What is true at the provider now, read from its own object and not from a payload.

    `reference` is ours, as the provider holds it; `amount_fen` is what has arrived when the
    state is succeeded. `confirmed_by` is the person who vouches for it (bank transfers).
    """

    provider: str
    reference: str
    provider_ref: str | None
    state: State
    amount_fen: int
    currency: str
    intent_ref: str | None = None
    failure_code: str = ""
    confirmed_by: int | None = None


@dataclass(frozen=True)
class RefundAnswer:
    """How a refund stands at its provider: `pending`, `succeeded`, `failed` or `canceled`."""

    provider_ref: str | None
    status: str
    failure_code: str = ""


class Provider(Protocol):
    """What every provider can do."""

    def start(self, payment: Payment) -> Started:
        """Make what the payer needs; safe to call twice. Raises ProviderError."""

    def read_notice(self, payment: Payment) -> Notice:
        """Read how a payment stands. Raises ProviderError."""

    def refund(self, refund: Refund, *, now: datetime) -> RefundAnswer:
        """Give money back; safe to call twice. Raises ProviderError."""


class ProviderError(Exception):
    """The provider could not be reached or refused; `code` is its own word for it."""

    def __init__(self, code: str, message: str = "", *, final: bool = False) -> None:
        self.code = code
        self.final = final
        super().__init__(message or code)
