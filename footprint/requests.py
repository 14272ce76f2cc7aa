"""A calculation asked for as a JSON document: by the API and by `manage.py calculate`. Pure.

Options may stand beside the activity's own fields (`"trip": "return"`) or below `options`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from footprint import sets
from footprint.alternatives import main_factor, rules_of
from footprint.calculation import calculate
from footprint.errors import CalculationError
from footprint.inputs import ActivityInput, from_data
from footprint.numbers import plain
from footprint.results import Line, Result
from footprint.span import explain_all, span_of
from footprint.text import Text

KNOWN = {
    "activity", "value", "unit", "region", "year", "factor_id", "factor", "reason", "quality", "stage",
    "source_class", "label", "evidence", "options",
}  # fmt: skip


def answer(document: Mapping[str, Any], *, explain: bool = False) -> dict[str, Any]:
    """The calculation a document asks for, as the public contract writes it.

    With `explain`, or `"explain": true` in the document, every line says which other factors fit it and
    what they would change, and the answer holds the span of them.
    """
    result = run(document)
    data: dict[str, Any] = result.as_data()
    for line, written in zip(result.lines, data["lines"], strict=True):
        written["factor"] = _main_factor(line)
    if explain or document.get("explain") is True:
        _explain(result, data)
    return data


def _explain(result: Result, data: dict[str, Any]) -> None:
    """Add the other factors of each line, and the span of the whole."""
    explained = explain_all([line.entered for line in result.lines], rules_of(result))
    for item, written in zip(explained, data["lines"], strict=True):
        written["alternatives"] = [other.as_data() for other in item.shown]
        written["not_offered"] = [
            {"factor_id": row.factor.id, "why": row.why.as_data()} for row in item.withheld
        ]
        written["span"] = (
            {"low_kg": plain(item.low), "high_kg": plain(item.high)}
            if item.low is not None and item.high is not None
            else None
        )
    data["span"] = span_of(explained).as_data()


def run(document: Mapping[str, Any]) -> Result:
    """Compute what a document asks for; raises CalculationError with the field's path."""
    entered = document.get("activities")
    if not isinstance(entered, list) or not entered:
        message = Text("请至少填写一项活动。", "Give at least one activity.")
        raise CalculationError("required", message, field="activities")
    factor_set = sets.load(str(document.get("factor_set") or sets.CURRENT))
    return calculate(
        str(document.get("guideline") or ""),
        factor_set,
        [_activity(item, index) for index, item in enumerate(entered)],
        region=str(document.get("region") or ""),
        participants=document.get("participants"),
    )


def _activity(item: object, index: int) -> ActivityInput:
    path = f"activities.{index}"
    if not isinstance(item, Mapping):
        message = Text("每项活动应为一个对象。", "Each activity must be an object.")
        raise CalculationError("not_an_object", message, field=path)
    beside = {key: value for key, value in item.items() if key not in KNOWN and value is not None}
    options = item.get("options") or {}
    try:
        if isinstance(options, Mapping):
            return from_data({**item, "options": {**options, **beside}})
        return from_data(item)
    except CalculationError as error:
        raise error.at(path) from error


def _main_factor(line: Line) -> dict[str, object] | None:
    """The emission factor among a line's factors, as data."""
    chosen = main_factor(line)
    return chosen.as_data() if chosen else None
