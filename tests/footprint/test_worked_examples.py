"""Every worked example from outside comes to its stated digits, and every wrong one is flagged or refused."""

from decimal import Decimal

import pytest

from footprint import places, sets
from footprint.errors import CalculationError
from footprint.flight_formula import DETOUR_KM, per_passenger
from footprint.numbers import rounded
from tests.footprint import worked

COMPUTED = [case for case in worked.ALL if "guideline" in case.data and "refused" not in case.data]
REFUSED = [case for case in worked.ALL if "refused" in case.data]
WRONG = [case for case in COMPUTED if "wrongly_stated_t" in case.data or "flags" in case.data]
BANDED = [case for case in worked.ALL if "band" in case.data]
FLIGHTS = [flight for case in worked.ALL for flight in case.data.get("flight", ())]


def of(cases):
    return pytest.mark.parametrize("case", cases, ids=lambda case: case.name)


def as_published(kilograms: Decimal, tonnes: str) -> bool:
    """Whether kilograms are the published tonnes, to the digits that are printed."""
    return rounded(kilograms / 1000, places=len(tonnes.partition(".")[2])) == Decimal(tonnes)


@of(COMPUTED)
def test_a_worked_example_comes_to_its_published_figure(case):
    result = case.result()
    if published := case.data.get("published_t"):
        assert as_published(result.total_exact, published)
    if exact := case.data.get("total_kg_exact"):
        assert result.total_exact == Decimal(exact)
    if "total_kg" in case.data:
        assert result.total_kg == case.data["total_kg"]
    if distance := case.data.get("passenger_km"):
        assert sum(line.entered.value for line in result.lines) == Decimal(distance)


@of(BANDED)
def test_every_band_comes_to_its_own_sum(case):
    lines = case.result().lines
    for line, band in zip(lines, case.data["band"], strict=True):
        assert line.kg == Decimal(band["kg"]), band["name"]
        assert line.entered.value == Decimal(band["passenger_km"]), band["name"]
        assert as_published(line.kg, band["published_t"]), band["name"]


@of(WRONG)
def test_a_wrong_published_figure_is_flagged_or_not_ours(case):
    result = case.result()
    codes = {warning.code for warning in result.warnings}
    assert codes >= set(case.data.get("flags", ()))
    if (stated := case.data.get("wrongly_stated_t")) and "flags" not in case.data:
        assert not as_published(result.total_exact, stated)


@of(REFUSED)
def test_a_mistake_is_refused_at_its_field_with_the_way_out(case):
    with pytest.raises(CalculationError) as refused:
        case.result()
    error, expected = refused.value, case.data["refused"]
    assert (error.code, error.field) == (expected["code"], expected["field"])
    assert error.message.zh and error.message.en


def test_people_are_counted_in_the_rows_and_not_in_the_text():
    """A sum that does not add up is found in the rows: the report of EGU 2019 states 46 people more."""
    assert worked.EGU.people == Decimal(worked.EGU.data["people_in_rows"])
    assert worked.EGU.people != Decimal(worked.EGU.data["people_wrongly_stated"])


@pytest.mark.parametrize("flight", FLIGHTS, ids=lambda flight: flight["name"])
def test_the_flight_formula_agrees_with_its_own_tests(flight):
    given = {
        key: Decimal(flight[key]) for key in ("load_factor", "passenger_share") if key in flight
    }
    kg = per_passenger(Decimal(flight["distance_km"]), sets.load(), **given)
    wanted, digits = Decimal(flight["kg"]), flight.get("places", 9)
    assert rounded(kg * flight.get("times", 1), places=digits) == rounded(wanted, places=digits)


@pytest.mark.parametrize("flight", [flight for flight in FLIGHTS if "from" in flight])
def test_our_own_distances_agree_with_the_source(flight):
    ends = places.find(flight["from"]), places.find(flight["to"])
    distance = places.distance_km(*ends) + DETOUR_KM
    assert abs(distance - Decimal(flight["distance_km"])) < Decimal("0.1")


def test_every_case_names_its_source_and_licence_and_expects_something():
    for case in worked.ALL:
        assert case.data["title"] and case.data["source"] and case.data["licence"], case.name
        assert worked.EXPECTATIONS & case.data.keys(), case.name


def test_adding_an_example_is_adding_a_folder(tmp_path, monkeypatch):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "case.toml").write_text(
        'title = "t"\nsource = "s"\nlicence = "l"\nguideline = "mee-2019-19"\nregion = "CN-GD"\n'
        'total_kg_exact = "441.9"\n'
        '[[activity]]\nactivity = "electricity"\nvalue = "1000"\nunit = "kWh"\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(worked, "FOLDER", tmp_path)
    test_a_worked_example_comes_to_its_published_figure(worked.load("mine"))
