"""The ledger's verbs. One verb is one transaction, or joins its caller's; refusals are LedgerError.

Kilograms are whole numbers. See ``postings`` for the lock order; pass all lines of an act in one call.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from accounts.models import User
from marketplace.registry.applying import apply, check
from marketplace.registry.issuance import issue, refuse_issuance, request_issuance
from marketplace.registry.models import Movement
from marketplace.registry.postings import Cause, Line, Post, post
from marketplace.registry.retiring import cancel, retire

__all__ = [
    "Line",
    "Sale",
    "apply",
    "cancel",
    "check",
    "give_back",
    "hold",
    "issue",
    "list_stock",
    "refuse_issuance",
    "release",
    "request_issuance",
    "retire",
    "sell",
    "transfer",
    "unlist",
]


@dataclass(frozen=True)
class Sale:
    """Kilograms of a batch between two parties."""

    batch_id: int
    seller_id: int
    buyer_id: int
    kg: int


def list_stock(
    *,
    lines: Sequence[Line],
    subject: str,
    actor: User | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> list[Movement]:
    """Offer kilograms for sale: available → listed."""
    cause = Cause(subject=subject, actor=actor, reason=reason, now=now)
    return _within(lines, "list", cause, source="available", target="listed")


def unlist(
    *,
    lines: Sequence[Line],
    subject: str,
    actor: User | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> list[Movement]:
    """Take kilograms off sale: listed → available."""
    cause = Cause(subject=subject, actor=actor, reason=reason, now=now)
    return _within(lines, "unlist", cause, source="listed", target="available")


def hold(
    *,
    lines: Sequence[Line],
    subject: str,
    actor: User | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> list[Movement]:
    """Reserve kilograms for a quote: listed → held."""
    cause = Cause(subject=subject, actor=actor, reason=reason, now=now)
    return _within(lines, "hold", cause, source="listed", target="held")


def release(
    *,
    lines: Sequence[Line],
    subject: str,
    to: Literal["listed", "available"] = "listed",
    actor: User | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> list[Movement]:
    """Give reserved kilograms back: held → listed, or → available when the listing has ended."""
    cause = Cause(subject=subject, actor=actor, reason=reason, now=now)
    return _within(lines, "release", cause, source="held", target=to)


def sell(
    *,
    lines: Sequence[Sale],
    subject: str,
    actor: User | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> list[Movement]:
    """Pass reserved kilograms to their buyer: seller's held → buyer's available."""
    cause = Cause(subject=subject, actor=actor, reason=reason, now=now)
    return _between(lines, "sell", cause, compartment="held")


def transfer(
    *,
    lines: Sequence[Sale],
    subject: str,
    actor: User | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> list[Movement]:
    """Pass kilograms on without a sale: available → available."""
    cause = Cause(subject=subject, actor=actor, reason=reason, now=now)
    return _between(lines, "transfer", cause, compartment="available")


def give_back(
    *,
    lines: Sequence[Sale],
    subject: str,
    actor: User | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> list[Movement]:
    """Undo a sale after a refund: each ``Sale`` as it was made; buyer's available → seller's available."""
    cause = Cause(subject=subject, actor=actor, reason=reason, now=now)
    reverse = [Sale(line.batch_id, line.buyer_id, line.seller_id, line.kg) for line in lines]
    return _between(reverse, "return", cause, compartment="available")


def _within(
    lines: Sequence[Line], kind: str, cause: Cause, *, source: str, target: str
) -> list[Movement]:
    posts = [
        Post(
            kind=kind,
            batch_id=line.batch_id,
            kg=line.kg,
            source=(line.account_id, source),
            target=(line.account_id, target),
        )
        for line in lines
    ]
    return post(posts, cause)


def _between(lines: Sequence[Sale], kind: str, cause: Cause, *, compartment: str) -> list[Movement]:
    posts = [
        Post(
            kind=kind,
            batch_id=line.batch_id,
            kg=line.kg,
            source=(line.seller_id, compartment),
            target=(line.buyer_id, "available"),
        )
        for line in lines
    ]
    return post(posts, cause)
