"""Reductions priced by the calculators themselves, for any share."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint import levers, quick
from footprint.alternatives import rules_of
from footprint.errors import CalculationError
from footprint.lever_list import LEVERS
from tests.footprint.entered import activity, compute


def find(*items, guideline="mee-2019-19", **rest):
    result = compute(*items, guideline=guideline)
    lines = [(line.entered, line.kg) for line in result.lines]
    return {lever.id: lever for lever in levers.find(lines, rules_of(result), limit=30, **rest)}


def test_the_largest_saving_comes_first_and_each_shows_its_arithmetic():
    result = quick.estimate(400, 2).result
    lines = [(line.entered, line.kg) for line in result.lines]
    found = levers.find(lines, rules_of(result))
    assert [lever.kg for lever in found] == sorted((lever.kg for lever in found), reverse=True)
    assert len(found) == levers.LIMIT
    for lever in found:
        assert lever.steps and lever.factors and lever.steps[-1].zh.endswith("千克")


def test_rail_for_flight_is_the_difference_of_the_two_lines():
    flight = activity("flight", "36", "person", distance_km="1600", trip="return", route="domestic")
    lever = find(flight)["rail_for_flight"]
    assert lever.share == Decimal("0.5")
    assert lever.kg == 36 * 3200 * (Decimal("0.0829") - Decimal("0.0204")) / 2


@given(st.decimals(min_value="0.01", max_value=1, places=2))
def test_a_saving_grows_in_step_with_its_share(share):
    meals = activity("meal", "960", "meal")
    part = find(meals, shares={"vegetarian_meals": share})["vegetarian_meals"]
    whole = find(meals, shares={"vegetarian_meals": Decimal(1)})["vegetarian_meals"]
    assert abs(part.kg - whole.kg * share) <= Decimal("1e-9")
    assert part.kg <= part.now_kg


def test_lines_of_one_lever_are_priced_together():
    flights = [activity("flight", "1000", "passenger-km", route="domestic") for _ in range(5)]
    lever = find(*flights)["rail_for_flight"]
    assert lever.now_kg == Decimal("414.5")
    assert len(lever.steps) == 2


def test_green_power_makes_the_rest_take_the_residual_factor():
    power = activity("electricity", "8000", "kWh")
    all_of_it = find(power)["green_power"]
    assert all_of_it.kg == all_of_it.now_kg
    little = find(power, shares={"green_power": Decimal("0.2")})["green_power"]
    assert little.kg == 8000 * (Decimal("0.4419") - Decimal("0.8") * Decimal("0.6096"))
    assert little.kg < 0 and little.saves_kg == 0
    claimed = find(activity("electricity", "8000", "kWh", basis="residual"))
    assert "green_power" not in claimed


def test_nobody_is_told_to_change_a_factor_of_their_own():
    own = {"value": "0.1", "unit": "kgCO2e/passenger-km", "source": "airline"}
    assert find(activity("flight", "1000", "passenger-km", route="domestic", factor=own)) == {}


def test_levers_for_events_are_not_offered_to_offices():
    flight = activity("flight", "1000", "passenger-km", route="domestic")
    assert {"online_participants", "nearer_venue"} <= set(find(flight))
    at_the_office = set(find(flight, guideline="public-building-2015"))
    assert "video_meetings" in at_the_office
    assert not {"online_participants", "nearer_venue"} & at_the_office


@pytest.mark.parametrize(
    ("entered", "lever"),
    [
        (activity("hotel", "100", "room-night"), "shared_rooms"),
        (activity("taxi", "100", "person", distance_km="10", trip="one_way"), "metro_for_cars"),
        (activity("car", "100", "vehicle-km"), "electric_cars"),
        (activity("freight", "100", "tonne-km"), "electric_trucks"),
        (activity("item", "100", "bottle", item="bottled_water"), "no_bottles"),
        (activity("item", "100", "piece", item="meal_box"), "reusable_boxes"),
        (activity("item", "100", "copy", item="brochure"), "fewer_prints"),
        (activity("material", "100", "kg", material="paper"), "recycled_paper"),
        (activity("material", "100", "kg", material="wood"), "reused_stands"),
        (
            activity("flight", "9", "passenger-km", route="international", cabin="business"),
            "economy_class",
        ),
    ],
)
def test_every_lever_finds_its_line(entered, lever):
    found = find(entered)[lever]
    assert 0 < found.kg <= found.now_kg


def test_every_lever_speaks_both_languages_and_knows_where_its_effect_shows():
    for change in LEVERS.values():
        assert (
            change.name.zh and change.name.en and change.how.zh and change.how.en and change.watch
        )
        assert 0 < Decimal(change.share) <= 1


@pytest.mark.parametrize("text", ["0", "101", "-5", "half", "1e1", ""])
def test_a_share_is_a_percentage_above_nothing(text):
    with pytest.raises(CalculationError):
        levers.share_from(text)


@pytest.mark.parametrize("text", ["50", "50%", "５０％", " 50 "])
def test_a_share_is_read_as_people_type_it(text):
    assert levers.share_from(text) == Decimal("0.5")


def test_a_plan_never_promises_more_than_was_computed():
    lever = find(activity("meal", "7", "meal"))["vegetarian_meals"]
    assert lever.saves_kg <= lever.kg < lever.saves_kg + 1
