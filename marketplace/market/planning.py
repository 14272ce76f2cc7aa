"""From what is offered and what is wished to priced plans, cheapest first. Pure: no database, clock or request.

Too little stock is an answer and not an error: the caller gets what can be had, and says what is missing. A plan
never gives less than wished without saying so (``short_kg``), never breaks a listing's steps, and gives more than
wished only where the steps leave no other way (``extra_kg``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from marketplace.market import money
from marketplace.market.money import Terms, Totals

MOST_LINES = 40
MOST_PLANS = 4


@dataclass(frozen=True, slots=True)
class Offer:
    """What one listing offers now: kilograms, its steps, and its price in fen per tonne.

    Amounts are multiples of ``increment_kg`` and at least ``minimum_kg``; when less than the minimum is left, the
    whole rest can be bought, so that no stock stays behind unsaleable.
    """

    listing_id: int
    available_kg: int
    minimum_kg: int
    increment_kg: int
    price_fen: int

    @property
    def most(self) -> int:
        """The largest amount in kg that can be bought."""
        return self.available_kg // self.increment_kg * self.increment_kg

    @property
    def least(self) -> int:
        """The smallest amount in kg that can be bought; 0 when nothing can."""
        return min(-(-self.minimum_kg // self.increment_kg) * self.increment_kg, self.most)

    def at_most(self, kg: int) -> int:
        """Return the largest allowed amount that is not above ``kg``, or 0."""
        amount = min(kg // self.increment_kg * self.increment_kg, self.most)
        return amount if amount >= self.least else 0

    def at_least(self, kg: int) -> int:
        """Return the smallest allowed amount that covers ``kg``, or 0 when the stock does not reach."""
        amount = max(-(-kg // self.increment_kg) * self.increment_kg, self.least)
        return amount if kg <= amount <= self.most else 0

    def allows(self, kg: int) -> bool:
        """Say whether exactly ``kg`` can be bought."""
        return kg > 0 and self.at_most(kg) == kg


@dataclass(frozen=True, slots=True)
class Wish:
    """What the buyer wants: exactly one of kilograms or a sum in fen (fee included), perhaps from chosen listings.

    ``most_kg`` is the most that one plan may give this buyer.
    """

    kg: int | None = None
    budget_fen: int | None = None
    chosen: tuple[int, ...] = ()
    most_kg: int | None = None

    def __post_init__(self) -> None:
        if (self.kg is None) == (self.budget_fen is None):
            raise ValueError("a wish is either kilograms or money")
        if (self.kg or self.budget_fen or 0) <= 0:
            raise ValueError("a wish is more than nothing")


class Kind(StrEnum):
    """How a plan answers the wish."""

    CHOSEN = "chosen"
    MIX = "mix"
    SINGLE = "single"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class PlanLine:
    """So many kilograms of one listing at its price; ``amount_fen`` is rounded once."""

    listing_id: int
    kg: int
    price_fen: int

    @property
    def amount_fen(self) -> int:
        """The line's price in fen."""
        return money.line_amount(self.kg, self.price_fen)


@dataclass(frozen=True, slots=True)
class Plan:
    """Priced lines in listing order, what they cost, and how they miss the wish."""

    kind: Kind
    lines: tuple[PlanLine, ...]
    totals: Totals
    short_kg: int = 0
    extra_kg: int = 0

    @property
    def kg(self) -> int:
        """All kilograms of the plan."""
        return sum(line.kg for line in self.lines)


def plans(offers: Iterable[Offer], wish: Wish, terms: Terms) -> tuple[Plan, ...]:
    """Return up to four plans, whole ones cheapest first, then what stock allows; empty when nothing can be had."""
    usable = sorted(
        (offer for offer in offers if offer.most > 0), key=lambda o: (o.price_fen, o.listing_id)
    )
    if wish.budget_fen is not None:
        return _for_money(usable, wish, terms)
    if wish.most_kg is None:
        return _for_mass(usable, wish, terms)
    if wish.kg is not None and wish.kg > wish.most_kg:
        return _as_much_as_may_be(usable, wish, terms)
    return tuple(plan for plan in _for_mass(usable, wish, terms) if plan.kg <= wish.most_kg)


def _as_much_as_may_be(usable: Sequence[Offer], wish: Wish, terms: Terms) -> tuple[Plan, ...]:
    """Return the one plan that gives the most this buyer may have at once."""
    chosen = [offer for offer in usable if offer.listing_id in wish.chosen]
    lines = _what_there_is(chosen or usable, wish.most_kg or 0)
    return (_plan(Kind.PARTIAL, lines, terms, wished=wish.kg),) if lines else ()


def _for_money(usable: Sequence[Offer], wish: Wish, terms: Terms) -> tuple[Plan, ...]:
    """Return the plan that buys most for the money, from the chosen listings where some are chosen."""
    assert wish.budget_fen is not None
    chosen = [offer for offer in usable if offer.listing_id in wish.chosen]
    left = money.spendable(wish.budget_fen, terms)
    lines: list[PlanLine] = []
    for offer in (chosen or usable)[:MOST_LINES]:
        kg = money.affordable_kg(left, offer.price_fen)
        if wish.most_kg is not None:
            kg = min(kg, wish.most_kg - sum(line.kg for line in lines))
        kg = offer.at_most(kg)
        if kg:
            lines.append(PlanLine(offer.listing_id, kg, offer.price_fen))
            left -= lines[-1].amount_fen
    return (_plan(Kind.CHOSEN if chosen else Kind.MIX, lines, terms),) if lines else ()


def _for_mass(usable: Sequence[Offer], wish: Wish, terms: Terms) -> tuple[Plan, ...]:
    """Return plans for a number of kilograms: chosen first where it suffices, else the ways to go on."""
    assert wish.kg is not None
    chosen = [offer for offer in usable if offer.listing_id in wish.chosen]
    if chosen and (lines := cover(chosen, wish.kg)):
        return (_plan(Kind.CHOSEN, lines, terms, wished=wish.kg),)
    whole: list[Plan] = []
    if chosen and (lines := _go_on(chosen, usable, wish.kg)):
        whole.append(_plan(Kind.MIX, lines, terms, wished=wish.kg))
    if lines := cover(usable, wish.kg):
        whole.append(
            _plan(Kind.MIX if len(lines) > 1 else Kind.SINGLE, lines, terms, wished=wish.kg)
        )
    for offer in usable:
        if kg := offer.at_least(wish.kg):
            line = PlanLine(offer.listing_id, kg, offer.price_fen)
            whole.append(_plan(Kind.SINGLE, [line], terms, wished=wish.kg))
    whole.sort(key=lambda plan: (plan.totals.total_fen, len(plan.lines)))
    rest = _what_there_is(chosen or usable, wish.kg)
    if rest and (chosen or not whole):
        whole = [*whole[: MOST_PLANS - 1], _plan(Kind.PARTIAL, rest, terms, wished=wish.kg)]
    return _distinct(whole)[:MOST_PLANS]


def cover(offers: Sequence[Offer], kg: int) -> list[PlanLine]:
    """Return the cheapest lines found that give at least ``kg`` from offers sorted by price, or none.

    Fills from the cheapest on; the last step, where minimum and increment bite, is tried with every offer that can
    close the gap, and what it gives too much is taken back from the dearest lines. With steps of 1 kg this is optimal.
    """
    best: list[PlanLine] = []
    offers = offers[:MOST_LINES]
    taken = _fill(offers, kg)
    gap = kg - sum(taken.values())
    if gap <= 0:
        return _lines(offers, taken)
    for closer in offers:
        if amount := closer.at_least(taken.get(closer.listing_id, 0) + gap):
            tried = _trim(
                offers, {**taken, closer.listing_id: amount}, keep=closer.listing_id, wished=kg
            )
            lines = _lines(offers, tried)
            if not best or _cost(lines) < _cost(best):
                best = lines
    return best


def _fill(offers: Sequence[Offer], kg: int) -> dict[int, int]:
    """Take from the cheapest on, never more than is still missing."""
    taken: dict[int, int] = {}
    for offer in offers:
        if amount := offer.at_most(kg):
            taken[offer.listing_id] = amount
            kg -= amount
    return taken


def _trim(
    offers: Sequence[Offer], taken: dict[int, int], *, keep: int, wished: int
) -> dict[int, int]:
    """Give back, from the dearest line on, what goes beyond the wish."""
    excess = sum(taken.values()) - wished
    for offer in reversed(offers):
        held = taken.get(offer.listing_id, 0)
        if not held or excess <= 0:
            continue
        left = offer.least if held - excess < offer.least else offer.at_least(held - excess)
        if held <= excess and offer.listing_id != keep:
            left = 0
        taken[offer.listing_id] = left
        excess -= held - left
    return taken


def _go_on(chosen: Sequence[Offer], usable: Sequence[Offer], kg: int) -> list[PlanLine]:
    """Return all of the chosen listings and the rest from others, or nothing when even that is too little."""
    taken = _fill(chosen, kg)
    others = [offer for offer in usable if offer.listing_id not in taken]
    rest = cover(others, kg - sum(taken.values()))
    return [*_lines(chosen, taken), *rest] if rest else []


def _what_there_is(offers: Sequence[Offer], kg: int) -> list[PlanLine]:
    """Return the most that can be had below the wish."""
    return _lines(offers, _fill(offers[:MOST_LINES], kg))


def _lines(offers: Sequence[Offer], taken: dict[int, int]) -> list[PlanLine]:
    return [
        PlanLine(offer.listing_id, taken[offer.listing_id], offer.price_fen)
        for offer in offers
        if taken.get(offer.listing_id)
    ]


def _cost(lines: Iterable[PlanLine]) -> int:
    return sum(line.amount_fen for line in lines)


def _plan(
    kind: Kind, lines: Sequence[PlanLine], terms: Terms, *, wished: int | None = None
) -> Plan:
    plan = price(lines, terms, kind=kind)
    if wished is None:
        return plan
    return replace(plan, short_kg=max(0, wished - plan.kg), extra_kg=max(0, plan.kg - wished))


def least_for_total(offer: Offer, total_fen: int, terms: Terms) -> int:
    """Return the fewest allowed kilograms of one offer whose total reaches ``total_fen``, or 0: there is too little."""
    subtotal = money.least_subtotal(total_fen, terms)
    return offer.at_least(money.least_kg(subtotal, offer.price_fen))


def price(lines: Iterable[PlanLine], terms: Terms, *, kind: Kind = Kind.CHOSEN) -> Plan:
    """Price given lines as they stand, in listing order."""
    ordered = tuple(sorted(lines, key=lambda line: line.listing_id))
    return Plan(kind, ordered, money.totals((line.amount_fen for line in ordered), terms))


def _distinct(found: Iterable[Plan]) -> tuple[Plan, ...]:
    """Drop plans with the same lines as an earlier one."""
    seen: dict[tuple[PlanLine, ...], Plan] = {}
    for plan in found:
        seen.setdefault(plan.lines, plan)
    return tuple(seen.values())
