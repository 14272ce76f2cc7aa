"""Every worked example from outside comes to its stated digits."""

from decimal import Decimal

import pytest

from footprint import sets
from footprint.flight_formula import per_passenger
from footprint.numbers import rounded
from tests.footprint import worked

CALCULATIONS = [case for case in worked.ALL if "guideline" in case.data]
FLIGHTS = [flight for case in worked.ALL for flight in case.data.get("flight", ())]


@pytest.mark.parametrize("case", CALCULATIONS, ids=lambda case: case.name)
def test_a_worked_example_comes_to_its_published_figure(case):
    result = case.result()
    if published := case.data.get("published_t"):
        places = len(published.partition(".")[2])
        assert rounded(result.total_exact / 1000, places=places) == Decimal(published)
    if exact := case.data.get("total_kg_exact"):
        assert result.total_exact == Decimal(exact)
    if "total_kg" in case.data:
        assert result.total_kg == case.data["total_kg"]


def test_egu_2019_is_complete_to_the_last_passenger_kilometre():
    case = worked.EGU
    result = case.result()
    assert sum(line.entered.value for line in result.lines) == Decimal(case.data["passenger_km"])
    assert [line.kg for line in result.lines] == [
        Decimal("75049.7436"),
        Decimal("3002212.748"),
        Decimal("19224798.72"),
    ]


@pytest.mark.parametrize("flight", FLIGHTS, ids=lambda flight: f"{flight['distance_km']} km")
def test_the_flight_formula_agrees_with_its_own_tests(flight):
    given = {
        key: Decimal(flight[key]) for key in ("load_factor", "passenger_share") if key in flight
    }
    kg = per_passenger(Decimal(flight["distance_km"]), sets.load(), **given)
    assert rounded(kg, places=flight.get("places", 9)) == rounded(
        Decimal(flight["kg"]), places=flight.get("places", 9)
    )


def test_every_case_names_its_source_and_licence():
    for case in worked.ALL:
        assert case.data["source"] and case.data["licence"], case.name
