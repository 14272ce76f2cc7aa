"""The calculation: activities × a factor set under a guideline. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from footprint import activities, bands, guidelines, numbers, plausibility, quantities, regions
from footprint.choice import Rules
from footprint.errors import CalculationError
from footprint.formulas import FORMULAS, Work
from footprint.guidelines import SourceClass
from footprint.inputs import ActivityInput
from footprint.numbers import EXACT, FRACTION_DIGITS
from footprint.results import Line, Result, UsedFactor, Warning
from footprint.sets import FactorSet
from footprint.text import Text

MAX_ACTIVITIES = 2000
_GRADES = "UDCBA"
"""Weakest first: a line is as good as its weakest factor."""


def calculate(
    guideline_id: str,
    factor_set: FactorSet,
    entered: Sequence[ActivityInput],
    *,
    region: str = "",
    participants: int | None = None,
    days: int | None = None,
    version: str = "",
) -> Result:
    """Compute a footprint in exact decimals; kilograms CO2e.

    `region` is ISO 3166-2 and stands for every activity that names none; `participants` and `days`
    are used for plausibility only; `version` is the guideline's, the newest by default. Raises
    CalculationError with the field, such as `activities.3.unit`.
    """
    guideline = guidelines.load(guideline_id, version)
    if len(entered) > MAX_ACTIVITIES:
        message = Text(
            f"一次最多 {MAX_ACTIVITIES} 项活动。", f"At most {MAX_ACTIVITIES} activities at once."
        )
        raise CalculationError("too_many_activities", message, field="activities")
    place = regions.normalise(region) if region else ""
    rules = Rules(factor_set, guideline, place)
    lines: list[Line] = []
    warnings: list[Warning] = []
    for index, item in enumerate(entered):
        try:
            line, notes = compute(item, rules)
        except CalculationError as error:
            raise error.at(f"activities.{index}") from error
        lines.append(line)
        warnings.extend(Warning(code, text, index) for code, text in notes)
        warnings.extend(plausibility.of_line(line, index))
    warnings.extend(plausibility.of_kinds(lines))
    total = total_of(line.kg for line in lines)
    warnings.extend(bands.of_lines(lines, guideline, participants=participants, days=days))
    warnings.extend(plausibility.of_total(total, guideline=guideline, participants=participants))
    return Result(
        guideline=guideline.id,
        guideline_version=guideline.version,
        factor_set=factor_set.id,
        factor_set_sha256=factor_set.sha256,
        region=place,
        participants=participants,
        lines=tuple(lines),
        warnings=tuple(warnings),
        total_exact=total,
        days=days,
    )


def compute(entered: ActivityInput, rules: Rules) -> tuple[Line, list[tuple[str, Text]]]:
    """One line and its notes; raises CalculationError with the field inside the activity."""
    activity = activities.find(entered.activity)
    source_class = rules.guideline.class_for(activity.id, entered.source_class)
    if activity.id == "custom" and entered.factor is None:
        raise CalculationError(
            "factor_required",
            Text("请填写自定义因子及其来源。", "Give the custom factor and its source."),
            field="factor",
        )
    work = Work(entered, activity, rules, quantities.measure(entered, activity))
    kg = FORMULAS[activity.formula](work)
    rounded = numbers.rounded(kg, places=FRACTION_DIGITS)
    return _line(work, source_class, rounded), work.notes


def total_of(kilograms: Iterable[Decimal]) -> Decimal:
    """The exact sum of lines."""
    total = Decimal(0)
    for kg in kilograms:
        total = EXACT.add(total, kg)
    return total


def _line(work: Work, source_class: SourceClass, kg: Decimal) -> Line:
    return Line(
        entered=work.entered,
        name=activities.described(work.activity, work.entered.options),
        source_class=source_class.id,
        clause=source_class.clause,
        standard=source_class.standard,
        kg=kg,
        factors=tuple(work.factors),
        steps=tuple(work.steps),
        memos=tuple(work.memos),
        grade=_weakest(work.factors),
        ghg=source_class.ghg or work.activity.ghg,
        iso_14064=source_class.iso_14064 or work.activity.iso_14064,
    )


def _weakest(factors: list[UsedFactor]) -> str:
    return min((factor.grade for factor in factors), key=_GRADES.index)
