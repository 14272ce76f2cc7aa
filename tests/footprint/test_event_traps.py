"""Slips that organizers make when they fill in an event: refused at the field with the likely right answer."""

from decimal import Decimal

import pytest

from footprint import drafts, guidelines, inventory, queries, sets, sheets, units
from footprint.activities import GAS
from footprint.assumptions import Basics
from footprint.errors import CalculationError
from footprint.forms import InventoryForm
from footprint.forms.fields import AmountField
from tests.footprint.entered import activity, compute

JOURNEY = {"people": "3", "km": "20", "trip": "return", "share": "2"}


def said(draft: drafts.Draft, **changed: str) -> InventoryForm:
    form = InventoryForm(draft)
    values = {name: form[name].value() or "" for name in form.fields}
    return InventoryForm(draft, values | changed)


@pytest.fixture
def draft() -> drafts.Draft:
    return drafts.new_event(Basics(400, 2))


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("15.2 MW·h", "15,200 kWh"),
        ("15.2MWh", "15,200 kWh"),
        ("1.5万度", "15,000 kWh"),
        ("8000度", "Enter the number only: 8000"),
        ("３００ GJ", "does not convert"),
        ("300 furlongs", "in kWh"),
    ],
)
def test_an_amount_typed_with_its_unit_is_refused_with_the_likely_right_one(written, words):
    message = units.typed(written, "kWh")
    assert message is not None and words in message.en


@pytest.mark.parametrize("written", ["15200", "1,520", "-3", "NaN", "", "kWh"])
def test_a_number_alone_is_no_such_case(written):
    assert units.typed(written, "kWh") is None


@pytest.mark.parametrize(("word", "meant"), [("MW·h", "MWh"), ("人 公里", "人公里")])
def test_a_unit_is_understood_with_blanks_and_dots(word, meant):
    assert units.find(word) is units.find(meant)


def test_an_unknown_unit_suggests_the_likely_one():
    with pytest.raises(CalculationError) as refused:
        units.find("kilowatthour kwhh")
    assert refused.value.code == "unknown_unit"
    with pytest.raises(CalculationError, match="Did you mean kWh"):
        units.find("kWhh")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("１２，０００", "12000"),
        ("12 000", "12000"),
        ("1,234,567.50", "1234567.5"),
        ("０．５", "0.5"),
    ],
)
def test_full_width_digits_and_separators_are_read(written, kept):
    assert AmountField().clean(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "-5",
        "－5",
        "NaN",
        "inf",
        "1e9",
        "12,34",
        "2026-09-18",
        "2026/9/18",
        "9月18日",
        "一百",
        "=1+1",
        "9" * 16,
    ],
)
def test_what_is_no_amount_is_refused_at_its_field(draft, written):
    form = said(draft, electricity=written)
    assert list(form.errors) == ["electricity"]


def test_person_nights_ask_how_many_share_a_room(draft):
    assert "hotel_occupants" in said(draft, hotel_occupants="").errors
    assert not said(draft, hotel="", hotel_occupants="").errors


def test_people_in_cars_ask_how_many_share_one(draft):
    assert "car_share" in said(draft, car_share="").errors


def test_staff_are_asked_for_direction_like_everybody(draft):
    form = said(draft, staff_rail_people="10", staff_rail_km="110")
    assert list(form.errors) == ["staff_rail_trip"]


def test_room_nights_and_person_nights_are_different_amounts():
    rooms = compute(activity("hotel", "100", "room-night")).total_exact
    people = compute(activity("hotel", "100", "person-night", occupants_per_room="2")).total_exact
    assert rooms == 2 * people


def test_a_return_is_twice_a_single_trip():
    single = compute(
        activity("metro", "10", "person", distance_km="12", trip="one_way")
    ).total_exact
    both = compute(activity("metro", "10", "person", distance_km="12", trip="return")).total_exact
    assert both == 2 * single


def test_kilograms_for_tonnes_are_a_thousandfold_and_flagged():
    wrong = compute(activity("material", "120", "t", material="paper"), participants=400, days=2)
    right = compute(activity("material", "120", "kg", material="paper"), participants=400, days=2)
    assert wrong.total_exact == 1000 * right.total_exact
    assert "implausible_amount" in {item.code for item in wrong.warnings} - {
        item.code for item in right.warnings
    }


def test_the_uks_incineration_value_is_nowhere_in_the_set_nor_among_defaults():
    burned = [row for row in sets.load() if "ncinerat" in row.name.en and row.category == "waste"]
    assert burned and all(row.region != "GB" for row in burned)
    result = compute(activity("waste", "1000", "kg", treatment="incineration"))
    assert result.total_exact == Decimal("271.7")
    note = next(item for item in result.warnings if item.code == "fossil_co2_of_burning")
    assert "4.686" in note.message.zh and "化石" in note.message.zh


@pytest.mark.parametrize("gas", ["r22", "r123", "r141b", "r142b"])
def test_gases_outside_the_kyoto_basket_are_stated_apart(gas):
    result = compute(
        activity("refrigerant", "2", "kg", gas=gas), activity("refrigerant", "1", "kg", gas="r32")
    )
    sheet = sheets.sheet(queries.preview(result))
    assert sheet.outside_kyoto == result.lines[0].kg


@pytest.mark.parametrize("gas", GAS.choices or {})
def test_every_refrigerant_that_can_be_chosen_has_its_gwp(gas):
    assert compute(activity("refrigerant", "1", "kg", gas=gas)).total_exact > 0


def test_forcing_and_upstream_are_shown_beside_and_counted_when_asked(draft):
    abroad = drafts.new_event(Basics(400, 2, "international"))
    plain = abroad.result()
    sheet = sheets.sheet(queries.preview(plain))
    assert sheet.with_forcing > plain.total_exact and sheet.with_upstream > plain.total_exact
    form = said(abroad, flight_rf="on", flight_wtt="on")
    assert form.is_valid(), form.errors
    asked = drafts.draft_from_data({**abroad.as_data(), "fields": form.filled()}).result()
    assert asked.total_exact > sheet.with_forcing
    again = sheets.sheet(queries.preview(asked))
    assert again.with_forcing is None and again.with_upstream is None


@pytest.mark.parametrize("section", inventory.sections("event"), ids=lambda item: item.source_class)
def test_every_question_of_the_form_computes(draft, section):
    alone = [{item.id: "3", f"{item.id}_occupants": "2"} for item in section.questions]
    alone += [
        {f"{item.id}_{part}": value for part, value in JOURNEY.items()} for item in section.journeys
    ]
    for fields in alone:
        result = drafts.draft_from_data({**draft.as_data(), "fields": fields}).result()
        assert list(result.by_class()) == [section.source_class], fields
        assert result.total_exact > 0, fields


def test_every_question_belongs_to_the_class_it_is_asked_in():
    guideline = guidelines.load("mee-2019-19")
    for section in inventory.sections("event"):
        for question in section.questions:
            assert (
                guideline.class_for(question.activity, question.source_class).id
                == section.source_class
            ), question.id


def test_a_file_takes_the_place_of_attendees_journeys_and_not_of_the_staffs(draft):
    staff = {f"staff_rail_{part}": value for part, value in JOURNEY.items() if part != "share"}
    full = drafts.draft_from_data({**draft.as_data(), "fields": {**draft.fields, **staff}})
    after = full.with_import([activity("metro", "5", "passenger-km")], {"name": "x"}).entered()
    journeys = [item.label for item in after if "distance_km" in item.options]
    assert journeys == ["event:staff_rail"]
