"""Orders, quotes and holdings as their owners, the mails and other apps read them; frozen dataclasses, few queries."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Sum
from djmoney.money import Money

from accounts import directory
from accounts.access import APPROVERS
from accounts.models import Party, User
from accounts.parties import parties_of, public_name
from marketplace import clock
from marketplace.market import catalogue, transfers
from marketplace.market.catalogue import ListingCard
from marketplace.market.models import Order, Quote
from marketplace.registry.models import Holding, SerialBlock, Statement

UNPAID = (Order.Status.AWAITING_APPROVAL, Order.Status.AWAITING_PAYMENT)


@dataclass(frozen=True)
class LineView:
    """One line of a quote or an order."""

    listing: ListingCard
    kg: int
    price: Money
    amount: Money


@dataclass(frozen=True)
class QuoteView:
    """A quote with its lines; ``open`` at the time it was read is the caller's to decide by ``expires_at``."""

    public_id: uuid.UUID
    kind: str
    lines: Sequence[LineView]
    kg: int
    subtotal: Money
    fee: Money
    total: Money
    claim_for: str
    created_at: datetime
    expires_at: datetime
    consumed: bool
    released: bool


@dataclass(frozen=True)
class OrderView:
    """An order with its lines, its people by the names they know, and what became of it."""

    id: int
    public_id: uuid.UUID
    number: str
    status: str
    status_label: str
    email: str
    lines: Sequence[LineView]
    kg: int
    subtotal: Money
    fee: Money
    tax_contained: Money
    total: Money
    payer_zh: str
    payer_en: str
    owner_zh: str
    owner_en: str
    beneficiary_zh: str
    beneficiary_en: str
    beneficiary_code: str
    beneficiary_unverified: bool
    retire_at_once: bool
    intent: dict[str, Any] | None
    claim_for: str
    created_at: datetime
    approved_at: datetime | None
    hold_until: datetime
    paid_at: datetime | None
    fulfilled_at: datetime | None
    ended_at: datetime | None
    prepared_by: str
    approved_by: str
    retirement_id: uuid.UUID | None
    certificate_code: str

    @property
    def period(self) -> tuple[date, date] | None:
        """The days the claim is for, both included, if it says so."""
        days = ((self.intent or {}).get("claim", {}).get("period") or "").split("/")
        try:
            return date.fromisoformat(days[0]), date.fromisoformat(days[-1])
        except ValueError:
            return None

    @property
    def unpaid(self) -> bool:
        """Whether it still waits for approval or payment."""
        return self.status in UNPAID


@dataclass(frozen=True)
class OrderRow:
    """One order in a list."""

    public_id: uuid.UUID
    number: str
    status: str
    status_label: str
    kg: int
    total: Money
    created_at: datetime
    organization_zh: str
    organization_en: str
    projects: Sequence[ListingCard]


@dataclass(frozen=True)
class HeldBatch:
    """What an account has of one batch, and what it has retired of it (kg)."""

    batch_id: int
    code: str
    project_code: str
    name_zh: str
    name_en: str
    vintage_start: date
    vintage_end: date
    increment_kg: int
    frozen: bool
    available_kg: int
    listed_kg: int
    held_kg: int
    retired_kg: int
    offered_kg: int = 0


def quote(row: Quote) -> QuoteView:
    """Return a quote with its lines."""
    lines = _line_views(row.lines.order_by("listing_id"))
    return QuoteView(
        public_id=row.public_id,
        kind=row.kind,
        lines=lines,
        kg=sum(line.kg for line in lines),
        subtotal=row.subtotal,
        fee=row.fee,
        total=row.total,
        claim_for=row.claim_for,
        created_at=row.created_at,
        expires_at=row.expires_at,
        consumed=row.consumed_at is not None,
        released=row.released_at is not None,
    )


def order(order_id: int) -> OrderView:
    """Return an order by id. Raises Order.DoesNotExist."""
    people = ("payer", "owner", "beneficiary", "retirement", "created_by", "approved_by", "quote")
    row = Order.objects.select_related(*people).get(pk=order_id)
    lines = _line_views(row.lines.order_by("listing_id"))
    payer, owner, beneficiary = (_names(each) for each in (row.payer, row.owner, row.beneficiary))
    return OrderView(
        id=row.pk,
        public_id=row.public_id,
        number=row.number,
        status=row.status,
        status_label=str(row.get_status_display()),
        email=row.email,
        lines=lines,
        kg=sum(line.kg for line in lines),
        subtotal=row.subtotal,
        fee=row.fee,
        tax_contained=row.tax_contained,
        total=row.total,
        payer_zh=payer[0],
        payer_en=payer[1],
        owner_zh=owner[0],
        owner_en=owner[1],
        beneficiary_zh=beneficiary[0],
        beneficiary_en=beneficiary[1],
        beneficiary_code=directory.code_of(row.beneficiary) if row.beneficiary else "",
        beneficiary_unverified=row.beneficiary is not None and directory.unproven(row.beneficiary),
        retire_at_once=row.retire_at_once,
        intent=row.retirement_intent,
        claim_for=row.quote.claim_for,
        created_at=row.created_at,
        approved_at=row.approved_at,
        hold_until=row.hold_until,
        paid_at=row.paid_at,
        fulfilled_at=row.fulfilled_at,
        ended_at=row.ended_at,
        prepared_by=row.created_by.get_full_name() if row.created_by else "",
        approved_by=row.approved_by.get_full_name() if row.approved_by else "",
        retirement_id=row.retirement.public_id if row.retirement else None,
        certificate_code=certificate_code(row.retirement_id),
    )


def certificate_code(retirement_id: int | None) -> str:
    """Return the code of a retirement's certificate, or nothing."""
    if retirement_id is None:
        return ""
    return (
        Statement.objects.filter(retirement=retirement_id).values_list("code", flat=True).first()
        or ""
    )


def orders_to_approve(user: User) -> tuple[OrderRow, ...]:
    """Return the orders that wait for this person as the second one, those that end first first (at most 50)."""
    where = user.memberships.filter(role__in=APPROVERS).values("organization")
    waiting = Order.objects.filter(
        status=Order.Status.AWAITING_APPROVAL, organization__in=where, hold_until__gt=clock.now()
    ).exclude(created_by=user.pk)
    return _rows(waiting.order_by("hold_until", "pk")[:50])


def orders_of(user: User) -> tuple[OrderRow, ...]:
    """Return a person's own orders and those of the person's organizations, newest first (at most 200)."""
    mine = [party.pk for party in parties_of(user)]
    organizations = user.memberships.values("organization")
    theirs = Order.objects.filter(
        Q(organization__in=organizations) | Q(organization=None, payer__in=mine)
    )
    return _rows(theirs.order_by("-created_at", "-pk")[:200])


def _rows(orders: QuerySet[Order]) -> tuple[OrderRow, ...]:
    rows = orders.select_related("organization__party").prefetch_related("lines")
    cards = catalogue.cards_by_id(line.listing_id for row in rows for line in row.lines.all())
    return tuple(_row(row, cards) for row in rows)


def _row(row: Order, cards: dict[int, ListingCard]) -> OrderRow:
    lines = list(row.lines.all())
    party = row.organization.party if row.organization else None
    return OrderRow(
        public_id=row.public_id,
        number=row.number,
        status=row.status,
        status_label=str(row.get_status_display()),
        kg=sum(line.kg for line in lines),
        total=row.total,
        created_at=row.created_at,
        organization_zh=party.name_zh if party else "",
        organization_en=party.name_en if party else "",
        projects=tuple(cards[line.listing_id] for line in lines),
    )


def held_by(party: Party) -> tuple[HeldBatch, ...]:
    """Return every batch an account has or had something of, newest issue first.

    ``offered_kg`` is the part of what is available that waits for a receiver.
    """
    offered = transfers.offered_kg([party.pk])
    retired = dict(
        SerialBlock.objects.filter(retirement__owner=party)
        .values_list("batch")
        .annotate(kg=Sum(F("last") - F("first") + 1))
    )
    rows = (
        Holding.objects.filter(account=party)
        .select_related("batch__project")
        .order_by("-batch__issued_at", "batch_id")
    )
    held = [
        replace(_held(row, retired.get(row.batch_id, 0)), offered_kg=offered[row.batch_id])
        for row in rows
    ]
    return tuple(
        each
        for each in held
        if each.available_kg or each.listed_kg or each.held_kg or each.retired_kg
    )


def _held(row: Holding, retired_kg: int) -> HeldBatch:
    batch = row.batch
    return HeldBatch(
        batch_id=batch.pk,
        code=batch.code,
        project_code=batch.project.code,
        name_zh=batch.project.name_zh,
        name_en=batch.project.name_en,
        vintage_start=batch.monitoring_start,
        vintage_end=batch.monitoring_end,
        increment_kg=batch.increment_kg,
        frozen=batch.status != "active",
        available_kg=row.available_kg,
        listed_kg=row.listed_kg,
        held_kg=row.held_kg,
        retired_kg=retired_kg,
    )


def _line_views(lines: QuerySet[Any] | Iterable[Any]) -> tuple[LineView, ...]:
    rows = list(lines)
    cards = catalogue.cards_by_id(row.listing_id for row in rows)
    return tuple(
        LineView(
            listing=cards[row.listing_id], kg=row.kg, price=row.price_per_tonne, amount=row.amount
        )
        for row in rows
    )


def _names(party: Party | None) -> tuple[str, str]:
    """Return both names as a party may be shown."""
    if party is None:
        return "", ""
    name = public_name(party)
    return name.name_zh or name.name_en, name.name_en or name.name_zh
