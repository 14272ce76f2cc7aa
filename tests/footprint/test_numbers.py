"""Numbers as people type them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint import numbers
from footprint.errors import CalculationError

DECIMALS = st.decimals(min_value=0, max_value=Decimal("999999999999999"), places=9)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("1234.5", "1234.5"),
        (" 1,234.50 ", "1234.50"),
        ("１２３４．５", "1234.5"),
        ("1 234 567", "1234567"),
        ("1’234", "1234"),
        ("１，２３４", "1234"),
        (".5", "0.5"),
        ("5.", "5"),
        ("0", "0"),
    ],
)
def test_a_plain_number_is_read_as_it_is_meant(typed, meant):
    assert numbers.parse(typed) == Decimal(meant)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "required"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("1e5", "not_a_number"),
        ("1,23", "not_a_number"),
        ("12,34,567", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("一百", "not_a_number"),
        ("0x10", "not_a_number"),
        ("-1", "negative"),
        ("−1", "negative"),
        ("1234567890123456", "precision_exceeded"),
        ("0.1234567890", None),
        ("0.1234567891", "precision_exceeded"),
        ("9" * 65, "too_long"),
    ],
)
def test_what_is_no_plain_number_is_refused_with_its_reason(typed, code):
    if code is None:
        assert numbers.parse(typed) == Decimal("0.123456789")
        return
    with pytest.raises(CalculationError) as refused:
        numbers.parse(typed, field="activities.0.value")
    assert (refused.value.code, refused.value.field) == (code, "activities.0.value")


@pytest.mark.parametrize("inexact", [1.5, True, float("nan")])
def test_floats_are_refused_for_they_are_not_exact(inexact):
    with pytest.raises(CalculationError) as refused:
        numbers.parse(inexact)
    assert refused.value.code == "not_decimal_string"


@given(DECIMALS)
def test_printing_and_reading_give_the_number_back(number):
    assert numbers.parse(numbers.plain(number)) == number
    assert numbers.parse(numbers.grouped(number)) == number
    assert "E" not in numbers.plain(number).upper()


@given(DECIMALS)
def test_kilograms_are_rounded_up_once(number):
    whole = numbers.whole_kilograms(number)
    assert whole >= number > whole - 1
