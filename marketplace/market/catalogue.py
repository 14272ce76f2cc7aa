"""What can be bought, as strangers see it: cards, one listing, one project; frozen dataclasses, few queries.

The number of queries does not grow with the number of listings.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet
from djmoney.money import Money

from accounts.models import District
from marketplace import clock
from marketplace.market import kinds
from marketplace.market.models import Listing, PriceChange
from marketplace.registry.models import CreditBatch, Project


@dataclass(frozen=True)
class ProjectCard:
    """A project in a few words; works with ``|localname`` (stems: name, who, summary, co_benefits, methodology)."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    district: str
    who_zh: str
    who_en: str
    summary_zh: str
    summary_en: str
    co_benefits_zh: str
    co_benefits_en: str
    participants: int | None
    methodology_zh: str
    methodology_en: str
    methodology_source: str
    owner_zh: str
    owner_en: str
    is_demo: bool
    takes_part: str
    in_aid_area: bool

    @property
    def district_label(self) -> str:
        """The district's name in the reader's language, or nothing."""
        return str(District(self.district).label) if self.district in District.values else ""

    @property
    def kind_label(self) -> str:
        """The kind in the reader's language."""
        return kinds.label(self.kind)


@dataclass(frozen=True)
class ListingCard:
    """One listing: what, whose reductions, when they were made, how much is left, at what price."""

    id: int
    public_id: uuid.UUID
    project: ProjectCard
    batch_code: str
    scheme_kind: str
    scheme_code: str
    methodology_code: str
    vintage_start: date
    vintage_end: date
    available_kg: int
    held_kg: int
    sold_kg: int
    quantity_kg: int
    minimum_kg: int
    increment_kg: int
    price: Money
    status: str
    status_label: str
    sold_by_zh: str
    sold_by_en: str
    seller_zh: str
    seller_en: str
    expires_at: datetime | None

    @property
    def for_sale(self) -> bool:
        """Whether it can be bought now."""
        return self.status == Listing.Status.ACTIVE and self.available_kg > 0


@dataclass(frozen=True)
class PricePoint:
    """The price from a moment on."""

    at: datetime
    price: Money


def for_sale(now: datetime) -> QuerySet[Listing]:
    """Return the listings that can be bought at a moment."""
    rows = Listing.objects.filter(
        status=Listing.Status.ACTIVE, listed_kg__gt=0, batch__status="active"
    )
    return rows.filter(Q(expires_at=None) | Q(expires_at__gt=now))


def cheapest(most: int) -> tuple[ListingCard, ...]:
    """Return the cheapest listings for sale, at most so many."""
    return tuple(_cards(for_sale(clock.now()).order_by("price_per_tonne", "pk")[:most]))


def cards_by_id(ids: Iterable[int]) -> dict[int, ListingCard]:
    """Return the cards of listings by id, whatever their state."""
    return {card.id: card for card in _cards(Listing.objects.filter(pk__in=set(ids)))}


def listing(public_id: uuid.UUID) -> ListingCard | None:
    """Return one listing that has ever been for sale, or None."""
    rows = Listing.objects.filter(public_id=public_id).exclude(status=Listing.Status.DRAFT)
    return next(iter(_cards(rows)), None)


def listings_of_project(code: str) -> tuple[ListingCard, ...]:
    """Return a project's listings for sale, cheapest first."""
    rows = for_sale(clock.now()).filter(batch__project__code=code).order_by("price_per_tonne", "pk")
    return tuple(_cards(rows))


def price_history(listing_id: int) -> tuple[PricePoint, ...]:
    """Return the prices a listing has had, oldest first."""
    rows = PriceChange.objects.filter(listing=listing_id).order_by("at", "pk")
    return tuple(PricePoint(row.at, row.price_per_tonne) for row in rows)


def ids_by_public_id(public_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return the ids of listings that have ever been for sale, by their public ids."""
    rows = Listing.objects.filter(public_id__in=set(public_ids))
    shown = rows.exclude(status=Listing.Status.DRAFT)
    return dict(shown.values_list("public_id", "pk"))


def project(code: str) -> ProjectCard | None:
    """Return one project, or None."""
    rows = Project.objects.select_related("methodology_version", "owner")
    found = rows.filter(code=code).first()
    return _project_card(found) if found else None


def batch_codes(project_code: str) -> tuple[str, ...]:
    """Return the codes of a project's batches, newest first."""
    return tuple(
        CreditBatch.objects.filter(project__code=project_code).values_list("code", flat=True)
    )


def _cards(rows: QuerySet[Listing]) -> Iterable[ListingCard]:
    related = (
        "batch__project__methodology_version",
        "batch__project__owner",
        "batch__scheme",
        "batch__methodology_version__methodology",
        "seller",
    )
    return [_card(row) for row in rows.select_related(*related)]


def _card(row: Listing) -> ListingCard:
    batch = row.batch
    return ListingCard(
        id=row.pk,
        public_id=row.public_id,
        project=_project_card(batch.project),
        batch_code=batch.code,
        scheme_kind=batch.scheme.kind,
        scheme_code=batch.scheme.code,
        methodology_code=batch.methodology_version.methodology.code,
        vintage_start=batch.monitoring_start,
        vintage_end=batch.monitoring_end,
        available_kg=row.listed_kg,
        held_kg=row.held_kg,
        sold_kg=row.sold_kg,
        quantity_kg=row.quantity_kg,
        minimum_kg=row.minimum_kg,
        increment_kg=row.increment_kg,
        price=row.price_per_tonne,
        status=row.status,
        status_label=str(row.get_status_display()),
        sold_by_zh=row.sold_by_zh or row.seller.name_zh,
        sold_by_en=row.sold_by_en or row.seller.name_en,
        seller_zh=row.seller.name_zh,
        seller_en=row.seller.name_en,
        expires_at=row.expires_at,
    )


def _project_card(row: Project) -> ProjectCard:
    method = row.methodology_version
    return ProjectCard(
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        kind=row.kind,
        district=row.district,
        who_zh=row.who_zh,
        who_en=row.who_en,
        summary_zh=row.summary_zh,
        summary_en=row.summary_en,
        co_benefits_zh=row.co_benefits_zh,
        co_benefits_en=row.co_benefits_en,
        participants=row.participants,
        methodology_zh=method.name_zh,
        methodology_en=method.name_en,
        methodology_source=method.url,
        owner_zh=row.owner.name_zh,
        owner_en=row.owner.name_en,
        is_demo=row.is_demo,
        takes_part=row.takes_part,
        in_aid_area=row.in_aid_area,
    )
