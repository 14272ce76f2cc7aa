"""Verdicts as pages show them: a word, its tone, and the reasons with their sources."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.market.eligibility import Outcome, Reason, Verdict
from marketplace.market.finding.browsing import OUTCOMES

TONES = {Outcome.ELIGIBLE: "done", Outcome.UNCLEAR: "wait", Outcome.NOT: "final"}
GRADES = {
    "A": _("read in the issuer's own text"),
    "B": _("read in a faithful copy"),
    "C": _("read in a report"),
    "D": _("from memory, not yet checked against the text"),
}
RANKS = {
    1: pgettext_lazy("recommended order", "first"),
    2: pgettext_lazy("recommended order", "second"),
    3: pgettext_lazy("recommended order", "third"),
    4: pgettext_lazy("recommended order", "fourth"),
}


@dataclass(frozen=True)
class ShownReason:
    """One reason with the words for its outcome and for how well its source was seen."""

    reason: Reason
    label: str
    tone: str
    grade_words: str


@dataclass(frozen=True)
class Shown:
    """A verdict in words."""

    verdict: Verdict
    label: str
    tone: str
    rank: str
    reasons: Sequence[ShownReason]


def shown(verdict: Verdict) -> Shown:
    """Return a verdict as a page shows it."""
    return Shown(
        verdict=verdict,
        label=str(OUTCOMES[verdict.outcome.value]),
        tone=TONES[verdict.outcome],
        rank=str(RANKS.get(verdict.rank, "")),
        reasons=[
            ShownReason(
                reason,
                str(OUTCOMES[reason.outcome.value]),
                TONES[reason.outcome],
                str(GRADES.get(reason.grade, "")),
            )
            for reason in verdict.reasons
        ],
    )
