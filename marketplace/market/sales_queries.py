"""What a seller sees of its own: what can be listed, every listing in any state, what was sold. Buyers stay unnamed."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, QuerySet, Sum
from djmoney.money import Money

from accounts import queries as accounts
from accounts.access import APPROVERS
from accounts.models import Party, User
from marketplace.market import catalogue, planning
from marketplace.market.catalogue import ListingCard, PricePoint
from marketplace.market.models import Allocation, Listing, ListingStep, OrderLine
from marketplace.market.terms import as_money, in_fen, terms
from marketplace.registry.models import Holding

_OVER = (Listing.Status.SOLD_OUT, Listing.Status.WITHDRAWN)


@dataclass(frozen=True)
class Listable:
    """A holding of the seller's own project of which something can be put up for sale."""

    batch_id: int
    code: str
    project_code: str
    name_zh: str
    name_en: str
    vintage_start: date
    vintage_end: date
    increment_kg: int
    available_kg: int
    listed_kg: int


@dataclass(frozen=True)
class StepView:
    """A step that waits for a second person."""

    public_id: uuid.UUID
    listing_id: int
    listing_public_id: uuid.UUID
    seller_id: uuid.UUID
    act: str
    act_label: str
    price: Money | None
    asked_by: str
    asked_by_id: int
    asked_at: datetime


@dataclass(frozen=True)
class OwnListing:
    """One of the seller's listings, in whatever state, with the step that waits for it."""

    card: ListingCard
    sold_amount: Money
    step: StepView | None

    @property
    def stopped(self) -> bool:
        """Whether a freeze keeps it from being put up, sold again or given another price; what ended is past that."""
        return bool(self.card.stop) and self.card.status not in _OVER

    @property
    def rest_kg(self) -> int:
        """What renewing an expired listing would put up again."""
        return self.card.quantity_kg - self.card.held_kg - self.card.sold_kg


@dataclass(frozen=True)
class Sold:
    """What was sold to one kind of buyer: kilograms, money without the fee, and in how many orders."""

    kind: str
    kind_label: str
    kg: int
    amount: Money
    orders: int


@dataclass(frozen=True)
class Sample:
    """What a buyer pays for an amount of a listing."""

    kg: int
    subtotal: Money
    fee: Money
    total: Money


def listable(seller: Party) -> tuple[Listable, ...]:
    """Return the seller's holdings of its own projects with something available, in batches that aren't frozen."""
    rows = _holdings(seller).filter(available_kg__gt=0, batch__status="active")
    return tuple(_listable(row) for row in rows.order_by("-batch__issued_at", "batch_id"))


def holding(seller: Party, batch_code: str) -> Listable | None:
    """Return the seller's holding of a batch of its own, whatever is left of it; for a draft to be edited by."""
    row = _holdings(seller).filter(batch__code=batch_code).first()
    return None if row is None else _listable(row)


def _holdings(seller: Party) -> QuerySet[Holding]:
    rows = Holding.objects.filter(account=seller, batch__project__owner=seller)
    return rows.select_related("batch__project")


def _listable(row: Holding) -> Listable:
    return Listable(
        batch_id=row.batch_id,
        code=row.batch.code,
        project_code=row.batch.project.code,
        name_zh=row.batch.project.name_zh,
        name_en=row.batch.project.name_en,
        vintage_start=row.batch.monitoring_start,
        vintage_end=row.batch.monitoring_end,
        increment_kg=row.batch.increment_kg,
        available_kg=row.available_kg,
        listed_kg=row.listed_kg,
    )


def own(seller: Party, *, status: str = "") -> tuple[OwnListing, ...]:
    """Return the seller's listings, newest first; of one state if it is named."""
    rows = _kept(seller)
    if status:
        rows = rows.filter(status=status)
    return _own(rows.order_by("-created_at", "-pk").values_list("pk", flat=True))


def one(seller: Party, public_id: uuid.UUID) -> OwnListing | None:
    """Return one of the seller's listings, or None."""
    rows = _kept(seller).filter(public_id=public_id)
    return next(iter(_own(rows.values_list("pk", flat=True))), None)


def _kept(seller: Party) -> QuerySet[Listing]:
    return Listing.objects.filter(seller=seller).exclude(status=Listing.Status.DISCARDED)


def _own(ids: Iterable[int]) -> tuple[OwnListing, ...]:
    wanted = list(ids)
    cards, amounts = catalogue.cards_by_id(wanted), _sold_amounts(wanted)
    steps = {step.listing_id: step for step in _steps(listing__in=wanted)}
    nothing = as_money(0)
    return tuple(OwnListing(cards[pk], amounts.get(pk, nothing), steps.get(pk)) for pk in wanted)


def counts(seller: Party) -> dict[str, int]:
    """Return how many listings the seller has in each state."""
    rows = _kept(seller).values_list("status").annotate(n=Count("pk"))
    return dict(rows)


def _sold_amounts(ids: Sequence[int]) -> dict[int, Money]:
    rows = OrderLine.objects.filter(listing__in=ids, allocation__status=Allocation.Status.SOLD)
    sums = rows.values_list("listing").annotate(amount=Sum("amount"))
    return {pk: Money(amount, "CNY") for pk, amount in sums}


def sold(seller: Party) -> tuple[Sold, ...]:
    """Return what fulfilled orders took of the seller's listings, by the kind of who paid; returns subtracted."""
    lines = OrderLine.objects.filter(
        listing__seller=seller, allocation__status=Allocation.Status.SOLD
    )
    rows = lines.values("order__payer__kind").annotate(
        kg=Sum(F("kg") - F("allocation__returned_kg")),
        paid=Sum("amount"),
        orders=Count("order", distinct=True),
    )
    labels = dict(Party.Kind.choices)
    return tuple(
        Sold(
            kind=row["order__payer__kind"],
            kind_label=str(labels[row["order__payer__kind"]]),
            kg=row["kg"],
            amount=Money(row["paid"], "CNY"),
            orders=row["orders"],
        )
        for row in rows.order_by("order__payer__kind")
    )


def prices(listing_id: int) -> tuple[PricePoint, ...]:
    """Return a listing's price change log, newest first."""
    return tuple(reversed(catalogue.price_history(listing_id)))


def samples(card: ListingCard) -> tuple[Sample, ...]:
    """Return what buyers would pay for the least, for a tonne, and for all of a listing."""
    smallest = max(card.minimum_kg, card.increment_kg)
    amounts = sorted({smallest, 1000, card.quantity_kg})
    fitting = [kg for kg in amounts if smallest <= kg <= card.quantity_kg]
    return tuple(_sample(kg, in_fen(card.price)) for kg in fitting if kg % card.increment_kg == 0)


def _sample(kg: int, price_fen: int) -> Sample:
    totals = planning.price([planning.PlanLine(0, kg, price_fen)], terms()).totals
    parts = (totals.subtotal_fen, totals.fee_fen, totals.total_fen)
    return Sample(kg, *(as_money(part) for part in parts))


def waiting_steps(user: User) -> tuple[StepView, ...]:
    """Return the steps that wait for this person as the second one, oldest first."""
    where = user.memberships.filter(role__in=APPROVERS).values("organization")
    return _steps(listing__seller__organization__in=where, exclude=user.pk)


def _steps(*, exclude: int | None = None, **where: Any) -> tuple[StepView, ...]:
    rows = ListingStep.objects.filter(status=ListingStep.Status.WAITING, **where)
    if exclude is not None:
        rows = rows.exclude(asked_by=exclude)
    return tuple(
        StepView(
            public_id=row.public_id,
            listing_id=row.listing_id,
            listing_public_id=row.listing.public_id,
            seller_id=row.listing.seller.public_id,
            act=row.act,
            act_label=str(row.get_act_display()),
            price=row.price_per_tonne,
            asked_by=accounts.person_name(row.asked_by),
            asked_by_id=row.asked_by_id,
            asked_at=row.asked_at,
        )
        for row in rows.select_related("listing__seller", "asked_by").order_by("asked_at", "pk")
    )
