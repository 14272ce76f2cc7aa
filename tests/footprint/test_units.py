"""Units: words in two languages, exact conversion, no confusion of kinds."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint import units
from footprint.errors import CalculationError
from footprint.units import UNITS

PAIRS = [
    (one, other)
    for one in UNITS.values()
    for other in UNITS.values()
    if one.dimension == other.dimension and one is not other
]


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("度", "kWh"),
        ("KWH", "kWh"),
        ("万吨", "10^4t"),
        ("人公里", "passenger-km"),
        ("间夜", "room-night"),
        ("人晚", "person-night"),
        ("m³", "m3"),
        ("立方米", "m3"),
        ("公斤", "kg"),
        ("人·公里", "passenger-km"),
        ("ｋｇ", "kg"),
    ],
)
def test_people_may_write_units_as_they_are_used_to(word, code):
    assert units.find(word).code == code


def test_an_unknown_unit_is_named_in_the_refusal():
    with pytest.raises(CalculationError) as refused:
        units.find("斤两")
    assert refused.value.code == "unknown_unit" and "斤两" in refused.value.message.zh


@given(value=st.decimals(min_value=0, max_value=10**12, places=3), pair=st.sampled_from(PAIRS))
def test_units_of_one_dimension_convert_both_ways(value, pair):
    one, other = pair
    assert units.convert(units.convert(value, one, other), other, one) == value


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("room-night", "person-night"),
        ("passenger-km", "vehicle-km"),
        ("kWh", "GJ"),
        ("t", "tonne-km"),
        ("L", "kg"),
    ],
)
def test_units_of_different_kinds_never_convert(one, other):
    with pytest.raises(CalculationError) as refused:
        units.convert(Decimal(1), UNITS[one], UNITS[other])
    assert refused.value.code == "unit_dimension"


@pytest.mark.parametrize(
    ("printed", "kilograms", "per"),
    [
        ("gCO2e/(passenger*km)", "0.001", "passenger-km"),
        ("tCO2/GJ", "1000", "GJ"),
        ("kgCO2e/night", "1", "room-night"),
        ("gCO2e/km", "0.001", "vehicle-km"),
        ("kgCO2e/t", "1", "t"),
    ],
)
def test_a_factors_unit_is_taken_apart(printed, kilograms, per):
    taken = units.factor_unit(printed)
    assert (taken.kilograms, taken.per.code) == (Decimal(kilograms), per)


@pytest.mark.parametrize("parameter", ["%", "kWh/hour", "kg/m2", "gCO2e/2000kcal", "persons/room"])
def test_a_parameter_is_no_emission_factor(parameter):
    assert units.factor_unit(parameter) is None
