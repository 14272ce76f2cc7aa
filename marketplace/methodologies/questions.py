"""What a reviewer answers beside the verdict.

The first three are what Guangdong's measures ask of carbon-inclusion projects (粤环发〔2022〕4号:
普惠性, 可量化性, 额外性); the last two are this registry's own, since a credit that is counted twice is
worth nothing.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MEASURES = "粤环发〔2022〕4号"


@dataclass(frozen=True)
class Question:
    """A question, and the rule that asks it; without a rule it is our own."""

    key: str
    label: Any
    text: Any
    rule: str = ""


QUESTIONS = (
    Question(
        "inclusive",
        _("Inclusiveness"),
        _("Do small firms, communities, families or individuals take part, and do they benefit?"),
        MEASURES,
    ),
    Question(
        "quantifiable",
        _("Quantifiability"),
        _("Can the reductions be worked out from data that can be had and checked?"),
        MEASURES,
    ),
    Question(
        "additional",
        _("Additionality"),
        _("Would these reductions not have happened anyway?"),
        MEASURES,
    ),
    Question("baseline", _("Baseline"), _("Is what it is compared with fair and up to date?")),
    Question(
        "counted_once", _("Counted once"), _("Is it ruled out that a reduction counts twice?")
    ),
)
ANSWERS = (
    ("yes", pgettext_lazy("answer", "yes")),
    ("partly", pgettext_lazy("answer", "partly")),
    ("no", pgettext_lazy("answer", "no")),
)
KEYS = frozenset(question.key for question in QUESTIONS)
VALUES = frozenset(value for value, _label in ANSWERS)


def complete(answers: dict[str, str]) -> bool:
    """Return whether every question has one of the answers, and nothing else is there."""
    return set(answers) == KEYS and set(answers.values()) <= VALUES
