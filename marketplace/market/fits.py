"""How a wish's plans keep to the guideline of what is to be covered: what is left out, and what the page says of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from marketplace.market import eligibility, quotes
from marketplace.market.eligibility import Guideline, Outcome
from marketplace.market.finding import fitting
from marketplace.market.finding.verdicts import Shown, shown
from marketplace.market.plan_pages import ShownPlan
from marketplace.market.wishes import Wish


@dataclass(frozen=True)
class Told:
    """One listing of the plans whose credits the guideline does not plainly take."""

    listing_id: int
    name: object
    shown: Shown


@dataclass(frozen=True)
class Fit:
    """The guideline (if any), what its plans leave out or take last, and what in them is not plainly eligible."""

    guideline: Guideline | None = None
    left_out: frozenset[int] = frozenset()
    unclear: frozenset[int] = frozenset()
    insists: bool = False
    doubts: Sequence[Told] = ()

    def told(self, plans: Sequence[ShownPlan]) -> "Fit":
        """Return this with what must be said of the plans' own listings."""
        if self.guideline is None or not plans:
            return self
        cards = {line.listing.id: line.listing for plan in plans for line in plan.lines}
        found = fitting.verdicts(cards, self.guideline.id)
        doubts = [
            Told(pk, cards[pk].project, shown(verdict))
            for pk, verdict in found.items()
            if verdict.outcome is not Outcome.ELIGIBLE
        ]
        return replace(self, doubts=sorted(doubts, key=lambda each: each.listing_id))

    def marked(self, plans: Sequence[ShownPlan]) -> list[ShownPlan]:
        """Return the plans, each with the gravest of the doubts that are told of its listings."""
        return [
            replace(plan, doubt=self._gravest({line.listing.id for line in plan.lines}))
            for plan in plans
        ]

    def _gravest(self, listing_ids: Collection[int]) -> Shown | None:
        found = [doubt.shown for doubt in self.doubts if doubt.listing_id in listing_ids]
        ruled_out = [each for each in found if each.verdict.outcome is Outcome.NOT]
        return next(iter(ruled_out or found), None)


def of(wish: Wish) -> Fit:
    """Return what a wish's guideline rules out of everything that is for sale; nothing where the buyer insists."""
    guideline = eligibility.current().guidelines.get(wish.guideline)
    if guideline is None:
        return Fit()
    if wish.insists:
        return Fit(guideline, insists=True)
    for_sale = [offer.listing_id for offer in quotes.offers()]
    found = fitting.verdicts(for_sale, guideline.id)
    left_out, unclear = (
        frozenset(pk for pk, verdict in found.items() if verdict.outcome is outcome)
        for outcome in (Outcome.NOT, Outcome.UNCLEAR)
    )
    return Fit(guideline, left_out, unclear)
