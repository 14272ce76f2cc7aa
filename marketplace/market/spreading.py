"""One sum of money, or one mass, over chosen listings: equal shares first, what is left to the cheapest. Pure.

Steps and minimums are kept, so the result may stay below what was to be spread, and never goes above it.
"""

from collections.abc import Callable, Sequence

from marketplace.market import money
from marketplace.market.money import Terms
from marketplace.market.planning import Offer

Kilograms = dict[int, int]


def over_money(offers: Sequence[Offer], budget_fen: int, terms: Terms) -> Kilograms:
    """Return kilograms by listing id whose total, fee included, is within ``budget_fen``."""
    return _spread(
        offers,
        money.spendable(budget_fen, terms),
        kg_for=lambda offer, fen: money.affordable_kg(fen, offer.price_fen),
        worth=lambda offer, kg: money.line_amount(kg, offer.price_fen),
    )


def over_mass(offers: Sequence[Offer], kg: int) -> Kilograms:
    """Return kilograms by listing id that together are at most ``kg``."""
    return _spread(offers, kg, kg_for=lambda _offer, part: part, worth=lambda _offer, part: part)


def _spread(
    offers: Sequence[Offer],
    whole: int,
    *,
    kg_for: Callable[[Offer, int], int],
    worth: Callable[[Offer, int], int],
) -> Kilograms:
    if not offers or whole <= 0:
        return {}
    share = whole // len(offers)
    taken = {offer.listing_id: offer.at_most(kg_for(offer, share)) for offer in offers}
    left = whole - sum(worth(offer, taken[offer.listing_id]) for offer in offers)
    for offer in sorted(offers, key=lambda each: (each.price_fen, each.listing_id)):
        had = worth(offer, taken[offer.listing_id])
        taken[offer.listing_id] = offer.at_most(kg_for(offer, had + left))
        left -= worth(offer, taken[offer.listing_id]) - had
    return {listing_id: kg for listing_id, kg in taken.items() if kg}
