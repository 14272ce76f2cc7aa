"""A basket as a page shows it: each line at today's price, what is wrong with it and the way out, sums, other plans."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from djmoney.money import Money

from look.templatetags.look import mass
from marketplace.market import cards, catalogue, planning, quotes, shares
from marketplace.market.amounts import Amount
from marketplace.market.basket import Basket, Entry
from marketplace.market.buyers import Buyer
from marketplace.market.catalogue import ListingCard
from marketplace.market.models import Listing
from marketplace.market.plan_pages import ShownPlan, shown_plans, token
from marketplace.market.planning import Offer, PlanLine
from marketplace.market.terms import as_money, in_fen, terms


@dataclass(frozen=True)
class Problem:
    """Why a line can't be reserved as it is, and which amounts (kg) could.

    ``kind``: gone, short, share, step or least. What is gone or short has other plans as its way out, too;
    ``left_kg`` is what anyone could still buy of it.
    """

    kind: str
    text: str
    ways_out: Sequence[int] = ()
    left_kg: int = 0

    @property
    def needs_account(self) -> bool:
        """Whether an organization that has been verified could have it."""
        return self.kind == "share"


@dataclass(frozen=True)
class BasketLine:
    """One line: what, how much, at today's price; ``seen_price`` only where it was another when put in."""

    listing: ListingCard
    kg: int
    price: Money
    seen_price: Money | None
    amount: Money
    problem: Problem | None


@dataclass(frozen=True)
class ShownBasket:
    """The lines with their sums, and other plans where stock has gone.

    ``token`` is the plan to reserve, empty while a line has a problem. ``missing_kg`` is what stock no longer gives.
    """

    lines: Sequence[BasketLine]
    kg: int
    subtotal: Money
    fee: Money
    tax: Money
    total: Money
    online: bool
    token: str
    over_limit_kg: int | None
    missing_kg: int
    plans: Sequence[ShownPlan]

    @property
    def prices_changed(self) -> bool:
        """Whether some price is another than when it was put in."""
        return any(line.seen_price is not None for line in self.lines)


def shown(basket: Basket, buyer: Buyer) -> ShownBasket:
    """Return a basket as it stands now for this buyer."""
    stall = _stall(basket, buyer)
    entries = [entry for entry in basket.entries if entry.listing in stall.ids]
    lines = [_line(entry, stall) for entry in entries]
    priced = [PlanLine(line.listing.id, line.kg, in_fen(line.listing.price)) for line in lines]
    plan = planning.price(priced, terms())
    limit = shares.most_kg(buyer)
    over = limit if limit is not None and plan.kg > limit else None
    ready = bool(lines) and over is None and not any(line.problem for line in lines)
    total = as_money(plan.totals.total_fen)
    missing = sum(_missing(line) for line in lines)
    return ShownBasket(
        lines=lines,
        kg=plan.kg,
        subtotal=as_money(plan.totals.subtotal_fen),
        fee=as_money(plan.totals.fee_fen),
        tax=as_money(plan.totals.tax_fen),
        total=total,
        online=cards.take(total),
        token=token(plan, stall.cards) if ready else "",
        over_limit_kg=over,
        missing_kg=missing,
        plans=_other_plans(plan.kg, lines, buyer) if missing else (),
    )


def today(listings: Sequence[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return the prices of listings now, in fen per tonne, by public id."""
    rows = Listing.objects.filter(public_id__in=listings)
    return {row.public_id: in_fen(row.price_per_tonne) for row in rows}


@dataclass(frozen=True)
class _Stall:
    """The basket's listings, what anyone could buy of them now, and what this buyer may hold."""

    ids: Mapping[uuid.UUID, int]
    cards: Mapping[int, ListingCard]
    anyones: Mapping[int, Offer]
    own: Mapping[int, Offer]


def _stall(basket: Basket, buyer: Buyer) -> _Stall:
    wanted = [entry.listing for entry in basket.entries]
    found = Listing.objects.filter(public_id__in=wanted).exclude(status__in=Listing.NEVER_SHOWN)
    ids = dict(found.values_list("public_id", "pk"))
    among = list(ids.values())
    anyones = {offer.listing_id: offer for offer in quotes.offers(among=among)}
    own = (
        anyones
        if buyer.verified
        else {offer.listing_id: offer for offer in quotes.offers(buyer=buyer, among=among)}
    )
    return _Stall(ids=ids, cards=catalogue.cards_by_id(among), anyones=anyones, own=own)


def _line(entry: Entry, stall: _Stall) -> BasketLine:
    card = stall.cards[stall.ids[entry.listing]]
    price_fen = in_fen(card.price)
    return BasketLine(
        listing=card,
        kg=entry.kg,
        price=card.price,
        seen_price=as_money(entry.price_fen) if entry.price_fen != price_fen else None,
        amount=as_money(PlanLine(card.id, entry.kg, price_fen).amount_fen),
        problem=_problem(entry.kg, stall.anyones.get(card.id), stall.own.get(card.id)),
    )


def _problem(kg: int, offer: Offer | None, own: Offer | None) -> Problem | None:
    """Return what hinders an amount; the first thing a buyer has to know."""
    if offer is None or not offer.most:
        return Problem("gone", _("No longer for sale."))
    if kg > offer.available_kg:
        text = _("Only %(mass)s are left.") % {"mass": mass(offer.most)}
        mine = (own or offer).at_most(kg)
        return Problem("short", text, _some(mine), left_kg=offer.at_most(kg))
    if kg % offer.increment_kg:
        text = _("Sold in steps of %(mass)s.") % {"mass": mass(offer.increment_kg)}
        return Problem("step", text, _some(offer.at_most(kg), offer.at_least(kg)))
    if kg < offer.least:
        text = _("The smallest quantity here is %(mass)s.") % {"mass": mass(offer.least)}
        return Problem("least", text, _some(offer.least))
    if own is None or kg > own.available_kg:
        most = own.at_most(kg) if own else 0
        text = _("Without a verified organization only %(mass)s of it can be reserved now.")
        return Problem("share", text % {"mass": mass(most)}, _some(most))
    return None


def _some(*amounts: int) -> tuple[int, ...]:
    return tuple(sorted({amount for amount in amounts if amount}))


def _missing(line: BasketLine) -> int:
    """Return what stock no longer gives of a line."""
    if line.problem is None or line.problem.kind not in ("gone", "short"):
        return 0
    return line.kg - line.problem.left_kg


def _other_plans(kg: int, lines: Sequence[BasketLine], buyer: Buyer) -> tuple[ShownPlan, ...]:
    """Return priced plans for the same kilograms, out of these listings first."""
    ids = [line.listing.id for line in lines]
    found = shown_plans(Amount(kg=kg), buyer=buyer, listing_ids=ids)
    return tuple(plan for plan in found if plan.reservable)
