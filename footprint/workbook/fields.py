"""A workbook's lines that are the form's own questions, put back into the form's fields. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from footprint import inventory
from footprint.inputs import ActivityInput
from footprint.inventory import SECOND, Journey, Question, Section
from footprint.numbers import plain


def split(
    form: str, activities: Iterable[ActivityInput]
) -> tuple[dict[str, str], list[ActivityInput]]:
    """The form's fields for lines that answer its questions as asked, and the other lines.

    A section's lines go into its fields when they share its most frequent quality; the others stay
    lines of their own, so that nothing said of them is lost.
    """
    fields: dict[str, str] = {}
    rest = list(activities)
    for section in inventory.sections(form):
        found = [
            (item, said)
            for item in rest
            if (said := _said(form, section, item)) is not None and not said.keys() & fields.keys()
        ]
        if not found:
            continue
        quality = Counter(item.quality for item, _ in found).most_common(1)[0][0]
        fields[f"quality_{section.source_class}"] = quality
        for item, said in found:
            if item.quality == quality and not said.keys() & fields.keys():
                fields |= said
                rest.remove(item)
    return fields, rest


def _said(form: str, section: Section, item: ActivityInput) -> dict[str, str] | None:
    """The fields of a line that is just what a question of the section asks."""
    if item.factor is not None or item.factor_id or item.evidence or item.region or item.year:
        return None
    for question in section.questions:
        if item.label == f"{form}:{question.id}":
            return _answer(question, item)
    for journey in section.journeys:
        if item.label == f"{form}:{journey.id}":
            return _journey(journey, item)
    return None


def _answer(question: Question, item: ActivityInput) -> dict[str, str] | None:
    same = (item.activity, item.unit, item.stage) == (
        question.activity,
        question.unit,
        question.stage,
    )
    second = _second(question, item)
    if not same or second is None or item.source_class not in ("", question.source_class):
        return None
    return {question.id: plain(item.value), **second}


def _journey(journey: Journey, item: ActivityInput) -> dict[str, str] | None:
    second = _second(journey, item, also=("distance_km", "trip"))
    if (item.activity, item.unit, item.stage) != (journey.activity, "person", "hold"):
        return None
    if second is None or item.source_class:
        return None
    return {
        f"{journey.id}_people": plain(item.value),
        f"{journey.id}_km": item.options["distance_km"],
        f"{journey.id}_trip": item.options["trip"],
        **second,
    }


def _second(
    asked: Question | Journey, item: ActivityInput, *, also: Sequence[str] = ()
) -> dict[str, str] | None:
    """The second field's answer, None where the line's options are others than the question's."""
    options = {key: said for key, said in item.options.items() if key not in also}
    said = options.pop(asked.ask, "") if asked.ask else ""
    if options != dict(asked.options) or (asked.ask and not said):
        return None
    return {f"{asked.id}_{SECOND[asked.ask]}": said} if asked.ask else {}
