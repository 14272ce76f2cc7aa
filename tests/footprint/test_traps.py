"""Mistakes that published calculators make, and people with them: refused or flagged here."""

import pytest

from footprint import sets
from footprint.calculation import calculate
from footprint.errors import CalculationError
from tests.footprint.entered import activity, compute

LUNCH = {"value": "127", "unit": "kgCO2e/meal", "source": "workshop report 2024"}


def refusal(*args: str, **rest: str) -> CalculationError:
    with pytest.raises(CalculationError) as refused:
        compute(activity(*args, **rest))
    return refused.value


def test_tibet_has_no_grid_factor_and_none_is_assumed():
    error = refusal("electricity", "1000", "kWh", region="CN-XZ")
    assert (error.code, error.field) == ("no_factor_for_region", "activities.0.region")
    assert "自定义因子" in error.message.zh


@pytest.mark.parametrize("region", ["HK", "MO", "TW", "CN-HK"])
def test_nor_have_hong_kong_macao_and_taiwan(region):
    assert refusal("electricity", "1", "kWh", region=region).code == "no_factor_for_region"


def test_tibet_may_use_its_suppliers_factor_with_a_source():
    factor = {"value": "0.1", "unit": "kgCO2/kWh", "source": "供电公司证明"}
    assert (
        compute(activity("electricity", "1000", "kWh", region="CN-XZ", factor=factor)).total_kg
        == 100
    )


def test_a_year_without_a_factor_is_not_filled_by_another():
    error = refusal("electricity", "1", "kWh", year="2024")
    assert error.code == "no_factor_for_year" and "2023, 2022, 2021" in error.message.en


def test_a_life_cycle_factor_is_no_factor_of_an_inventory():
    error = refusal("electricity", "1", "kWh", factor_id="footprint-cn-2024")
    assert error.code == "factor_mismatch" and "产品" in error.message.zh


@pytest.mark.parametrize(
    ("entered", "factor_id"),
    [
        (("metro", "1", "passenger-km"), "land-cpcd-hsr-2024"),
        (("petrol", "1", "kg"), "fuel-b-diesel-co2"),
        (("flight", "1", "passenger-km"), "air-desnz2025-intl-econ-wtt"),
        (("electricity", "1", "kWh"), "grid-cn-2023-fossil"),
        (("hotel", "1", "room-night"), "meal-cn-dinein"),
    ],
)
def test_a_row_of_another_kind_is_refused_by_name(entered, factor_id):
    assert refusal(*entered, factor_id=factor_id).code == "factor_mismatch"


def test_person_nights_are_not_taken_for_room_nights():
    assert (
        refusal("hotel", "100", "person-night").field == "activities.0.options.occupants_per_room"
    )


def test_direction_is_asked_and_never_assumed():
    assert refusal("metro", "10", "person", distance_km="12").code == "trip_required"


def test_distance_is_not_counted_twice():
    assert (
        refusal("metro", "100", "passenger-km", distance_km="12", trip="return").code
        == "option_not_used"
    )


def test_people_in_cars_are_asked_how_many_share_one():
    error = refusal("car", "10", "person", distance_km="12", trip="return")
    assert error.field == "activities.0.options.people_per_vehicle"


@pytest.mark.parametrize(
    ("name", "unit", "hint"),
    [
        ("electricity", "GJ", "热力"),
        ("heat", "kWh", "电力"),
        ("metro", "km", "人公里"),
        ("meal", "kg", "餐"),
        ("waste", "m3", "千克"),
    ],
)
def test_a_wrong_unit_is_refused_with_the_likely_right_one(name, unit, hint):
    error = refusal(name, "1", unit)
    assert error.code == "unit_not_accepted" and hint in error.message.zh


def test_flights_must_say_whether_they_stay_in_the_country():
    assert refusal("flight", "1", "passenger-km").field == "activities.0.options.route"


def test_a_combination_without_a_factor_is_asked_about():
    assert (
        refusal("waste", "1", "t", stream="plastic", treatment="incineration").code
        == "no_default_factor"
    )


def test_an_option_the_activity_does_not_have_is_refused():
    assert refusal("metro", "1", "passenger-km", cabin="first").code == "unknown_option"
    assert refusal("taxi", "1", "passenger-km", energy="steam").code == "unknown_choice"


def test_a_custom_factor_must_name_its_source():
    with pytest.raises(CalculationError) as refused:
        activity("custom", "1", "meal", factor={"value": "1", "unit": "kgCO2e/meal", "source": " "})
    assert refused.value.code == "source_required"


def test_a_custom_factor_per_another_unit_is_refused():
    error = refusal("custom", "10", "meal", factor=LUNCH | {"unit": "kgCO2e/kWh"})
    assert error.code == "factor_unit_mismatch"


def test_a_lunch_of_127_kilograms_is_flagged():
    result = compute(activity("custom", "34", "meal", factor=LUNCH))
    assert "implausible_factor" in {warning.code for warning in result.warnings}


def test_two_gwp_sets_do_not_meet_in_one_inventory():
    assert refusal("refrigerant", "1", "kg", factor_id="gwp-r410a-ar4").code == "gwp_basis"


def test_an_activity_outside_the_guideline_is_refused():
    with pytest.raises(CalculationError) as refused:
        calculate(
            "personal-2026", sets.load(), [activity("freight", "1", "tonne-km")], region="CN-GD"
        )
    assert refused.value.code == "activity_not_in_guideline"


@pytest.mark.parametrize(
    ("guideline", "code"), [("gbt-2099", "unknown_guideline"), ("../mee", "unknown_guideline")]
)
def test_an_unknown_guideline_is_an_error_with_a_code(guideline, code):
    with pytest.raises(CalculationError) as refused:
        calculate(guideline, sets.load(), [])
    assert refused.value.code == code


def test_weak_rows_are_never_silent_defaults():
    result = compute(
        activity("lpg", "10", "kg"), activity("petrol", "10", "L"), activity("petrol", "10", "kg")
    )
    assert [(warning.code, warning.line) for warning in result.warnings] == [
        ("weak_factor", 0),
        ("weak_factor", 1),
    ]
