"""The reservations somebody has open: where they are seen and given back, so that nothing piles up unseen."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from djmoney.money import Money

from marketplace import clock
from marketplace.market import access, catalogue
from marketplace.market.catalogue import ListingCard
from marketplace.market.models import Quote

MOST_SHOWN = 50


@dataclass(frozen=True)
class OpenQuote:
    """One quote that holds stock; works with ``|localname:"organization"`` where an organization asked for it."""

    public_id: uuid.UUID
    kind: str
    kg: int
    total: Money
    expires_at: datetime
    listings: Sequence[ListingCard]
    organization_zh: str
    organization_en: str


def of(request: HttpRequest) -> tuple[OpenQuote, ...]:
    """Return the open quotes of whoever asks and of the organizations asked for, those that end first first."""
    rows = list(_mine(request).filter(_open()).order_by("expires_at", "pk")[:MOST_SHOWN])
    cards = catalogue.cards_by_id(line.listing_id for row in rows for line in row.lines.all())
    return tuple(_shown(row, [cards[line.listing_id] for line in row.lines.all()]) for row in rows)


def _open() -> Q:
    return Q(consumed_at=None, released_at=None, expires_at__gt=clock.now())


def _mine(request: HttpRequest) -> QuerySet[Quote]:
    quotes = Quote.objects.select_related("organization__party").prefetch_related("lines")
    if not request.user.is_authenticated:
        known = request.session.get(access.SESSION_KEY, [])
        return quotes.filter(public_id__in=known, organization=None, created_by=None)
    theirs = request.user.memberships.filter(role__in=access.MAY_BUY).values("organization")
    return quotes.filter(
        Q(organization__in=theirs) | Q(organization=None, created_by=request.user.pk)
    )


def _shown(row: Quote, listings: Sequence[ListingCard]) -> OpenQuote:
    party = row.organization.party if row.organization else None
    return OpenQuote(
        public_id=row.public_id,
        kind=row.kind,
        kg=sum(line.kg for line in row.lines.all()),
        total=row.total,
        expires_at=row.expires_at,
        listings=listings,
        organization_zh=party.name_zh if party else "",
        organization_en=party.name_en if party else "",
    )
