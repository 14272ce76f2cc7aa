"""Estimates from few answers: labelled, bounded, and from the same calculator."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint import assumptions, personal, places, quick, sets
from footprint.assumptions import Basics
from footprint.errors import CalculationError


def test_a_forum_of_400_for_two_days_is_some_thirty_tonnes():
    assert 29_000 <= quick.estimate(400, 2).total_kg <= 31_000


def test_the_further_people_come_the_more_it_is():
    totals = [quick.estimate(400, 2, origin).total_kg for origin in assumptions.ORIGINS]
    assert totals == sorted(totals)


@given(st.integers(1, 100_000), st.integers(1, 60), st.sampled_from(assumptions.ORIGINS))
def test_everybody_comes_from_somewhere(participants, days, origin):
    people = assumptions.people(Basics(participants, days, origin))
    assert sum(people.values()) == participants and min(people.values()) >= 0


def test_every_assumed_line_says_it_is_an_estimate():
    assert {line.entered.quality for line in quick.estimate(400, 2).result.lines} == {"estimated"}


@pytest.mark.parametrize(
    "wrong",
    [(0, 2, "mixed"), (400, 0, "mixed"), (400, 61, "mixed"), (400, 2, "moon"), (10**7, 1, "local")],
)
def test_what_is_out_of_range_is_refused(wrong):
    with pytest.raises(CalculationError):
        quick.estimate(*wrong)


def test_a_person_who_skips_everything_gets_sourced_averages():
    result = personal.result({})
    rows = {line.entered.evidence for line in result.lines if line.entered.evidence}
    assert rows <= set(sets.load().factors)
    assert 2_000 < result.total_kg < 6_000


def test_a_household_bill_is_shared_by_its_people():
    alone = personal.result({"electricity": "300", "household": "1"})
    shared = personal.result({"electricity": "300", "household": "3"})
    assert alone.lines[0].kg == 3 * shared.lines[0].kg


@pytest.mark.parametrize(
    ("start", "end", "km"), [("SZX", "PEK", 1957), ("深圳", "北京", 1943), ("香港", "London", 9600)]
)
def test_distances_are_great_circles(start, end, km):
    distance = places.distance_km(places.find(start), places.find(end))
    assert abs(distance - km) < km // 100 + 5


@pytest.mark.parametrize(
    ("name", "country"),
    [("深圳市", "CN"), ("维也纳", "AT"), ("澳門", "MO"), ("Shenzhen", "CN"), ("SIN", "SG")],
)
def test_places_are_known_by_chinese_english_and_airport_names(name, country):
    assert places.find(name).country == country
