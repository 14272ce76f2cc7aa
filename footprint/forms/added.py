"""Added lines and left-out stages as an inventory page lists them."""

from decimal import Decimal
from typing import Any

from footprint import activities, guidelines, lines, numbers
from footprint.boundary import Part
from footprint.drafts import Draft
from footprint.errors import CalculationError
from footprint.forms.rows import AddedRow, OutRow
from footprint.guidelines import Stage
from footprint.inputs import ActivityInput
from footprint.numbers import EXACT, grouped
from footprint.quantities import amount
from footprint.results import Result
from footprint.text import Text, joined
from footprint.units import find


def added_rows(draft: Draft, result: Result | None) -> dict[str, tuple[AddedRow, ...]]:
    """The added lines by source class; kilograms and warnings where there is a result."""
    if not draft.lines:
        return {}
    guideline = guidelines.load(draft.guideline)
    places = draft.line_places() if result else {}
    found: dict[str, list[AddedRow]] = {}
    for line in draft.lines:
        entered = lines.inputs([line])[0]
        home = guideline.home_of(entered.activity, entered.source_class)
        at = places.get(line["id"], -1)
        row = AddedRow(
            id=line["id"],
            name=activities.described(activities.find(entered.activity), entered.options),
            label=entered.label,
            amount=_amount(entered),
            stage=next((item.name for item in guideline.stages if item.id == entered.stage), None),
            kg=result.lines[at].kg if result and at >= 0 else None,
            counts=at >= 0 or result is None,
            warnings=tuple(item.message for item in result.warnings if item.line == at)
            if result and at >= 0
            else (),
        )
        found.setdefault(home.id if home else "", []).append(row)
    return {name: tuple(rows) for name, rows in found.items()}


def setting_adds(option: str, result: Result | None) -> Decimal | None:
    """The kilograms that counting this in would add to the total; None where it would change nothing."""
    if result is None:
        return None
    more = Decimal(0)
    for line in result.lines:
        for memo in line.memos:
            if memo.id == option:
                more = EXACT.add(more, EXACT.subtract(memo.kg, line.kg))
    return more or None


def out_of(draft: Draft, source_class: str) -> dict[str, Any]:
    """What an inventory says of a class's boundary: whether it is out, and at which stages."""
    limits = draft.limits()
    stages = {stage.id: stage for stage in guidelines.load(draft.guideline).stages}
    return {
        "is_out": not limits.has(source_class),
        "out": tuple(
            _out_row(part, stages.get(part.stage)) for part in limits.out_of(source_class)
        ),
    }


def _out_row(part: Part, stage: Stage | None) -> OutRow:
    """The reason is told where the guideline requires the stage; it only encourages the others."""
    told = stage is None or stage.required
    return OutRow(stage.name if stage else Text("", ""), part.reason if told else "")


def _amount(entered: ActivityInput) -> Text:
    """The amount with what was said of a journey, such as `30 people, 1,943 km, return`."""
    try:
        unit = find(entered.unit)
    except CalculationError:
        return Text(grouped(entered.value), grouped(entered.value))
    parts = [amount(entered.value, unit)]
    if distance := entered.options.get("distance_km"):
        shown = grouped(numbers.parse(distance))
        parts.append(Text(f"单程 {shown} 公里", f"{shown} km one way"))
    if trip := entered.options.get("trip"):
        parts.append((activities.TRIP.choices or {})[trip])
    return joined(parts, zh="，")
