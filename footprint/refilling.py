"""From stored activities back to the answers of the form that they came from. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from footprint import inventory
from footprint.inventory import SECOND, Journey, Question


def fields(form: str, activities: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The form's amounts; activities that no question of the form asks for, such as a file's, are left out."""
    asked: dict[str, Question | Journey] = {}
    for section in inventory.sections(form):
        asked |= {f"{form}:{item.id}": item for item in (*section.questions, *section.journeys)}
    found: dict[str, str] = {}
    for activity in activities:
        item = asked.get(str(activity.get("label", "")))
        if isinstance(item, Question):
            found |= _amount(item, activity)
        elif isinstance(item, Journey):
            found |= _journey(item, activity)
    return found


def _amount(question: Question, activity: Mapping[str, Any]) -> dict[str, str]:
    return {question.id: str(activity["value"]), **_second(question, activity)}


def _journey(journey: Journey, activity: Mapping[str, Any]) -> dict[str, str]:
    options = activity.get("options", {})
    answers = {
        f"{journey.id}_people": str(activity["value"]),
        f"{journey.id}_km": str(options.get("distance_km", "")),
        f"{journey.id}_trip": str(options.get("trip", "")),
    }
    return {**answers, **_second(journey, activity)}


def _second(item: Question | Journey, activity: Mapping[str, Any]) -> dict[str, str]:
    answer = activity.get("options", {}).get(item.ask)
    return {f"{item.id}_{SECOND[item.ask]}": str(answer)} if answer else {}
