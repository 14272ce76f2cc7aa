"""Plans as a page shows them: named, priced, and carried to the next page as text that is checked again there."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from djmoney.money import Money

from marketplace.errors import MarketError
from marketplace.market import catalogue, planning, quotes
from marketplace.market.amounts import Amount
from marketplace.market.buyers import Buyer
from marketplace.market.catalogue import ListingCard
from marketplace.market.models import Listing
from marketplace.market.planning import Plan, PlanLine
from marketplace.market.terms import as_money, terms, unverified_most

MOST_LINES = planning.MOST_LINES


@dataclass(frozen=True)
class ShownLine:
    """One line of a plan, with what is sold."""

    listing: ListingCard
    kg: int
    price: Money
    amount: Money


@dataclass(frozen=True)
class ShownPlan:
    """A plan with its sums.

    ``reservable``: this buyer may hold so much of each listing. ``online``: the total can be paid online.
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
    token: str


def shown_plans(
    amount: Amount, *, buyer: Buyer, listing_ids: Sequence[int] = ()
) -> tuple[ShownPlan, ...]:
    """Return the plans for an amount: what anyone could get, and what this buyer may hold.

    A visitor sees the whole price before signing in; what only a verified organization may hold is marked.
    """
    budget = None if amount.fen is None else as_money(amount.fen).amount
    found = list(quotes.price(kg=amount.kg, budget=budget, listing_ids=listing_ids))
    if not buyer.verified:
        found += quotes.price(kg=amount.kg, budget=budget, listing_ids=listing_ids, buyer=buyer)
    plans = {plan.lines: plan for plan in found}
    cards = catalogue.cards_by_id(line.listing_id for plan in plans.values() for line in plan.lines)
    return tuple(_worth_showing([_shown(plan, cards, buyer) for plan in plans.values()]))


def _worth_showing(plans: Sequence[ShownPlan]) -> list[ShownPlan]:
    """Return what can be reserved first; of what can't, the best whole plan, so that its price is seen."""
    mine = [plan for plan in plans if plan.reservable]
    others = [plan for plan in plans if not plan.reservable]
    whole = [plan for plan in mine if not plan.short_kg]
    part = [plan for plan in mine if plan.short_kg][:1]
    return [*whole, *others[:1], *part] if others else [*whole, *part]


def _shown(plan: Plan, cards: dict[int, ListingCard], buyer: Buyer) -> ShownPlan:
    lines = [
        ShownLine(
            cards[line.listing_id], line.kg, as_money(line.price_fen), as_money(line.amount_fen)
        )
        for line in plan.lines
    ]
    return ShownPlan(
        kind=plan.kind.value,
        lines=lines,
        kg=plan.kg,
        subtotal=as_money(plan.totals.subtotal_fen),
        fee=as_money(plan.totals.fee_fen),
        tax=as_money(plan.totals.tax_fen),
        total=as_money(plan.totals.total_fen),
        short_kg=plan.short_kg,
        extra_kg=plan.extra_kg,
        reservable=buyer.verified or all(may_hold(line.listing, line.kg) for line in lines),
        online=online(as_money(plan.totals.total_fen)),
        token=token(plan, cards),
    )


def online(total: Money) -> bool:
    """Whether a total can be paid online, between the least and the most of the settings."""
    return settings.ZHONGHE["CARD_MIN"] <= total.amount <= settings.ZHONGHE["CARD_MAX"]


def may_hold(card: ListingCard, kg: int) -> bool:
    """Whether a guest or an unverified buyer may hold so much of a listing."""
    return kg <= unverified_most(card.quantity_kg, card.minimum_kg)


def token(plan: Plan, cards: dict[int, ListingCard]) -> str:
    """Return the plan as text: listing, kilograms and the price seen, per line."""
    return ",".join(
        f"{cards[line.listing_id].public_id}:{line.kg}:{line.price_fen}" for line in plan.lines
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
