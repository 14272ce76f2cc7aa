"""The neutrality rules, as laws and as examples."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from events import panels
from events.rules import DECLARATION_FACTS, Coverage, missing_facts, years_after

kilograms = st.integers(min_value=0, max_value=10**9)


def test_the_deadline_is_the_same_day_a_year_later():
    assert years_after(date(2026, 9, 19), 1) == date(2027, 9, 19)


def test_a_leap_day_becomes_the_28th():
    assert years_after(date(2028, 2, 29), 1) == date(2029, 2, 28)
    assert years_after(date(2028, 2, 29), 4) == date(2032, 2, 29)


def test_an_estimate_never_makes_an_event_neutral():
    assert not Coverage(measured_kg=None, retired_kg=10**9).neutral


def test_neutral_means_that_offsets_are_no_less_than_what_was_measured():
    assert not Coverage(measured_kg=100, retired_kg=99).neutral
    assert Coverage(measured_kg=100, retired_kg=100).neutral
    assert not Coverage(measured_kg=0, retired_kg=0).neutral


def test_what_is_held_is_not_covered():
    coverage = Coverage(measured_kg=100, retired_kg=20, held_kg=80)
    assert coverage.ratio == Decimal("0.2")
    assert (coverage.open_kg, coverage.retirable_kg, coverage.to_buy_kg) == (80, 80, 0)


def test_the_bar_names_what_is_open_only_while_something_is():
    def names(coverage):
        with translation.override("en"):
            return [str(segment.label) for segment in panels.coverage(coverage).segments]

    assert "Still open" in names(Coverage(measured_kg=100, retired_kg=20))
    assert "Still open" not in names(Coverage(measured_kg=100, retired_kg=100))


@given(st.integers(min_value=1, max_value=10**9), kilograms, kilograms)
def test_the_parts_of_the_bar_add_up(measured, retired, held):
    coverage = Coverage(measured, retired, held)
    parts = min(retired, measured) + coverage.retirable_kg + coverage.to_buy_kg
    assert parts == measured


@given(st.integers(min_value=1, max_value=10**9), kilograms)
def test_coverage_is_never_shown_as_full_before_it_is(measured, retired):
    coverage = Coverage(measured, retired)
    assert (coverage.ratio >= 1) == coverage.neutral


@pytest.mark.parametrize("missing", DECLARATION_FACTS)
def test_a_declaration_without_one_fact_names_it(missing):
    facts = dict.fromkeys(DECLARATION_FACTS, "x") | {missing: ""}
    assert missing_facts(facts) == (missing,)
