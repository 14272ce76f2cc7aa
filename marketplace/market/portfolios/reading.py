"""Portfolios as everybody and staff see them; frozen dataclasses, as many queries for one as for fifty."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from marketplace import clock
from marketplace.market import catalogue, quotes, weighing
from marketplace.market.buyers import Buyer
from marketplace.market.catalogue import ListingCard
from marketplace.market.models import Listing, PortfolioPart, PortfolioVersion
from marketplace.market.planning import Offer
from marketplace.market.terms import as_money
from marketplace.market.weighing import Part

STATES = {
    "for_sale": _("for sale"),
    "stands_in": _("not for sale now; another listing of the project stands in"),
    "frozen": _("frozen at the moment"),
    "gone": _("no longer for sale"),
}


@dataclass(frozen=True)
class PartView:
    """One part: its listing, its share in percent, whether it can be had, and which listing stands in for it."""

    listing: ListingCard
    weight: int
    state: str
    stand_in: ListingCard | None

    @property
    def label(self) -> str:
        """The state in words."""
        return str(STATES[self.state])

    @property
    def whole(self) -> bool:
        """Whether the part is what its curators meant."""
        return self.state == "for_sale"


@dataclass(frozen=True)
class PortfolioView:
    """A portfolio's version now: ``price`` per tonne is None while a part can't be had."""

    slug: str
    number: int
    name_zh: str
    name_en: str
    description_zh: str
    description_en: str
    published: bool
    at: datetime
    parts: Sequence[PartView]
    price: Money | None

    @property
    def missing(self) -> Sequence[PartView]:
        """The parts that can't be had, not even from a stand-in."""
        return [part for part in self.parts if part.state in ("frozen", "gone")]


@dataclass(frozen=True)
class Change:
    """One line of a portfolio's history."""

    number: int
    at: datetime
    who: str
    note: str
    published: bool
    parts: Sequence[tuple[ListingCard, int]]


def published() -> tuple[PortfolioView, ...]:
    """Return the portfolios that everybody sees, by name."""
    return tuple(view for view in everything() if view.published)


def everything() -> tuple[PortfolioView, ...]:
    """Return the latest version of every portfolio, by address."""
    latest = PortfolioVersion.objects.order_by("portfolio__slug", "-number")
    return _views(list(latest.distinct("portfolio__slug").select_related("portfolio")))


def portfolio(slug: str) -> PortfolioView | None:
    """Return the latest version of one portfolio, published or not, or None."""
    rows = PortfolioVersion.objects.filter(portfolio__slug=slug).order_by("-number")
    found = _views(list(rows.select_related("portfolio")[:1]))
    return found[0] if found else None


def in_need() -> int:
    """Return how many published portfolios have a part that is not what was meant."""
    return sum(any(not part.whole for part in view.parts) for view in published())


def history(slug: str) -> tuple[Change, ...]:
    """Return a portfolio's versions, latest first."""
    rows = list(
        PortfolioVersion.objects.filter(portfolio__slug=slug)
        .select_related("actor")
        .prefetch_related("parts")
        .order_by("-number")
    )
    cards = catalogue.cards_by_id(part.listing_id for row in rows for part in row.parts.all())
    return tuple(
        Change(
            number=row.number,
            at=row.at,
            who=row.actor.get_full_name() or row.actor.email,
            note=row.note,
            published=row.published,
            parts=[(cards[part.listing_id], part.weight) for part in row.parts.all()],
        )
        for row in rows
    )


def parts_for(view: PortfolioView, *, buyer: Buyer | None = None) -> list[Part]:
    """Return a portfolio's parts with what this buyer may have of them now."""
    offers = _offers([part.listing.id for part in view.parts], buyer=buyer)
    return [
        Part(part.listing.id, part.weight, tuple(offers[part.listing.id])) for part in view.parts
    ]


def _views(versions: Sequence[PortfolioVersion]) -> tuple[PortfolioView, ...]:
    rows = PortfolioPart.objects.filter(version__in=versions).order_by("-weight", "listing_id")
    parts: dict[int, list[PortfolioPart]] = defaultdict(list)
    for row in rows.select_related("listing__batch"):
        parts[row.version_id].append(row)
    meant = {row.listing_id for own in parts.values() for row in own}
    offers = _offers(meant)
    stand_ins = {own[0].listing_id for own in offers.values() if own}
    cards = catalogue.cards_by_id(meant | stand_ins)
    return tuple(_view(version, parts[version.pk], offers, cards) for version in versions)


def _view(
    version: PortfolioVersion,
    parts: Sequence[PortfolioPart],
    offers: Mapping[int, Sequence[Offer]],
    cards: Mapping[int, ListingCard],
) -> PortfolioView:
    mixed = [Part(row.listing_id, row.weight, tuple(offers[row.listing_id])) for row in parts]
    fen = weighing.price_fen(mixed)
    return PortfolioView(
        slug=version.portfolio.slug,
        number=version.number,
        name_zh=version.name_zh,
        name_en=version.name_en,
        description_zh=version.description_zh,
        description_en=version.description_en,
        published=version.published,
        at=version.at,
        parts=[_part(row, offers[row.listing_id], cards) for row in parts],
        price=None if fen is None else as_money(fen),
    )


def _part(
    row: PortfolioPart, offers: Sequence[Offer], cards: Mapping[int, ListingCard]
) -> PartView:
    first = offers[0].listing_id if offers else None
    if first == row.listing_id:
        state = "for_sale"
    elif first is not None:
        state = "stands_in"
    else:
        state = "frozen" if cards[row.listing_id].stop else "gone"
    stand_in = cards[first] if state == "stands_in" and first is not None else None
    return PartView(cards[row.listing_id], row.weight, state, stand_in)


def _offers(
    listing_ids: Iterable[int], *, buyer: Buyer | None = None
) -> Mapping[int, Sequence[Offer]]:
    """Return, for each listing meant, its own offer and then those of its project's other listings, cheapest first."""
    meant = set(listing_ids)
    projects = dict(Listing.objects.filter(pk__in=meant).values_list("pk", "batch__project"))
    on_sale = catalogue.for_sale(clock.now()).filter(batch__project__in=set(projects.values()))
    project_of = dict(on_sale.values_list("pk", "batch__project"))
    found = [
        offer for offer in quotes.offers(buyer=buyer, among=list(project_of)) if offer.most > 0
    ]
    return {
        pk: sorted(
            (offer for offer in found if project_of[offer.listing_id] == projects.get(pk)),
            key=lambda offer: (offer.listing_id != pk, offer.price_fen, offer.listing_id),
        )
        for pk in meant
    }
