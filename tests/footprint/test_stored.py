"""Stored footprints: frozen, superseded once, and computed again to the same bytes."""

import hashlib
import json
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from footprint import footprints, queries, quick, sets
from footprint.errors import CalculationError
from footprint.models import Footprint
from tests.footprint.entered import activity, compute

pytestmark = pytest.mark.django_db

PINNED = "ce61193dfcaa04c9295fd184d9470f21c129c0130c1ea6ddb066a4b5a3ef68d9"


def some_result():
    return quick.estimate(400, 2).result


def store(**changed):
    return footprints.store(some_result(), **{"kind": "planned", "title": "湾区论坛"} | changed)


def test_a_stored_footprint_keeps_everything_it_rests_on():
    stored = Footprint.objects.get(pk=store().pk)
    assert stored.factor_set_sha256 == sets.load().sha256
    assert stored.total_kg == some_result().total_kg
    assert len(stored.lines) == len(stored.inputs["activities"])
    assert stored.created_at is not None


def test_it_computes_again_to_the_very_same_bytes():
    stored = Footprint.objects.get(pk=store().pk)
    assert footprints.recomputes_identically(stored)


def test_custom_factors_and_every_option_survive_being_stored():
    factor = {
        "value": "0.25",
        "unit": "kgCO2e/passenger-km",
        "source": "a study",
        "reason": "own data",
    }
    result = compute(
        activity(
            "flight", "36", "person", distance_km="1600", trip="return", route="domestic", rf="yes"
        ),
        activity("custom", "10", "passenger-km", factor=factor, quality="measured"),
        activity("electricity", "10", "kWh", year="2022", region="CN-BJ"),
    )
    stored = footprints.store(result, kind="actual")
    assert footprints.recomputes_identically(Footprint.objects.get(pk=stored.pk))


def test_a_footprint_of_a_changed_set_refuses_to_pretend():
    stored = store()
    stored.factor_set_sha256 = "0" * 64
    with pytest.raises(footprints.FootprintError):
        footprints.recompute(stored)


@pytest.mark.parametrize(
    "change", [{"total_kg": 1}, {"title": "other"}, {"lines": []}, {"kind": "actual"}]
)
def test_the_database_refuses_to_change_a_footprint(change):
    stored = store()
    with pytest.raises(DatabaseError), transaction.atomic():
        Footprint.objects.filter(pk=stored.pk).update(**change)


def test_the_database_refuses_to_delete_a_footprint():
    stored = store()
    with pytest.raises(DatabaseError), transaction.atomic():
        stored.delete()


def test_a_second_footprint_of_a_subject_supersedes_the_first():
    subject = f"event:{uuid.uuid4()}"
    first, second = store(subject_ref=subject), store(subject_ref=subject)
    assert queries.current(subject, kind="planned").public_id == second.public_id
    assert queries.footprint(first.public_id).superseded_by == second.public_id
    assert [view.public_id for view in queries.history(subject, kind="planned")] == [
        second.public_id,
        first.public_id,
    ]


def test_planned_and_actual_do_not_supersede_each_other():
    subject = f"event:{uuid.uuid4()}"
    planned, actual = store(subject_ref=subject), store(subject_ref=subject, kind="actual")
    assert queries.current(subject, kind="planned").public_id == planned.public_id
    assert queries.current(subject, kind="actual").public_id == actual.public_id


def test_a_footprint_is_superseded_once_and_never_by_itself():
    first, second, third = store(), store(), store()
    footprints.supersede(first, second)
    with pytest.raises(footprints.FootprintError):
        footprints.supersede(first, third)
    with pytest.raises(IntegrityError), transaction.atomic():
        Footprint.objects.filter(pk=second.pk).update(superseded_by=second)


def test_the_kilograms_of_a_footprint_are_its_exact_total_rounded_up():
    with pytest.raises(IntegrityError), transaction.atomic():
        Footprint.objects.create(
            kind="planned",
            guideline="mee-2019-19",
            guideline_version="2026-11",
            factor_set="2026.1",
            factor_set_sha256="",
            inputs={},
            lines=[],
            warnings=[],
            total_exact="1.5",
            total_kg=3,
        )


def test_a_required_class_is_left_out_only_with_a_reason():
    result = compute(activity("electricity", "1", "kWh"))
    everything = {
        item: {"included": True}
        for item in (
            "stationary_fuel",
            "mobile_fuel",
            "transport",
            "lodging_catering",
            "supplies",
            "waste",
        )
    }
    with pytest.raises(CalculationError) as refused:
        footprints.store(
            result,
            kind="planned",
            boundary=everything | {"waste": {"included": False, "reason": " "}},
        )
    assert refused.value.field == "boundary.waste"
    with pytest.raises(CalculationError):
        footprints.store(
            result, kind="planned", boundary={"energy": {"included": False, "reason": "x"}}
        )
    stored = footprints.store(
        result,
        kind="planned",
        boundary=everything | {"waste": {"included": False, "reason": "场馆核算"}},
    )
    view = queries.footprint(stored.public_id)
    assert [(item.included, item.reason) for item in view.classes if item.id == "waste"] == [
        (False, "场馆核算")
    ]


def test_reading_a_footprint_takes_one_query(django_assert_num_queries):
    stored = store()
    with django_assert_num_queries(1):
        view = queries.footprint(stored.public_id)
    assert sum(item.kg for item in view.classes) == view.total_exact


def test_an_unknown_footprint_is_none():
    assert queries.footprint(uuid.uuid4()) is None


def test_the_words_and_numbers_of_a_stored_calculation_are_pinned():
    """A change here means that footprints stored before would no longer compute to the same bytes.

    So it needs a new version of the guideline or a new set, and the old road kept; or, before the
    first release, a new pin.
    """
    lines = json.dumps(some_result().as_data()["lines"], sort_keys=True, ensure_ascii=False)
    assert hashlib.sha256(lines.encode()).hexdigest() == PINNED
