"""Plans as a page shows them: named, priced, and carried to the next page as text that is checked again there."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from djmoney.money import Money

from marketplace.errors import MarketError
from marketplace.market import cards, catalogue, planning, quotes, shares
from marketplace.market.amounts import Amount
from marketplace.market.buyers import Buyer
from marketplace.market.catalogue import ListingCard
from marketplace.market.finding.verdicts import Shown
from marketplace.market.models import Listing
from marketplace.market.money import to_fen
from marketplace.market.planning import Offer, Plan, PlanLine, Wish
from marketplace.market.terms import as_money, terms

MOST_LINES = planning.MOST_LINES


@dataclass(frozen=True)
class ShownLine:
    """One line of a plan, with what is sold."""

    listing: ListingCard
    kg: int
    price: Money
    amount: Money


@dataclass(frozen=True)
class CardLeast:
    """From how many kilograms of a listing on the total can be paid online."""

    listing: ListingCard
    kg: int


@dataclass(frozen=True)
class ShownPlan:
    """A plan with its sums.

    ``reservable``: this buyer may hold so much of each listing. ``online``: the total can be paid online; if it is too
    little for that, ``card_least`` says what is enough, where one of its listings has so much for this buyer.
    ``doubt`` is the gravest verdict of a guideline that does not plainly take all of it.
    """

    kind: str
    lines: Sequence[ShownLine]
    kg: int
    subtotal: Money
    fee: Money
    tax: Money
    total: Money
    short_kg: int
    extra_kg: int
    reservable: bool
    online: bool
    card_least: CardLeast | None
    token: str
    doubt: Shown | None = None


def shown_plans(
    amount: Amount,
    *,
    buyer: Buyer,
    listing_ids: Sequence[int] = (),
    without: Collection[int] = (),
    last: Collection[int] = (),
) -> tuple[ShownPlan, ...]:
    """Return the plans for an amount: what anyone could get, and what this buyer may hold.

    A visitor sees the whole price before signing in; what only a verified organization may hold is marked. Listings in
    ``without`` are in no plan; plans with one of ``last`` come after those that do without, unless it was chosen.
    """
    anyones = _except(quotes.offers(), without)
    own = anyones if buyer.verified else _except(quotes.offers(buyer=buyer), without)
    wish = Wish(kg=amount.kg, budget_fen=amount.fen, chosen=tuple(listing_ids))
    found: list[Plan] = []
    for avoided in [last, ()] if last and not listing_ids else [()]:
        found += planning.plans(_except(anyones, avoided), wish, terms())
        if not buyer.verified:
            within = replace(wish, most_kg=shares.most_kg(buyer))
            found += planning.plans(_except(own, avoided), within, terms())
    return show(found, buyer=buyer, own=own)


def _except(offers: Sequence[Offer], avoided: Collection[int]) -> list[Offer]:
    return [offer for offer in offers if offer.listing_id not in avoided]


def show(
    found: Sequence[Plan], *, buyer: Buyer, own: Sequence[Offer] | None = None
) -> tuple[ShownPlan, ...]:
    """Return plans as the page shows them, each once; ``own`` is what this buyer may hold, where that is known."""
    plans = {plan.lines: plan for plan in found}
    ids = {line.listing_id for plan in found for line in plan.lines}
    stall = _Stall(
        listings=catalogue.cards_by_id(ids),
        offers={
            offer.listing_id: offer
            for offer in (quotes.offers(buyer=buyer, among=ids) if own is None else own)
        },
        most_kg=shares.most_kg(buyer),
    )
    return tuple(_worth_showing([_shown(plan, stall) for plan in plans.values()]))


@dataclass(frozen=True)
class _Stall:
    """The listings that plans name, and what of each this buyer may hold."""

    listings: Mapping[int, ListingCard]
    offers: Mapping[int, Offer]
    most_kg: int | None

    def may_hold(self, plan: Plan) -> bool:
        """Whether this buyer may reserve a plan."""
        if self.most_kg is not None and plan.kg > self.most_kg:
            return False
        return all(
            line.listing_id in self.offers and line.kg <= self.offers[line.listing_id].available_kg
            for line in plan.lines
        )

    def card_least(self, plan: Plan) -> CardLeast | None:
        """What of the plan's cheapest listing that has enough can be paid online, where the plan is too small."""
        if plan.totals.total_fen >= to_fen(cards.limits()[0]):
            return None
        for line in sorted(plan.lines, key=lambda line: line.price_fen):
            offer = self.offers.get(line.listing_id)
            if offer and (kg := cards.least_kg(offer)):
                return CardLeast(self.listings[line.listing_id], kg)
        return None


def _worth_showing(plans: Sequence[ShownPlan]) -> list[ShownPlan]:
    """Return what can be reserved first; of what can't, the best whole plan, so that its price is seen."""
    mine = [plan for plan in plans if plan.reservable]
    others = [plan for plan in plans if not plan.reservable]
    whole = [plan for plan in mine if not plan.short_kg]
    part = [plan for plan in mine if plan.short_kg][:1]
    return [*whole[: planning.MOST_PLANS], *others[:1], *part]


def _shown(plan: Plan, stall: _Stall) -> ShownPlan:
    lines = [
        ShownLine(
            stall.listings[line.listing_id],
            line.kg,
            as_money(line.price_fen),
            as_money(line.amount_fen),
        )
        for line in plan.lines
    ]
    total = as_money(plan.totals.total_fen)
    return ShownPlan(
        kind=plan.kind.value,
        lines=lines,
        kg=plan.kg,
        subtotal=as_money(plan.totals.subtotal_fen),
        fee=as_money(plan.totals.fee_fen),
        tax=as_money(plan.totals.tax_fen),
        total=total,
        short_kg=plan.short_kg,
        extra_kg=plan.extra_kg,
        reservable=stall.may_hold(plan),
        online=cards.take(total),
        card_least=stall.card_least(plan),
        token=token(plan, stall.listings),
    )


def token(plan: Plan, listings: Mapping[int, ListingCard]) -> str:
    """Return the plan as text: listing, kilograms and the price seen, per line."""
    return ",".join(
        f"{listings[line.listing_id].public_id}:{line.kg}:{line.price_fen}" for line in plan.lines
    )


def plan_of(text: str) -> Plan:
    """Return the plan that a token names, priced anew. Whether it still holds is checked when it is reserved.

    Raises MarketError ``invalid_request`` for anything else.
    """
    wanted: dict[uuid.UUID, tuple[int, int]] = {}
    try:
        for part in text.split(","):
            public_id, kg, price_fen = part.split(":")
            wanted[uuid.UUID(public_id)] = (_whole(kg), _whole(price_fen))
    except ValueError as error:
        raise MarketError("invalid_request") from error
    ids = dict(Listing.objects.filter(public_id__in=wanted).values_list("public_id", "pk"))
    if len(ids) != len(wanted) or len(wanted) > MOST_LINES:
        raise MarketError("listing_expired")
    lines = [
        PlanLine(ids[public_id], kg, price_fen) for public_id, (kg, price_fen) in wanted.items()
    ]
    return planning.price(lines, terms())


def _whole(text: str) -> int:
    """Return a positive whole number of at most 15 digits."""
    if not (text.isascii() and text.isdigit() and len(text) <= 15) or int(text) <= 0:
        raise ValueError(text)
    return int(text)
