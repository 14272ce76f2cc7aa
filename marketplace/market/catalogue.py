"""What can be bought, as strangers see it: cards, one listing, one project; frozen dataclasses, few queries.

The number of queries does not grow with the number of listings.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from djmoney.money import Money

from accounts.models import District
from marketplace import clock
from marketplace.market.kinds import KINDS
from marketplace.market.models import Listing, PriceChange
from marketplace.registry import frozen, participants
from marketplace.registry.models import Project

SORTS = {
    "price": ("price_per_tonne", "pk"),
    "stock": ("-listed_kg", "pk"),
    "newest": ("-activated_at", "pk"),
}
SEARCHED = (
    "batch__code",
    "batch__project__code",
    "batch__project__name_zh",
    "batch__project__name_en",
    "batch__project__who_zh",
    "batch__project__who_en",
    "batch__methodology_version__name_zh",
    "batch__methodology_version__name_en",
)


@dataclass(frozen=True)
class Filters:
    """What a reader looks for; empty means everything. ``most`` is CNY per tonne."""

    text: str = ""
    kind: str = ""
    district: str = ""
    most: Decimal | None = None
    sort: str = "price"


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

    @property
    def district_label(self) -> str:
        """The district's name in the reader's language, or nothing."""
        return str(District(self.district).label) if self.district in District.values else ""


@dataclass(frozen=True)
class ListingCard:
    """One listing: what, whose reductions, when they were made, how much is left, at what price."""

    id: int
    public_id: uuid.UUID
    project: ProjectCard
    batch_code: str
    scheme_kind: str
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


@dataclass(frozen=True)
class Facet:
    """One value a reader can filter by, and how many listings have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Catalogue:
    """The cards found, and by what they can be narrowed."""

    cards: Sequence[ListingCard]
    kinds: Sequence[Facet] = field(default=())
    districts: Sequence[Facet] = field(default=())
    total: int = 0


@dataclass(frozen=True)
class PricePoint:
    """The price from a moment on."""

    at: datetime
    price: Money


def catalogue(filters: Filters) -> Catalogue:
    """Return what is for sale and matches, with facets counted over everything that is for sale."""
    for_sale = _for_sale(clock.now())
    everything = {card.id: card for card in _cards(for_sale)}
    order = SORTS.get(filters.sort, SORTS["price"])
    found = _narrow(for_sale, filters).order_by(*order).values_list("pk", flat=True)
    return Catalogue(
        cards=tuple(everything[pk] for pk in found if pk in everything),
        kinds=_facets(Counter(card.project.kind for card in everything.values()), KINDS),
        districts=_facets(
            Counter(card.project.district for card in everything.values()),
            {one.value: one.label for one in District},
        ),
        total=len(everything),
    )


def _for_sale(now: datetime) -> QuerySet[Listing]:
    rows = Listing.objects.filter(
        status=Listing.Status.ACTIVE, listed_kg__gt=0, batch__status="active"
    )
    rows = rows.exclude(seller__in=frozen.accounts())
    return rows.filter(Q(expires_at=None) | Q(expires_at__gt=now))


def _narrow(rows: QuerySet[Listing], filters: Filters) -> QuerySet[Listing]:
    """Keep the rows that match; every word of the text must be found somewhere."""
    if filters.kind:
        rows = rows.filter(batch__project__kind=filters.kind)
    if filters.district:
        rows = rows.filter(batch__project__district=filters.district)
    if filters.most is not None:
        rows = rows.filter(price_per_tonne__lte=filters.most)
    for word in filters.text.split()[:8]:
        hit = Q()
        for column in SEARCHED:
            hit |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(hit)
    return rows


def _facets(counts: Counter[str], labels: Mapping[str, Any]) -> tuple[Facet, ...]:
    return tuple(
        Facet(value, str(labels.get(value, value)), count)
        for value, count in sorted(counts.items())
        if value
    )


def district_facets() -> tuple[Facet, ...]:
    """Return in which districts something is for sale, and how many listings there are in each."""
    rows = _for_sale(clock.now()).values_list("batch__project__district").annotate(n=Count("pk"))
    return _facets(Counter(dict(rows)), {one.value: one.label for one in District})


def cards_by_id(ids: Iterable[int]) -> dict[int, ListingCard]:
    """Return the cards of listings by id, whatever their state."""
    return {card.id: card for card in _cards(Listing.objects.filter(pk__in=set(ids)))}


def listing(public_id: uuid.UUID) -> ListingCard | None:
    """Return one listing that has ever been for sale, or None."""
    rows = Listing.objects.filter(public_id=public_id).exclude(status=Listing.Status.DRAFT)
    return next(iter(_cards(rows)), None)


def listings_of_project(code: str) -> tuple[ListingCard, ...]:
    """Return a project's listings for sale, cheapest first."""
    rows = (
        _for_sale(clock.now()).filter(batch__project__code=code).order_by("price_per_tonne", "pk")
    )
    return tuple(_cards(rows))


def price_history(listing_id: int) -> tuple[PricePoint, ...]:
    """Return the prices a listing has had, oldest first."""
    rows = PriceChange.objects.filter(listing=listing_id).order_by("at", "pk")
    return tuple(PricePoint(row.at, row.price_per_tonne) for row in rows)


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
    )
