"""From answers to a year's kilograms: the result, and the running total on the way to it."""

from __future__ import annotations

from footprint import sets
from footprint.calculation import calculate
from footprint.inputs import ActivityInput
from footprint.personal import averages, questions
from footprint.personal.lines import LINES, Year
from footprint.results import Result

GUIDELINE = "personal-2026"


def result(answers: questions.Answers, *, region: str = averages.GUANGDONG) -> Result:
    """The footprint of one person's year; what was not answered takes its average.

    `region` is where the person lives unless the answers say. Raises CalculationError.
    """
    return _calculated(questions.from_old(answers), region)


def so_far(answers: questions.Answers, *, region: str = averages.GUANGDONG) -> Result:
    """The running total: only the parts whose card has been answered or skipped. Raises likewise.

    When every card of the path has been seen it equals `result`.
    """
    return _calculated(answers, region, only_seen=True)


def entered(year: Year, *, only_seen: bool = False) -> list[ActivityInput]:
    """The activities of a year, always in the same order."""
    return [
        item
        for question, lines in LINES.items()
        if not only_seen or question in year.answers
        for item in lines(year)
    ]


def _calculated(answers: questions.Answers, region: str, *, only_seen: bool = False) -> Result:
    factor_set = sets.load()
    place = averages.place_of(answers, region)
    year = Year(answers, place, factor_set)
    return calculate(
        GUIDELINE,
        factor_set,
        entered(year, only_seen=only_seen),
        region=averages.region_of(place),
        participants=None if only_seen else 1,
    )
