"""Amounts that are probably slips of unit or point: warned about in words, never refused."""

import pytest

from footprint import guidelines
from footprint.units import UNITS
from tests.footprint.entered import activity, compute


def codes(*entered, **rest) -> list[tuple[str, int]]:
    found = compute(*entered, participants=400, days=2, **rest).warnings
    return [(item.code, item.line) for item in found if item.code.startswith("implausible_a")]


@pytest.mark.parametrize(
    "entered",
    [
        activity("electricity", "200000", "kWh"),
        activity("electricity", "200", "MWh"),
        activity("hotel", "3000", "person-night", occupants_per_room="1"),
        activity("meal", "6000", "meal"),
        activity("waste", "30", "t", treatment="landfill"),
        activity("material", "5", "t", material="paper"),
        activity("water_supply", "2000", "m3"),
        activity("item", "20000", "bottle", item="bottled_water"),
    ],
    ids=lambda item: f"{item.activity} {item.value} {item.unit}",
)
def test_too_much_per_participant_is_flagged(entered):
    assert codes(entered) == [("implausible_amount", -1)]


@pytest.mark.parametrize(
    "entered",
    [
        activity("metro", "10", "person", distance_km="400", trip="return"),
        activity("taxi", "10", "person", distance_km="1600", trip="return"),
        activity("flight", "10", "person", distance_km="9", trip="one_way", route="domestic"),
        activity(
            "flight", "10", "person", distance_km="30000", trip="one_way", route="international"
        ),
        activity("high_speed_rail", "10", "person", distance_km="1", trip="return"),
        activity("refrigerant", "900", "kg", gas="r410a"),
    ],
    ids=lambda item: f"{item.activity} {item.options.get('distance_km', item.value)}",
)
def test_an_unlikely_line_is_flagged_at_the_line(entered):
    usual = activity("meal", "800", "meal")
    assert codes(usual, entered) == [("implausible_amount", 1)]


def test_several_small_lines_are_added_up():
    many = [activity("meal", "2000", "meal") for _ in range(4)]
    assert codes(*many) == [("implausible_amount", -1)]


def test_without_people_or_days_nothing_per_head_is_claimed():
    entered = activity("electricity", "200000", "kWh")
    assert not [item for item in compute(entered).warnings if item.code == "implausible_amount"]
    one = compute(entered, participants=400).warnings
    assert not [item for item in one if item.code == "implausible_amount"]


def test_a_warning_explains_itself_and_calls_the_limit_our_own():
    (warning,) = [
        item
        for item in compute(activity("meal", "9000", "meal"), participants=400, days=2).warnings
        if item.code == "implausible_amount"
    ]
    assert "11.25" in warning.message.zh and "不是官方数值" in warning.message.zh
    assert "not an official number" in warning.message.en


def test_every_limit_has_a_reason_in_both_languages_and_a_unit_that_is_known():
    limits = guidelines.load("mee-2019-19").limits
    assert len({limit.id for limit in limits}) == len(limits) >= 20
    for limit in limits:
        assert limit.reason.zh and limit.reason.en and limit.low < limit.high
        assert limit.unit == "night" or limit.unit in UNITS
