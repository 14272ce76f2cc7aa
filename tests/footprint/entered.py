"""Short ways to enter activities in tests."""

from typing import Any

from footprint import sets
from footprint.calculation import calculate
from footprint.inputs import ActivityInput, from_data
from footprint.results import Line, Result


def activity(activity: str, value: str, unit: str, **rest: Any) -> ActivityInput:
    """One activity; what is no field of its own is an option."""
    fields = {
        "region",
        "year",
        "factor_id",
        "factor",
        "quality",
        "stage",
        "source_class",
        "reason",
        "evidence",
    }
    own = {key: value for key, value in rest.items() if key in fields}
    options = {key: value for key, value in rest.items() if key not in fields}
    return from_data(
        {"activity": activity, "value": value, "unit": unit, "options": options, **own}
    )


def compute(*entered: ActivityInput, guideline: str = "mee-2019-19", **rest: Any) -> Result:
    """A calculation for Guangdong, unless said otherwise."""
    return calculate(guideline, sets.load(), entered, **{"region": "CN-GD"} | rest)


def line(*args: str, guideline: str = "mee-2019-19", **rest: Any) -> Line:
    """The one line of one activity."""
    return compute(activity(*args, **rest), guideline=guideline).lines[0]
