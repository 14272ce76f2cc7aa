"""Two calculations side by side: the parts of a difference add up to it, always."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from footprint import candidates, quick
from footprint.comparison import compare, side
from footprint.difference_words import why
from footprint.differences import split
from tests.footprint.entered import activity, compute
from tests.footprint.test_laws import AMOUNTS, SIMPLE, entered

KILOGRAMS = st.decimals(min_value=0, max_value=10**9, places=9)


def both(first, second, **people):
    a, b = (compute(*items).lines for items in (first, second))
    heads = people.get("people", (None, None))
    return compare(side(a, participants=heads[0]), side(b, participants=heads[1]))


def only_line(first, second):
    return both([first], [second]).classes[0].lines[0]


@given(KILOGRAMS, KILOGRAMS, AMOUNTS, AMOUNTS)
def test_a_difference_splits_without_a_rest(kg_a, kg_b, q_a, q_b):
    assert split(kg_a, kg_b, q_a=q_a, q_b=q_b).total == kg_b - kg_a


@settings(max_examples=30)
@given(
    st.lists(st.tuples(SIMPLE, AMOUNTS), max_size=6),
    st.lists(st.tuples(SIMPLE, AMOUNTS), max_size=6),
)
def test_lines_classes_and_parts_all_add_up_to_the_whole_difference(first, second):
    found = both([entered(*item) for item in first], [entered(*item) for item in second])
    difference = found.b.total - found.a.total
    assert found.difference == found.split.total == difference
    assert sum((group.difference for group in found.classes), Decimal(0)) == difference
    for group in found.classes:
        assert group.split.total == group.difference
        for line in group.lines:
            assert line.split.total == line.difference


@settings(max_examples=20)
@given(st.lists(st.tuples(SIMPLE, AMOUNTS), max_size=6))
def test_nothing_differs_from_itself(items):
    found = both([entered(*item) for item in items], [entered(*item) for item in items])
    assert found.difference == 0
    assert all(line.met == "both" for group in found.classes for line in group.lines)


def test_less_of_the_same_is_a_change_of_activity_alone():
    line = only_line(activity("electricity", "8000", "kWh"), activity("electricity", "6.5", "MWh"))
    assert line.split.activity == Decimal("-662.85") and line.split.factor == 0
    assert "6.5" in why(line).en and "factor" not in why(line).en


def test_the_same_power_with_another_years_grid_is_a_change_of_factor_alone():
    line = only_line(
        activity("electricity", "8000", "kWh", year="2022"), activity("electricity", "8000", "kWh")
    )
    assert line.split.activity == 0
    assert line.split.factor == 8000 * (Decimal("0.4419") - Decimal("0.4403"))
    assert "0.4403" in why(line).en and "2022" in why(line).zh


def test_both_changes_are_told_apart_by_the_stated_formula():
    line = only_line(
        activity("electricity", "8000", "kWh", year="2021"), activity("electricity", "5000", "kWh")
    )
    old, new = Decimal("0.4715"), Decimal("0.4419")
    assert line.split.activity == (5000 - 8000) * old
    assert line.split.factor == 5000 * (new - old)


def test_people_who_share_rooms_change_the_activity_measured_in_room_nights():
    alone = activity("hotel", "160", "person-night", occupants_per_room="1")
    shared = activity("hotel", "160", "person-night", occupants_per_room="2")
    line = only_line(alone, shared)
    assert line.split.factor == 0 and line.split.activity == -line.a.kg / 2
    assert "80" in why(line).en


def test_an_answer_that_changes_the_factor_is_named():
    first = activity("flight", "1000", "passenger-km", route="international", cabin="business")
    second = activity("flight", "1000", "passenger-km", route="international", cabin="economy")
    line = only_line(first, second)
    assert line.split.activity == 0 and line.split.factor < 0
    assert "business → economy" in why(line).en and "公务舱 → 经济舱" in why(line).zh


def test_units_that_do_not_convert_are_not_split_and_said_so():
    line = only_line(activity("petrol", "100", "kg"), activity("petrol", "130", "L"))
    assert line.split.other == line.difference
    assert line.split.activity == line.split.factor == 0
    assert "不能换算" in why(line).zh


def test_what_stands_on_one_side_only_counts_as_activity():
    found = both([activity("meal", "100", "meal")], [activity("metro", "500", "passenger-km")])
    assert {line.met for group in found.classes for line in group.lines} == {"only_a", "only_b"}
    assert found.split.activity == found.difference


def test_a_plans_one_line_meets_the_many_of_an_attendance_file():
    plan = [activity("flight", "1000", "passenger-km", route="domestic")]
    actual = [
        replace(activity("flight", "300", "passenger-km", route="domestic"), label="北京"),
        replace(activity("flight", "500", "passenger-km", route="domestic"), label="上海"),
    ]
    line = both(plan, actual).classes[0].lines[0]
    assert line.met == "both" and line.b.quantity.value == 800
    assert line.split.factor == 0


def test_fewer_people_and_less_a_head_are_told_apart():
    more, fewer = quick.estimate(400, 2).result, quick.estimate(320, 2).result
    found = compare(side(more.lines, participants=400), side(fewer.lines, participants=320))
    assert found.people.total == found.difference
    assert abs(found.people.factor) < abs(found.people.activity) / 100


def test_another_grid_year_reaches_only_what_uses_the_grid():
    rail = activity("metro", "10", "passenger-km")
    power = activity("electricity", "10", "kWh")
    own = activity(
        "electricity", "1", "kWh", factor={"value": "0.3", "unit": "kgCO2e/kWh", "source": "x"}
    )
    assert candidates.with_grid_year(rail, 2021) == rail
    assert candidates.with_grid_year(own, 2021) == own
    assert candidates.with_grid_year(power, 2021).year == 2021
