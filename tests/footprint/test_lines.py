"""Lines that people add: any activity the guideline allows, kept in order, with everything that may be said."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from footprint import drafts, fitting, guidelines, lines, sets
from footprint.assumptions import Basics
from footprint.calculation import calculate
from footprint.errors import CalculationError
from footprint.inputs import from_data
from tests.footprint.entered import activity

GUIDE = guidelines.load("mee-2019-19")
METRO = activity("metro", "100", "passenger-km", source_class="transport")
PAPER = activity("material", "5", "kg", material="paper", source_class="supplies", stage="prepare")


@pytest.fixture
def visitor(db) -> Iterator[Client]:
    """Somebody who has begun a forum of 400 for two days."""
    with override("en"):
        client = Client()
        answers = {"participants": "400", "days": "2", "origin": "mixed", "region": "CN-GD"}
        client.post(reverse("footprint:event"), answers)
        yield client


def draft(visitor: Client) -> drafts.Draft:
    found = drafts.in_session(visitor.session, "event")
    assert found
    return found


def new_line(visitor: Client, source_class: str, query: str, **answers: str):
    address = reverse("footprint:event_line_new", args=[source_class]) + query
    return visitor.post(address, {"stage": "hold", "quality": "measured"} | answers)


def test_lines_count_after_the_forms_own_and_before_files():
    begun = drafts.new_event(Basics(400, 2))
    own = len(begun.entered())
    full = begun.with_lines(lines.put((), METRO)).with_import([PAPER], {"name": "x"})
    full = drafts.draft_from_data({**full.as_data(), "fields": begun.fields})
    assert [item.activity for item in full.entered()[own:]] == ["metro", "material"]


def test_a_draft_kept_before_there_were_lines_is_still_read():
    data = drafts.new_event(Basics(10, 1)).as_data()
    del data["lines"]
    assert drafts.draft_from_data(data).lines == ()


def test_lines_are_changed_in_place_copied_beside_and_removed():
    kept = lines.put(lines.put((), METRO), PAPER)
    first, second = kept
    changed = lines.put(kept, activity("metro", "7", "passenger-km"), first["id"])
    assert [(line["id"], line["value"]) for line in changed] == [
        (first["id"], "7"),
        (second["id"], "5"),
    ]
    copied = lines.copied(changed, first["id"])
    assert [line["value"] for line in copied] == ["7", "7", "5"] and len(
        {line["id"] for line in copied}
    ) == 3
    assert lines.removed(copied, second["id"]) == copied[:2]


@pytest.mark.parametrize("source_class", GUIDE.classes, ids=lambda item: item.id)
def test_everything_a_class_allows_is_offered_in_all_its_units(source_class):
    found = lines.offers(source_class)
    for name in (*source_class.activities, *source_class.also):
        mine = [offer for offer in found if offer.activity.id == name]
        said = {unit.code for offer in mine for unit in offer.units}
        assert said >= set(mine[0].activity.units)


def test_questions_that_do_not_matter_are_not_asked():
    people, measured = lines.offer("flight", "person"), lines.offer("flight", "passenger-km")
    assert {"distance_km", "trip"} <= {option.id for option in people.options}
    assert not {"distance_km", "trip"} & {option.id for option in measured.options}
    assert [option.id for option in lines.offer("hotel", "room-night").options] == []
    assert [option.id for option in lines.offer("hotel", "person-night").options] == [
        "occupants_per_room"
    ]


@pytest.mark.parametrize(
    ("name", "unit", "options"),
    [
        ("electricity", "kWh", {}),
        ("refrigerant", "kg", {}),
        ("flight", "person", {"distance_km": "900", "trip": "return", "route": "domestic"}),
        ("car", "person", {"distance_km": "9", "trip": "one_way", "people_per_vehicle": "2"}),
        ("hotel", "person-night", {"occupants_per_room": "2"}),
        ("waste", "kg", {}),
    ],
)
def test_every_other_factor_that_is_offered_is_taken(name, unit, options):
    rows = fitting.rows(lines.offer(name, unit), sets.load(), GUIDE)
    assert rows
    for row in rows:
        data = {"activity": name, "value": "1", "unit": unit, "options": options,
                "factor_id": row.id, "reason": "supplier"}  # fmt: skip
        entered = from_data(data)
        try:
            calculate("mee-2019-19", sets.load(), [entered], region="CN-GD")
        except CalculationError as error:  # pragma: no cover - the message is the assertion
            pytest.fail(f"{row.id}: {error.message.en}")


def test_a_line_is_two_clicks_away_and_comes_back_with_its_kilograms(visitor):
    page = visitor.get(reverse("footprint:event_line_new", args=["energy"]))
    assert b"activity=heat" in page.content
    answer = new_line(visitor, "energy", "?activity=electricity&unit=kWh", value="1000", unit="kWh",
                      region="CN-BJ", year="2022", label="Second hall")  # fmt: skip
    assert answer["Location"].endswith("#class-energy")
    (kept,) = draft(visitor).lines
    assert (kept["region"], kept["year"], kept["label"]) == ("CN-BJ", 2022, "Second hall")
    inventory = visitor.get(reverse("footprint:event_inventory"))
    assert b"Second hall" in inventory.content and b"558.0 kg" in inventory.content


def test_a_preview_keeps_nothing(visitor):
    page = new_line(
        visitor, "lodging_catering", "?activity=hotel&unit=room-night", value="10", preview="1"
    )
    assert page.context["told"].line.kg == Decimal("665.2")
    assert draft(visitor).lines == ()


def test_an_error_names_its_field_and_keeps_what_was_typed(visitor):
    page = new_line(
        visitor, "transport", "?activity=metro&unit=person", value="30", distance_km="12"
    )
    assert "trip" in page.context["form"].errors
    assert b'value="30"' in page.content and b'value="12"' in page.content


def test_person_nights_without_persons_per_room_are_asked_about(visitor):
    page = new_line(visitor, "lodging_catering", "?activity=hotel&unit=person-night", value="10")
    assert "occupants_per_room" in page.context["form"].errors


def test_a_factor_of_ones_own_needs_value_unit_and_source(visitor):
    query = "?activity=electricity&unit=kWh"
    page = new_line(
        visitor,
        "energy",
        query,
        value="10",
        unit="kWh",
        factor_value="0.1",
        factor_unit="kgCO2e/kWh",
    )
    assert "factor_source" in page.context["form"].errors
    new_line(visitor, "energy", query, value="10", unit="kWh", region="CN-XZ", factor_value="0.1",
             factor_unit="tCO2e/MWh", factor_source="供电公司证明")  # fmt: skip
    result = draft(visitor).result()
    assert result.lines[-1].kg == Decimal("1") and result.lines[-1].is_custom


def test_another_factor_of_the_set_needs_a_reason(visitor):
    answers = {"value": "100", "unit": "passenger-km", "factor_id": "land-desnz2025-national-rail"}
    query = "?activity=rail&unit=passenger-km"
    assert "reason" in new_line(visitor, "transport", query, **answers).context["form"].errors
    new_line(visitor, "transport", query, **answers, reason="UK trip")
    assert draft(visitor).result().lines[-1].factors[0].id == "land-desnz2025-national-rail"


def test_anything_else_is_a_line_with_its_own_factor(visitor):
    new_line(visitor, "other", "?activity=custom&unit=kWh", value="3", unit="piece", factor_value="2",
             factor_unit="kgCO2e/piece", factor_source="EPD")  # fmt: skip
    assert draft(visitor).result().by_class()["other"] == 6


def test_flights_between_two_places_take_the_great_circle_and_say_so(visitor):
    query = "?activity=flight&unit=person"
    answers = {"value": "3", "trip": "return", "route": "domestic"}
    page = new_line(visitor, "transport", query, **answers, from_place="深镇", to_place="PEK")
    assert "深圳" in str(page.context["form"].errors["from_place"])
    new_line(visitor, "transport", query, **answers, from_place="szx", to_place="PEK")
    (kept,) = draft(visitor).lines
    assert Decimal(1900) < Decimal(kept["options"]["distance_km"]) < Decimal(2000)
    assert "great circle" in kept["evidence"] and "SZX" in kept["evidence"]


def test_buttons_of_the_inventory_keep_what_is_typed_before_they_go(visitor):
    page = reverse("footprint:event_inventory")
    form = visitor.get(page).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"electricity": "4321"}
    answer = visitor.post(page, typed | {"go": "add:waste"})
    assert answer["Location"] == reverse("footprint:event_line_new", args=["waste"])
    assert draft(visitor).fields["electricity"] == "4321"
    new_line(visitor, "waste", "?activity=wastewater&unit=m3", value="2", unit="m3")
    line_id = draft(visitor).lines[0]["id"]
    visitor.post(page, typed | {"go": f"copy:{line_id}"})
    visitor.post(page, typed | {"go": f"remove:{line_id}"})
    assert [line["value"] for line in draft(visitor).lines] == ["2"]
    assert draft(visitor).lines[0]["id"] != line_id


@pytest.mark.parametrize(
    "address", ["nothing", "transport/?activity=nothing", "waste/?activity=flight"]
)
def test_what_a_class_does_not_have_is_not_found(visitor, address):
    base = reverse("footprint:event_line_new", args=["x"]).removesuffix("x/")
    assert visitor.get(base + (address if "/" in address else f"{address}/")).status_code == 404


def test_the_page_takes_few_queries_whatever_its_lines(visitor, django_assert_max_num_queries):
    kept: tuple[lines.Line, ...] = ()
    for _ in range(60):
        kept = lines.put(kept, METRO)
    session = visitor.session
    drafts.keep_in_session(session, draft(visitor).with_lines(kept))
    session.save()
    with django_assert_max_num_queries(10):
        page = visitor.get(reverse("footprint:event_inventory"))
    assert page.content.count(b'value="copy:') == 60


def test_autosave_shows_an_added_line_beside_a_class_that_was_just_left_out(db, client):
    """The page follows the draft that was saved, not the one it was loaded with."""
    made = lines.put(
        (),
        activity(
            "custom", "100", "kWh", factor={"value": "2.5", "unit": "kgCO2e/kWh", "source": "EPD"}
        ),
    )
    draft = drafts.Draft(
        "event",
        basics={"participants": 10, "days": 1, "origin": "mixed"},
        fields={"paper": "5", "electricity": "10"},
    ).with_lines(made)
    session = client.session
    session[drafts.SESSION_KEY.format(form="event")] = draft.as_data()
    session.save()
    answers = {
        "paper": "5",
        "electricity": "10",
        "boundary_supplies": "out",
        "reason_supplies": "无",
        "autosave": "1",
    }
    assert client.post(reverse("footprint:event_inventory"), answers).status_code == 200


def test_two_places_decide_the_route_whatever_was_chosen(visitor):
    new_line(
        visitor, "transport", "?activity=flight&unit=person", value="3", trip="return", route="domestic",
        from_place="London", to_place="SZX", save="1",
    )  # fmt: skip
    assert draft(visitor).lines[-1]["options"]["route"] == "international"
