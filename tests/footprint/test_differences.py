"""What a new set changes, and why calculators differ."""

from decimal import Decimal

import pytest

from footprint import requests, sets
from footprint.library import differences, disagreement
from tests.footprint import scratch_sets


def test_a_set_does_not_differ_from_itself():
    found = differences.compare(sets.load(), sets.load())
    assert found.is_empty and not found.affected and found.unchanged == len(sets.load())


def test_a_difference_names_what_changed_by_how_much_and_whom_it_touches(tmp_path):
    edits = {
        "electricity.csv": scratch_sets.change("grid-cn-gd-2023", value="0.4861"),
        "hotel.csv": scratch_sets.remove("hotel-cpcd-cn-2024"),
        "meal.csv": scratch_sets.change("meal-cn-dinein", source_title="the journal paper"),
        "material.csv": scratch_sets.add("material-new", like="material-cpcd-tshirt-2018"),
    }
    found = differences.compare(sets.load(), sets.read(scratch_sets.copy(tmp_path, edits)))
    assert [row.id for row in found.added] == ["material-new"]
    assert [row.id for row in found.removed] == ["hotel-cpcd-cn-2024"]
    changes = {change.old.id: change for change in found.changed}
    assert changes["grid-cn-gd-2023"].percent == Decimal("10.0")
    assert changes["meal-cn-dinein"].of_source and not changes["meal-cn-dinein"].of_value
    touched = {(item.old.id, item.new is None) for item in found.affected}
    assert touched == {("hotel-cpcd-cn-2024", True), ("grid-cn-gd-2023", False)}


def test_a_changed_unit_is_no_percentage(tmp_path):
    edits = {"hotel.csv": scratch_sets.change("hotel-cpcd-cn-2024", unit="kgCO2e/person-night")}
    found = differences.compare(sets.load(), sets.read(scratch_sets.copy(tmp_path, edits)))
    assert found.changed[0].percent is None and found.changed[0].of_value


TOPICS = disagreement.topics(sets.load())


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.id)
def test_what_we_say_we_take_is_what_our_calculator_takes(topic):
    result = requests.run({"guideline": "mee-2019-19", "activities": [dict(topic.activity)]})
    assert result.total_exact == topic.taken
    ours = next(case for case in topic.cases if case.ours)
    assert ours.factor in [factor.id for factor in result.lines[0].factors]


def test_the_numbers_follow_the_set(tmp_path):
    edits = {"electricity.csv": scratch_sets.change("grid-cn-gd-2023", value="0.1000")}
    changed = disagreement.topics(sets.read(scratch_sets.copy(tmp_path, edits)))
    assert next(topic for topic in changed if topic.id == "grid").lowest == 100


def test_ways_are_ordered_and_the_spread_is_their_ratio():
    for topic in TOPICS:
        kilograms = [case.kg for case in topic.cases]
        assert kilograms == sorted(kilograms) and topic.times > 1
        assert sum(case.ours for case in topic.cases) == 1


def test_no_kilogram_is_typed():
    text = disagreement.FILE.read_text(encoding="utf-8")
    assert "kg =" not in text and "factor_value" not in text
