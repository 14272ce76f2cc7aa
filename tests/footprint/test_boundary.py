"""Each class at each stage, in or out with a reason: one truth for form, result and stored footprint."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from footprint import boundary, drafts, footprints, guidelines, inventory
from footprint.assumptions import Basics
from footprint.boundary import Boundary, Part
from footprint.drafts import Draft
from tests.footprint.entered import activity

GUIDE = guidelines.load("mee-2019-19")


@pytest.fixture
def visitor(db) -> Iterator[Client]:
    with override("en"):
        client = Client()
        answers = {"participants": "400", "days": "2", "origin": "mixed", "region": "CN-GD"}
        client.post(reverse("footprint:event"), answers)
        yield client


def with_boundary(*parts: Part) -> Draft:
    begun = drafts.new_event(Basics(400, 2))
    fields = {**begun.fields, **Boundary(parts).as_fields()}
    return drafts.draft_from_data({**begun.as_data(), "fields": fields})


def whole(source_class: str, reason: str) -> list[Part]:
    return [Part(source_class, stage, False, reason) for stage in ("prepare", "hold", "close")]


def test_nothing_decided_means_everything_counts():
    begun = drafts.new_event(Basics(400, 2))
    assert begun.entered() == begun.everything()
    assert all(said["included"] for said in begun.boundary().values())


def test_a_class_that_is_out_counts_nothing_and_says_what_is_left_out():
    without = with_boundary(*whole("waste", "by the venue"))
    assert "waste" not in without.result().by_class()
    said = without.boundary()["waste"]
    kept = drafts.new_event(Basics(400, 2)).result().by_class()["waste"]
    assert (said["included"], said["reason"], said["left_out_kg"]) == (
        False,
        "by the venue",
        f"{kept.normalize():f}",
    )


def test_a_stage_that_is_out_leaves_the_other_stages_in():
    without = with_boundary(
        Part("supplies", "prepare", False, "encouraged only"), Part("supplies", "hold")
    )
    activities = {item.activity for item in without.entered() if item.stage == "prepare"}
    assert not activities
    said = without.boundary()["supplies"]
    assert said["included"] and said["stages_out"] == {"prepare": "encouraged only"}
    assert "supplies" in without.result().by_class()


def test_lines_and_files_obey_the_boundary_too():
    without = with_boundary(*whole("transport", "own report"))
    flight = activity("flight", "9", "passenger-km", route="domestic", source_class="transport")
    assert (
        without.with_import([flight], {"name": "x"})
        .with_lines([{"id": "a", **flight.as_data()}])
        .entered()
        == without.entered()
    )


def test_the_boundary_survives_as_fields_and_back():
    parts = (
        *whole("waste", "r"),
        Part("supplies", "prepare", False, "e"),
        Part("supplies", "hold"),
    )
    read = boundary.of_fields(Boundary(parts).as_fields(), GUIDE)
    assert not read.has("waste") and not read.covers("supplies", "prepare")
    assert (
        read.covers("supplies", "hold")
        and read.covers("energy")
        and read.out_of("waste")[0].reason == "r"
    )


def test_the_usual_boundary_keeps_every_stage_that_the_form_asks_about():
    usual = inventory.usual_boundary("event", GUIDE)
    assert usual.covers("waste", "close") and usual.covers("supplies", "prepare")
    assert not usual.covers("transport", "close")
    assert (
        drafts.new_event(Basics(400, 2)).entered()
        == usual.split(drafts.new_event(Basics(400, 2)).entered(), GUIDE)[0]
    )


def test_a_stored_footprint_keeps_stages_and_what_is_left_out(db):
    without = with_boundary(
        *whole("waste", "by the venue"),
        Part("supplies", "prepare", False, "enc."),
        Part("supplies", "hold"),
    )
    stored = footprints.store(without.result(), kind="planned", boundary=without.boundary())
    kept = stored.inputs["boundary"]
    assert (
        kept["supplies"]["stages_out"] == {"prepare": "enc."}
        and float(kept["waste"]["left_out_kg"]) > 0
    )
    assert footprints.recomputes_identically(stored)


def test_a_visitor_decides_by_stage_and_must_say_why(visitor):
    address = reverse("footprint:event_boundary")
    form = visitor.get(address).context["form"]
    said = {name: "on" for name in form.fields if name.endswith("__in") and form[name].value()}
    del said["waste__hold__in"]
    assert "waste__hold__reason" in visitor.post(address, said).context["form"].errors
    visitor.post(address, said | {"waste__hold__reason": "the venue counts it"})
    draft = drafts.in_session(visitor.session, "event")
    assert (
        draft
        and not draft.limits().covers("waste", "hold")
        and draft.limits().covers("waste", "close")
    )
    page = visitor.get(reverse("footprint:event_inventory")).content.decode()
    assert "the venue counts it" in page


def test_an_empty_boundary_is_refused(visitor):
    page = visitor.post(reverse("footprint:event_boundary"), {})
    assert page.context["form"].non_field_errors()
