"""From a mix with weights and a wish to lines. Pure: no database, clock or request.

The wish is split by largest remainder, so the parts' shares add up to it exactly. Each part takes what its listing's
steps allow, then what stands in for it (other listings of the same project). What only steps keep from a part goes to
the others; what stock lacks is *short*, unless the buyer wants the rest filled from the other parts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from marketplace.market.money import Terms
from marketplace.market.planning import Kind, Offer, Plan, PlanLine, price

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Part:
    """A share in whole percent, and what can give it: the listing meant first, its stand-ins after it by price."""

    listing_id: int
    weight: int
    offers: tuple[Offer, ...]

    @property
    def stock_kg(self) -> int:
        """All that can be had for this part."""
        return sum(offer.most for offer in self.offers)


@dataclass(frozen=True, slots=True)
class Share:
    """What one part was to give and gives; ``stands_in_kg`` of it comes from other listings of its project."""

    listing_id: int
    weight: int
    wanted_kg: int
    given_kg: int
    stands_in_kg: int

    @property
    def short_kg(self) -> int:
        """What this part gives less than its share."""
        return max(0, self.wanted_kg - self.given_kg)


@dataclass(frozen=True, slots=True)
class Mix:
    """The lines for a wish of ``kg``, part by part; ``kg`` = all lines + ``short_kg``."""

    kg: int
    lines: tuple[PlanLine, ...]
    shares: tuple[Share, ...]

    @property
    def short_kg(self) -> int:
        """What the mix gives less than wished."""
        return self.kg - sum(line.kg for line in self.lines)


def split(kg: int, weights: Sequence[int]) -> list[int]:
    """Split ``kg`` by weights with the largest remainders, so that the parts add up to it; ties go to the first."""
    total = sum(weights)
    parts = [kg * weight // total for weight in weights]
    by_remainder = sorted(range(len(weights)), key=lambda at: -(kg * weights[at] % total))
    for at in by_remainder[: kg - sum(parts)]:
        parts[at] += 1
    return parts


def mix(parts: Sequence[Part], kg: int, *, fill: bool = False) -> Mix:
    """Return the lines for ``kg`` true to the weights; ``fill`` gives what stock lacks to the parts that have more."""
    shares = split(kg, [part.weight for part in parts])
    taken = _Taken()
    missing = 0
    for part, wanted in zip(parts, shares, strict=True):
        rest = wanted - taken.take(part, wanted)
        lacking = 0 if fill else max(0, wanted - part.stock_kg)
        missing += max(0, rest - lacking)
    _spread(parts, taken, missing)
    return Mix(
        kg=kg,
        lines=tuple(taken.lines(parts)),
        shares=tuple(
            Share(
                part.listing_id,
                part.weight,
                wanted,
                taken.given[part.listing_id],
                taken.stands_in[part.listing_id],
            )
            for part, wanted in zip(parts, shares, strict=True)
        ),
    )


class _Taken:
    """How much of each listing is taken, and what each part has been given."""

    def __init__(self) -> None:
        self.of: dict[int, int] = {}
        self.given: dict[int, int] = {}
        self.stands_in: dict[int, int] = {}

    def take(self, part: Part, kg: int) -> int:
        """Take up to ``kg`` for a part within the steps of its listings; return how much it was."""
        self.given.setdefault(part.listing_id, 0)
        self.stands_in.setdefault(part.listing_id, 0)
        left = kg
        for offer in part.offers:
            before = self.of.get(offer.listing_id, 0)
            more = offer.at_most(before + left) - before
            if more <= 0:
                continue
            self.of[offer.listing_id] = before + more
            self.given[part.listing_id] += more
            if offer.listing_id != part.listing_id:
                self.stands_in[part.listing_id] += more
            left -= more
        return kg - left

    def lines(self, parts: Sequence[Part]) -> Iterable[PlanLine]:
        """Return one line per listing, however many parts it serves."""
        offers = {offer.listing_id: offer for part in parts for offer in part.offers}
        for listing_id in sorted(self.of):
            yield PlanLine(listing_id, self.of[listing_id], offers[listing_id].price_fen)


def _spread(parts: Sequence[Part], taken: _Taken, kg: int) -> None:
    """Give ``kg`` to the parts by weight, and what steps leave of it to the first that can take it."""
    if kg <= 0:
        return
    left = kg
    for part, wanted in zip(parts, split(kg, [part.weight for part in parts]), strict=True):
        left -= taken.take(part, wanted)
    for part in parts:
        left -= taken.take(part, left)


def plan(found: Mix, terms: Terms) -> Plan:
    """Price a mix as a plan."""
    priced = price(found.lines, terms, kind=Kind.PARTIAL if found.short_kg else Kind.MIX)
    return Plan(priced.kind, priced.lines, priced.totals, short_kg=found.short_kg)


def for_money(parts: Sequence[Part], budget_fen: int, terms: Terms, *, fill: bool = False) -> Mix:
    """Return the largest mix found whose total, fee included, is within ``budget_fen``."""
    low, high = 0, sum(part.stock_kg for part in parts)
    while low < high:
        middle = (low + high + 1) // 2
        if plan(mix(parts, middle, fill=fill), terms).totals.total_fen <= budget_fen:
            low = middle
        else:
            high = middle - 1
    return mix(parts, low, fill=fill)


def price_fen(parts: Sequence[Part]) -> int | None:
    """Return the mix's price per tonne in fen, rounded half up once, from what each part would be taken from first.

    None while any part can't be had at all: then the mix has no price.
    """
    firsts = [next((offer for offer in part.offers if offer.most), None) for part in parts]
    if not firsts or any(offer is None for offer in firsts):
        return None
    whole = sum(part.weight for part in parts)
    weighted = sum(
        part.weight * offer.price_fen
        for part, offer in zip(parts, firsts, strict=True)
        if offer is not None
    )
    return (2 * weighted + whole) // (2 * whole)
