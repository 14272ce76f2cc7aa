"""The calculators, activity by activity: what they come to and what they show."""

from decimal import Decimal

import pytest

from tests.footprint.entered import activity, compute, line


def test_electricity_takes_the_provinces_newest_factor_and_says_so():
    found = line("electricity", "8000", "kWh")
    assert found.kg == Decimal("3535.2")
    assert found.factors[0].id == "grid-cn-gd-2023"
    assert found.steps[-1].en == "8,000 kWh × 0.4419 kgCO2/kWh = 3,535.2 kg"
    assert "2023" in found.factors[0].reason.zh


def test_electricity_of_an_earlier_year_is_taken_only_when_asked_for():
    assert line("electricity", "1000", "kWh", year="2021").kg == Decimal("471.5")


def test_units_are_converted_in_a_step_of_their_own():
    found = line("electricity", "2.5", "万千瓦时")
    assert found.kg == Decimal("11047.5")
    assert found.steps[0].zh == "2.5 万千瓦时 = 25,000 千瓦时"


def test_claiming_green_power_apart_takes_the_residual_factor_for_the_rest():
    found = line("electricity", "1000", "kWh", basis="residual")
    assert (found.kg, found.factors[0].id) == (Decimal("609.6"), "grid-cn-2023-exclmarket")


def test_a_return_flight_within_china_shows_radiative_forcing_beside_it():
    found = line("flight", "36", "person", distance_km="1600", trip="return", route="domestic")
    assert found.kg == Decimal("9550.08")
    assert [memo.id for memo in found.memos] == ["rf"]
    assert found.memos[0].kg == Decimal("9550.08") * Decimal("1.69")


@pytest.mark.parametrize(
    ("cabin", "factor"),
    [
        ("average", "0.0842"),
        ("economy", "0.06449"),
        ("premium_economy", "0.10318"),
        ("business", "0.18701"),
        ("first", "0.25794"),
    ],
)
def test_international_flights_go_by_cabin(cabin, factor):
    found = line("flight", "1000", "passenger-km", route="international", cabin=cabin)
    assert found.kg == 1000 * Decimal(factor)
    assert {memo.id for memo in found.memos} == {"rf", "wtt"}


def test_radiative_forcing_and_fuel_upstream_enter_the_headline_only_when_asked_for():
    found = line(
        "flight",
        "1000",
        "passenger-km",
        route="international",
        cabin="economy",
        rf="yes",
        wtt="yes",
    )
    assert found.kg == 1000 * (Decimal("0.10916") + Decimal("0.01656"))
    assert not found.memos and len(found.factors) == 3


def test_person_nights_become_room_nights_by_the_occupants():
    shared = line("hotel", "160", "人夜", occupants_per_room="2")
    alone = line("hotel", "80", "间夜")
    assert shared.kg == alone.kg == Decimal("5321.6")


def test_a_hotel_abroad_takes_its_countrys_value():
    found = line("hotel", "10", "room-night", region="JP")
    assert (found.kg, found.factors[0].region) == (Decimal(390), "JP")


def test_people_in_a_car_share_its_kilometres():
    found = line("car", "30", "person", distance_km="40", trip="return", people_per_vehicle="3")
    assert found.kg == 800 * Decimal("0.1674")
    assert len(found.steps) == 3


def test_an_electric_car_is_its_electricity_times_the_grid():
    found = line("car", "800", "vehicle-km", energy="electric", kwh_per_100km="15")
    assert found.kg == 120 * Decimal("0.4419")


def test_a_diet_scales_the_chinese_meal_by_the_published_ratio():
    average = line("meal", "100", "meal").kg
    vegetarian = line("meal", "100", "meal", diet="vegetarian")
    assert vegetarian.kg < average
    assert abs(vegetarian.kg - average * Decimal("1.270") / Decimal("1.877")) < Decimal("1e-8")


def test_burned_waste_counts_its_fossil_carbon_and_never_transport_only():
    result = compute(activity("waste", "1", "t", treatment="incineration"))
    assert result.lines[0].kg == Decimal("271.7")
    codes = [warning.code for warning in result.warnings]
    assert codes == ["fossil_co2_of_burning", "weak_factor"]


def test_online_participation_is_electricity_per_hour_times_the_grid():
    assert line("online_participation", "1000", "人小时").kg == Decimal("34.0263")


def test_leaked_refrigerant_takes_the_guidelines_gwp():
    found = line("refrigerant", "2", "kg", gas="r410a")
    assert (found.kg, found.factors[0].id) == (Decimal(3847), "gwp-r410a-ar5")


def test_every_line_names_its_clause_scope_and_category():
    found = line("electricity", "1", "kWh")
    assert "附件1 第3类" in found.clause.zh
    assert (found.ghg, found.iso_14064) == ("2", 2)


def test_diesel_of_vehicles_and_of_generators_belong_to_different_classes():
    assert line("diesel", "1", "kg").source_class == "stationary_fuel"
    assert line("diesel", "1", "kg", source_class="mobile_fuel").source_class == "mobile_fuel"


def test_a_custom_factor_is_shown_as_such_with_its_source():
    factor = {"value": "0.25", "unit": "kgCO2e/人公里", "source": "会议自有研究"}
    result = compute(activity("custom", "1000", "人公里", factor=factor))
    found = result.lines[0]
    assert (found.kg, found.grade, found.factors[0].source) == (Decimal(250), "U", "会议自有研究")
    assert [warning.code for warning in result.warnings] == ["custom_factor"]


def test_the_total_is_the_sum_of_the_lines_and_is_rounded_up_once():
    result = compute(activity("meal", "1", "meal"), activity("metro", "1", "passenger-km"))
    assert result.total_exact == Decimal("2.9564") + Decimal("0.04314")
    assert result.total_kg == 3


def test_quality_and_grade_shares_are_of_the_result():
    result = compute(
        activity("electricity", "1000", "kWh", quality="measured"),
        activity("electricity", "3000", "kWh", quality="estimated"),
    )
    assert result.shares("quality") == {"estimated": Decimal("75.0"), "measured": Decimal("25.0")}
    assert result.shares("grade") == {"A": Decimal("100.0")}


def test_an_event_far_outside_the_usual_range_is_pointed_out():
    result = compute(activity("electricity", "1000", "MWh"), participants=10)
    assert [warning.code for warning in result.warnings] == ["implausible_total"]
