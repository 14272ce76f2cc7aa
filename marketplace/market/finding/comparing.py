"""Up to four listings side by side: what differs, what each would cost, and what each guideline says of it."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from look.templatetags import look
from marketplace.market import catalogue, planning, quotes
from marketplace.market.catalogue import ListingCard
from marketplace.market.finding import fitting
from marketplace.market.finding.verdicts import GRADES, Shown, shown
from marketplace.market.models import Listing
from marketplace.market.planning import Offer
from marketplace.market.terms import as_money, terms
from marketplace.registry import queries as registry
from marketplace.registry.shapes import BatchView

MOST = 4


@dataclass(frozen=True)
class Cell:
    """What one listing has of one property: words, a note below, perhaps a verdict with its reasons."""

    text: str
    note: str = ""
    shown: Shown | None = None


@dataclass(frozen=True)
class Property:
    """One row of the comparison; ``differs`` where not all have the same."""

    label: str
    cells: Sequence[Cell]
    number: bool = False

    @property
    def differs(self) -> bool:
        """Whether the listings differ here."""
        return len({(cell.text, cell.note) for cell in self.cells}) > 1


@dataclass(frozen=True)
class Comparison:
    """The listings compared, in the order asked for, and their properties."""

    cards: Sequence[ListingCard]
    properties: Sequence[Property]


@dataclass(frozen=True)
class _Column:
    card: ListingCard
    batch: BatchView
    offer: Offer | None
    verdicts: Sequence[Shown]


def compare(public_ids: Sequence[uuid.UUID], *, kg: int) -> Comparison:
    """Compare the first four listings that exist, priced for ``kg``; the number of queries does not grow with them."""
    ids = catalogue.ids_by_public_id(public_ids)
    wanted = list(dict.fromkeys(ids[each] for each in public_ids if each in ids))[:MOST]
    cards = catalogue.cards_by_id(wanted)
    batches = registry.batch_views(
        dict(Listing.objects.filter(pk__in=wanted).values_list("batch_id", "pk"))
    )
    by_code = {batch.code: batch for batch in batches.values()}
    offers = {offer.listing_id: offer for offer in quotes.offers(among=wanted)}
    verdicts = fitting.all_verdicts(wanted)
    columns = [
        _Column(
            card=cards[pk],
            batch=by_code[cards[pk].batch_code],
            offer=offers.get(pk),
            verdicts=[shown(verdict) for verdict in verdicts[pk]],
        )
        for pk in wanted
    ]
    return Comparison([column.card for column in columns], list(_properties(columns, kg)))


def _properties(columns: Sequence[_Column], kg: int) -> Iterator[Property]:
    if not columns:
        return
    yield from _money(columns, kg)
    yield from _facts(columns)
    yield from _eligibility(columns)


def _money(columns: Sequence[_Column], kg: int) -> Iterator[Property]:
    mass = look.mass(kg)
    prices = [_price(column.offer, kg) for column in columns]
    yield Property(
        _("Price per tonne"), [Cell(look.money(column.card.price)) for column in columns], True
    )
    yield Property(_("Price of %(mass)s") % {"mass": mass}, [price[0] for price in prices], True)
    yield Property(
        _("Platform fee on %(mass)s") % {"mass": mass}, [price[1] for price in prices], True
    )
    yield Property(
        _("For sale"), [Cell(look.mass(column.card.for_sale_kg)) for column in columns], True
    )
    yield Property(_("Steps"), [Cell(_steps(column.card)) for column in columns])


def _price(offer: Offer | None, kg: int) -> tuple[Cell, Cell]:
    """Return total and fee of what comes nearest to ``kg`` from above, or why there is none."""
    taken = offer.at_least(kg) if offer else 0
    if offer is None or not taken:
        why = _("not so much left") if offer else _("not for sale now")
        return Cell("—", why), Cell("—")
    line = planning.PlanLine(offer.listing_id, taken, offer.price_fen)
    totals = planning.price([line], terms()).totals
    note = _("for %(mass)s") % {"mass": look.mass(taken)} if taken != kg else ""
    return (
        Cell(look.money(as_money(totals.total_fen)), note),
        Cell(look.money(as_money(totals.fee_fen)), note),
    )


def _steps(card: ListingCard) -> str:
    return _("from %(least)s, in steps of %(step)s") % {
        "least": look.mass(card.minimum_kg),
        "step": look.mass(card.increment_kg),
    }


def _facts(columns: Sequence[_Column]) -> Iterator[Property]:
    def row(label: str, cells: Sequence[Cell]) -> Property:
        return Property(label, cells)

    yield row(_("Kind of project"), [Cell(column.card.project.kind_label) for column in columns])
    yield row(_("District"), [Cell(column.card.project.district_label) for column in columns])
    yield row(
        _("Monitoring period"),
        [Cell(look.month_range(c.card.vintage_start, c.card.vintage_end)) for c in columns],
    )
    yield row(_("Methodology"), [_method(column.batch) for column in columns])
    yield row(_("Scheme"), [Cell(look.localname(column.batch, "scheme")) for column in columns])
    yield row(_("Who reduced"), [_who(column.card) for column in columns])
    yield row(
        _("What else it does"),
        [Cell(look.localname(column.card.project, "co_benefits")) for column in columns],
    )
    yield row(_("Sold by"), [Cell(look.localname(column.card, "sold_by")) for column in columns])


def _method(batch: BatchView) -> Cell:
    method = batch.methodology
    grade = _("grade %(grade)s: %(words)s") % {
        "grade": method.quality,
        "words": GRADES.get(method.quality, ""),
    }
    return Cell(f"{look.localname(method)} · {method.version}", grade)


def _who(card: ListingCard) -> Cell:
    count = card.project.participants
    note = _("%(count)s participants") % {"count": look.number(count)} if count else ""
    return Cell(look.localname(card.project, "who"), note)


def _eligibility(columns: Sequence[_Column]) -> Iterator[Property]:
    """Yield what each guideline says; local rules only where some listing is judged differently than unclear."""
    for at, first in enumerate(columns[0].verdicts):
        cells = [Cell(c.verdicts[at].label, shown=c.verdicts[at]) for c in columns]
        guideline = first.verdict.guideline
        if guideline.local and all(cell.shown and cell.shown.tone == "wait" for cell in cells):
            continue
        yield Property(look.localname(guideline), cells)


def without_each(cards: Sequence[ListingCard]) -> list[tuple[ListingCard, str]]:
    """Return each listing with the address's query that takes it away."""
    ids = [card.public_id for card in cards]
    return [
        (card, "?" + "&".join(f"id={other}" for other in ids if other != card.public_id))
        for card in cards
    ]
