"""The cards: one plain question each, in the order in which `cards.toml` asks them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from footprint import numbers
from footprint.errors import CalculationError
from footprint.regions import PROVINCES
from footprint.text import Text

Answers = Mapping[str, str]
"""Plain decimals and choices by question id; `""` was skipped, an absent one not asked yet."""

FILE = Path(__file__).parent / "cards.toml"
FLIGHTS = ("flights_domestic", "flights_near", "flights_far")


@dataclass(frozen=True, slots=True)
class Question:
    """One card: a choice where there are `choices`, else a number with its unit.

    A number above `usual` is asked about again before it counts; one above `most` is refused.
    `when` and `unless` are the answers to other cards that this one depends on.
    """

    id: str
    topic: Text
    ask: Text
    hint: Text
    choices: Mapping[str, Text]
    unit: Text
    usual: Decimal
    most: Decimal | None
    least: Decimal
    is_whole: bool
    when: Mapping[str, list[str]]
    unless: Mapping[str, list[str]]

    def applies(self, answers: Answers) -> bool:
        """Whether the card is asked of somebody with these answers."""
        return all(answers.get(card) in wanted for card, wanted in self.when.items()) and not any(
            answers.get(card) in barred for card, barred in self.unless.items()
        )

    def is_unusual(self, value: str) -> bool:
        """Whether a valid answer is so large that it is probably a slip."""
        return not self.choices and bool(value) and Decimal(value) > self.usual


def path(answers: Answers) -> list[Question]:
    """The cards that apply to what has been answered so far."""
    return [question for question in QUESTIONS if question.applies(answers)]


def find(question_id: str) -> Question | None:
    """The question of this id, or None."""
    return _BY_ID.get(question_id)


def first_open(answers: Answers) -> Question | None:
    """The first card that has been neither answered nor skipped, or None."""
    return next((question for question in path(answers) if question.id not in answers), None)


def from_old(answers: Answers) -> dict[str, str]:
    """Answers in today's shape: the former single form's read as what they meant, the unreadable dropped."""
    found = dict(answers)
    if "flights_abroad" in found:
        found.setdefault("flights_near", found["flights_abroad"])
    if any(found.get(key) for key in FLIGHTS):
        found.setdefault("flew", "yes")
    if found.get("commute_mode") == "car_electric":
        found |= {"commute_mode": "car", "car": found.get("car") or "electric"}
    if found.get("car_km"):
        found.setdefault("car", "petrol")
    return {key: value for key, value in found.items() if _is_readable(key, value)}


def _is_readable(key: str, value: str) -> bool:
    question = _BY_ID.get(key)
    if question is None or value == "":
        return question is not None
    if key == "place":
        return value in question.choices or value in PROVINCES
    if question.choices:
        return value in question.choices
    try:
        return numbers.parse(value) >= question.least
    except CalculationError:
        return False


def _question(card: Mapping[str, Any]) -> Question:
    return Question(
        id=card["id"],
        topic=_text(card, "topic"),
        ask=_text(card, "ask"),
        hint=_text(card, "hint"),
        choices={item["id"]: _text(item, "name") for item in card.get("choice", [])},
        unit=_text(card, "unit"),
        usual=Decimal(card.get("usual", "0")),
        most=Decimal(card["most"]) if "most" in card else None,
        least=Decimal(card.get("least", "0")),
        is_whole=card.get("whole", False),
        when=card.get("when", {}),
        unless=card.get("unless", {}),
    )


def _text(item: Mapping[str, Any], key: str) -> Text:
    return Text(item.get(f"{key}_zh", ""), item.get(f"{key}_en", ""))


QUESTIONS = tuple(
    _question(card) for card in tomllib.loads(FILE.read_text(encoding="utf-8"))["card"]
)
_BY_ID = {question.id: question for question in QUESTIONS}
