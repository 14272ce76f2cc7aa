"""The spreadsheet of workings computes again what is stored, and runs nothing that a person typed."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from footprint import activities, making, quick
from footprint.errors import CalculationError
from footprint.queries import preview
from footprint.units import UNITS
from footprint.workings import workbook
from tests.footprint.entered import activity, compute
from tests.footprint.spreadsheet import Spreadsheet

FACTOR = {"value": "0.25", "unit": "gCO2e/人公里", "source": "=cmd|'/C calc'!A0"}
TRICKY = (
    activity("flight", "36", "person", distance_km="1600", trip="return", route="domestic", rf="yes"),
    activity("flight", "3", "person", distance_km="9100.5", trip="one_way", route="international",
             cabin="business", rf="yes", wtt="yes"),
    activity("meal", "33", "meal", diet="vegan"),
    activity("online_participation", "100", "participant-hour"),
    activity("exhibition_waste", "900", "m2"),
    activity("car", "7", "person", distance_km="30", trip="return", people_per_vehicle="3", energy="electric",
             kwh_per_100km="15"),
    activity("hotel", "7", "person-night", occupants_per_room="3"),
    activity("electricity", "1.5", "10^4kWh"),
    activity("waste", "500.25", "g", treatment="landfill"),
    activity("custom", "10", "passenger-km", factor=FACTOR),
)  # fmt: skip


def shown(result, *, language="en", **rest):
    with override(language):
        return Spreadsheet(workbook(preview(result, **rest)))


def rows(book, sheet):
    """The rows of the table of lines: from below its head to above its total."""
    found = list(book.written[sheet].iter_rows(min_row=5))
    return found[:-1], found[-1]


@pytest.mark.parametrize("result", [quick.estimate(400, 2).result, compute(*TRICKY)])
def test_every_formula_computes_to_the_stored_kilograms(result):
    book = shown(result)
    lines, total = rows(book, "Lines")
    assert len(lines) == len(result.lines)
    for row, line in zip(lines, result.lines, strict=True):
        assert str(row[12].value).startswith("=ROUND(")
        assert book.value(row[12].value, "Lines") == line.kg
        assert Decimal(row[13].value) == line.kg
    assert book.value(total[12].value, "Lines") == result.total_exact
    assert Decimal(total[13].value) == result.total_exact


def test_readers_that_compute_nothing_find_the_values_beside_the_formulas():
    result = compute(*TRICKY)
    book = shown(result)
    kept = [row[12].value for row in book.cached["Lines"].iter_rows(min_row=5)]
    assert [Decimal(str(value)) for value in kept] == [
        *(line.kg.normalize() for line in result.lines),
        result.total_exact.normalize(),
    ]


def test_the_sums_by_class_and_scope_follow_from_the_lines():
    result = quick.estimate(400, 2).result
    book = shown(result)
    sums = [
        (book.value(row[2].value, "Summary"), row[3].value)
        for row in book.written["Summary"].iter_rows()
        if str(row[2].value).startswith("=SUMPRODUCT") and str(row[3].value or "x")[0].isdigit()
    ]
    assert len(sums) > 8
    by_class = [pair for pair in sums if isinstance(pair[1], str)]
    assert all(computed == Decimal(stored) for computed, stored in by_class)


def test_changing_a_factors_cell_changes_the_line():
    result = compute(activity("electricity", "1000", "kWh"))
    book = shown(result)
    assert book.written["Factors"]["D5"].value == 0.4419
    book.written["Factors"]["D5"].value = 0.5
    (line,), _total = rows(book, "Lines")
    assert book.value(line[12].value, "Lines") == 500


def _askings():
    """Each activity in each of its units with each choice, and numbers where a unit needs them."""
    for asked in activities.ACTIVITIES.values():
        for unit in asked.units:
            needs = {
                "person": {"distance_km": "12.5", "trip": "return"},
                "person-night": {"occupants_per_room": "3"},
            }.get(unit, {})
            if asked.id == "car" and UNITS[unit].code in ("person", "passenger-km"):
                needs = needs | {"people_per_vehicle": "3"}
            plain = {option.id: next(iter(option.choices)) for option in asked.options
                     if option.choices and not option.default and option.id not in ("trip",)}  # fmt: skip
            yield asked.id, unit, plain | needs
            for option in asked.options:
                for choice in option.choices or ():
                    if option.id != "trip":
                        yield asked.id, unit, plain | needs | {option.id: choice}


def test_every_activity_unit_and_choice_that_can_be_computed_has_a_formula():
    without, computed = [], 0
    for name, unit, options in _askings():
        try:
            (line,) = compute(activity(name, "7.25", unit, **options)).lines
        except CalculationError:
            continue  # no factor for this combination
        computed += 1
        if not making.of(line.entered, [used.as_data() for used in line.factors], kg=line.kg):
            without.append((name, unit, options))
    assert not without
    assert computed > 150


def test_kilograms_that_the_rules_do_not_lead_to_have_no_formula():
    (line,) = compute(activity("electricity", "1000", "kWh")).lines
    factors = [used.as_data() for used in line.factors]
    assert making.of(line.entered, factors, kg=line.kg) is not None
    assert making.of(line.entered, factors, kg=line.kg + Decimal("0.000000001")) is None


@pytest.mark.parametrize("typed", ["=cmd|'/C calc'!A0", "@SUM(A1)", "+1+1", "-2+3", "＝1+1", "=1"])
def test_what_a_person_typed_is_never_a_formula(typed):
    from dataclasses import replace

    entered = replace(activity("electricity", "1000", "kWh"), label=typed)
    with override("en"):
        boundary = {"waste": {"included": False, "reason": typed}}
        content = workbook(
            preview(compute(entered), title=typed, boundary=boundary), organization=typed
        )
    book = Spreadsheet(content)
    cells = [cell for sheet in book.written for row in sheet.iter_rows() for cell in row]
    named = [cell for cell in cells if cell.value == typed]
    assert len(named) >= 4
    assert all(cell.data_type == "s" for cell in named)
    ours = ("=SUM", "=ROUND", "=IF(", "='Factors'", "=F")
    assert all(str(cell.value).startswith(ours) for cell in cells if cell.data_type == "f")


def test_the_same_footprint_gives_the_same_bytes():
    view = preview(quick.estimate(400, 2).result)
    with override("zh-hans"):
        assert workbook(view) == workbook(view)


def test_a_draft_without_any_line_is_a_file_too():
    book = shown(compute())
    assert book.written.sheetnames == ["Summary", "Lines", "Factors", "Method", "Boundary"]
