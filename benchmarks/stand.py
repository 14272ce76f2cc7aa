"""A market to be measured: sellers' listings, verified buyers, and one purchase through the verbs."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

KG = 1_000_000_000
"""Kilograms of each listing: more than any run buys."""


@dataclass(frozen=True)
class Stand:
    """Keys of what was built; listings, parties, organizations and users are numbered without a gap."""

    listings: tuple[int, ...]
    parties: tuple[int, ...]
    organizations: tuple[int, ...]
    users: tuple[int, ...]

    def variables(self, listings: int) -> dict[str, int]:
        """What the pgbench script wants to know, for a run over so many listings."""
        return {
            "first_listing": self.listings[0],
            "listings": listings,
            "first_party": self.parties[0],
            "first_organization": self.organizations[0],
            "first_user": self.users[0],
        }


def build(*, listings: int, buyers: int) -> Stand:
    """Build it through the verbs. Raises ValueError when the database numbered with gaps."""
    from tests.market import stall

    seller = _organization("seller", 0)
    made = [stall.listing(seller.party, kg=KG, price_fen=3_620).pk for _number in range(listings)]
    who = [_organization("buyer", number) for number in range(1, buyers + 1)]
    stand = Stand(
        listings=tuple(made),
        parties=tuple(each.party.pk for each in who),
        organizations=tuple(each.pk for each in who),
        users=tuple(each.memberships.get().user_id for each in who),
    )
    for numbers in (stand.listings, stand.parties, stand.organizations, stand.users):
        if list(numbers) != list(range(numbers[0], numbers[0] + len(numbers))):
            raise ValueError(f"these are not numbered one by one: {numbers}")
    return stand


def _organization(name: str, number: int) -> Any:
    from accounts.models import User
    from tests import cast

    founder = User.objects.create(email=f"{name}-{number}@zhonghe.example")
    return cast.verified_organization(
        founder=founder, name_zh=f"机构{number}", name_en=f"Body {number}", uscc=_uscc(number)
    )


def _uscc(number: int) -> str:
    """A made-up organization code with its right check character (GB 32100-2015)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"91440300{number:09d}"
    total = sum(alphabet.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + alphabet[-total % 31]


class Buyer:
    """One client: buys from random listings and retires at once, as a verified organization."""

    def __init__(self, stand: Stand, number: int) -> None:
        from accounts.models import Organization
        from marketplace.market import buyers
        from marketplace.market.models import Listing

        organization = Organization.objects.select_related("party").get(
            pk=stand.organizations[number]
        )
        user = organization.memberships.get().user
        self.buyer = buyers.of_user(user, organization)
        self.stand = stand
        self.price = Listing.objects.get(pk=stand.listings[0]).price_per_tonne
        self.chance = random.Random(number)

    def buy(self, *, listings: int, kg: int | None = None) -> Any:
        """Quote, order, paid, fulfilled and retired: four transactions. Returns the order."""
        from marketplace.market import orders, quotes

        quote = quotes.make(self.plan(listings, kg), self.buyer)
        order = self.order(quote)
        assert orders.mark_paid(order.pk, now=quote.created_at)
        orders.fulfil(order.pk)
        return order

    def plan(self, listings: int, kg: int | None = None) -> Any:
        """What the page has shown before anybody presses a button: its pricing is not measured."""
        from marketplace.market import planning, terms

        listing = self.stand.listings[self.chance.randrange(listings)]
        amount = kg or self.chance.randint(1, 50)
        line = planning.PlanLine(listing, amount, terms.in_fen(self.price))
        return planning.price([line], terms.terms())

    def order(self, quote: Any) -> Any:
        """Place the order of a quote, to be retired at once for an event."""
        from marketplace.market import orders
        from tests.market import stall

        party = self.buyer.party
        return orders.place(
            quote,
            payer=party,
            owner=party,
            retire=stall.intent(party),
            organization=self.buyer.organization,
            actor=self.buyer.user,
        )
