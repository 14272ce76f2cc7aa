"""Verdicts for listings: the same credit under the same guideline is judged once a request, however many listings."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from marketplace import clock
from marketplace.market import eligibility
from marketplace.market.eligibility import Credit, Guideline, Outcome, Verdict
from marketplace.market.models import Listing

Facts = tuple[str, str, str, date, date, str]
FACT_COLUMNS = (
    "batch__scheme__credit_type",
    "batch__scheme__code",
    "batch__methodology_version__methodology__code",
    "batch__monitoring_start",
    "batch__monitoring_end",
    "batch__status",
)


@dataclass
class Judge:
    """Judges credits under one guideline on one day."""

    guideline: Guideline
    on: date
    _known: dict[Facts, Verdict] = field(default_factory=dict)

    def verdict(self, facts: Facts) -> Verdict:
        """Return the verdict on a credit given by its columns."""
        if facts not in self._known:
            rules = eligibility.current()
            self._known[facts] = eligibility.judge(
                credit_of(facts), self.guideline, on=self.on, rule_set=rules.id
            )
        return self._known[facts]


def credit_of(facts: Facts) -> Credit:
    """Return a credit with what the rules know of its scheme."""
    credit_type, scheme, methodology, start, end, status = facts
    known = eligibility.current().schemes.get(scheme, {})
    return Credit(
        credit_type=credit_type,
        scheme=scheme,
        methodology=methodology,
        vintage_start=start,
        vintage_end=end,
        status=status,
        region=known.get("region", ""),
        level=known.get("level", ""),
    )


def judge_for(guideline_id: str, *, now: datetime | None = None) -> Judge | None:
    """Return who judges under a guideline today, or None for a guideline without credit rules."""
    guideline = eligibility.current().guidelines.get(guideline_id)
    return Judge(guideline, _day(now or clock.now())) if guideline else None


def _day(now: datetime) -> date:
    return now.astimezone(clock.SHENZHEN).date()


def verdicts(listing_ids: Iterable[int], guideline_id: str) -> Mapping[int, Verdict]:
    """Return the verdict on each listing's credits under a guideline; empty for a guideline without rules."""
    judge = judge_for(guideline_id)
    if judge is None:
        return {}
    rows = Listing.objects.filter(pk__in=set(listing_ids)).values_list("pk", *FACT_COLUMNS)
    return {pk: judge.verdict(tuple(facts)) for pk, *facts in rows}


def not_eligible(listing_ids: Iterable[int], guideline_id: str) -> frozenset[int]:
    """Return the listings whose credits a guideline rules out; what is unclear is not among them."""
    found = verdicts(listing_ids, guideline_id) if guideline_id else {}
    return frozenset(pk for pk, verdict in found.items() if verdict.outcome is Outcome.NOT)


def all_verdicts(listing_ids: Iterable[int]) -> Mapping[int, tuple[Verdict, ...]]:
    """Return the verdicts of every guideline on each listing, in the rule set's order; one query."""
    rows = Listing.objects.filter(pk__in=set(listing_ids)).values_list("pk", *FACT_COLUMNS)
    facts = {pk: tuple(columns) for pk, *columns in rows}
    today = _day(clock.now())
    judges = [Judge(guideline, today) for guideline in eligibility.current().guidelines.values()]
    return {pk: tuple(judge.verdict(own) for judge in judges) for pk, own in facts.items()}
