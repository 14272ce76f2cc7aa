"""What can be bought, as strangers see it: cards, one listing, one project; frozen dataclasses, few queries.

The number of queries does not grow with the number of listings.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from djmoney.money import Money

from accounts.models import District
from marketplace import clock
from marketplace.market import kinds
from marketplace.market.models import Listing, PriceChange
from marketplace.registry import frozen, participants
from marketplace.registry.models import Project


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
    few_participants: bool
    methodology_code: str
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
    seller_id: int = 0
    stop: str = ""
    """What is frozen, if something is: listing, batch or account (the seller's)."""

    @property
    def state_label(self) -> str:
        """Its state in a word: a stop from outside goes before its own."""
        return str(Listing.Status.FROZEN.label) if self.stop else self.status_label

    @property
    def for_sale(self) -> bool:
        """Whether it can be bought now."""
        return self.status == Listing.Status.ACTIVE and self.available_kg > 0 and not self.stop

    @property
    def for_sale_kg(self) -> int:
        """How much can be bought now: nothing while it is paused or frozen, whatever is listed."""
        return self.available_kg if self.for_sale else 0


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
    rows = rows.exclude(seller__in=frozen.accounts())
    return rows.filter(Q(expires_at=None) | Q(expires_at__gt=now))


def cheapest(most: int) -> tuple[ListingCard, ...]:
    """Return the cheapest listings for sale, at most so many."""
    return tuple(_cards(for_sale(clock.now()).order_by("price_per_tonne", "pk")[:most]))


def district_counts() -> dict[str, int]:
    """Return in which districts something is for sale, and how many listings there are in each."""
    rows = for_sale(clock.now()).values_list("batch__project__district").annotate(n=Count("pk"))
    return dict(rows)


def cards_by_id(ids: Iterable[int]) -> dict[int, ListingCard]:
    """Return the cards of listings by id, whatever their state."""
    return {card.id: card for card in _cards(Listing.objects.filter(pk__in=set(ids)))}


def listing(public_id: uuid.UUID) -> ListingCard | None:
    """Return one listing that has ever been for sale, or None."""
    rows = Listing.objects.filter(public_id=public_id).exclude(status__in=Listing.NEVER_SHOWN)
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
    shown = rows.exclude(status__in=Listing.NEVER_SHOWN)
    return dict(shown.values_list("public_id", "pk"))


def project(code: str) -> ProjectCard | None:
    """Return one project, or None."""
    rows = Project.objects.select_related("methodology_version__methodology", "owner")
    found = rows.filter(code=code).first()
    return _project_card(found) if found else None


def _cards(rows: QuerySet[Listing]) -> Iterable[ListingCard]:
    related = (
        "batch__project__methodology_version__methodology",
        "batch__project__owner",
        "batch__scheme",
        "batch__methodology_version__methodology",
        "seller",
    )
    rows = rows.select_related(*related, "batch__methodology_version")
    return [_card(row) for row in rows.annotate(seller_frozen=Exists(_freezes_of_seller()))]


def _freezes_of_seller() -> QuerySet:
    return frozen.open_freezes().filter(account=OuterRef("seller"))


def _stop(row: Listing) -> str:
    """Say what of a listing is frozen, the narrowest first."""
    if row.status == Listing.Status.FROZEN:
        return "listing"
    if row.batch.status != "active":
        return "batch"
    return "account" if row.seller_frozen else ""  # type: ignore[attr-defined]


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
        seller_id=row.seller_id,
        stop=_stop(row),
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
        participants=participants.shown(row.participants),
        few_participants=participants.is_few(row.participants),
        methodology_code=method.methodology.code,
        methodology_zh=method.name_zh,
        methodology_en=method.name_en,
        methodology_source=method.url,
        owner_zh=row.owner.name_zh,
        owner_en=row.owner.name_en,
        is_demo=row.is_demo,
        takes_part=row.takes_part,
        in_aid_area=row.in_aid_area,
    )
