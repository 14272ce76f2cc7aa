"""What other factor a line could have used: computed alike, never of a kind that must not mix."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footprint import activities, alternatives, candidates, guidelines, quick, sets, units
from footprint.calculation import compute
from footprint.choice import Rules
from footprint.numbers import EXACT
from footprint.span import explain_all, span_of
from tests.footprint.entered import activity
from tests.footprint.test_laws import AMOUNTS, SIMPLE, entered

RULES = Rules(sets.load(), guidelines.load("mee-2019-19"), "CN-GD")


def explain(*args, rules=RULES, **rest):
    return alternatives.explain(activity(*args, **rest), rules)


def ids(explained, standing=None):
    return [
        item.factor.id
        for item in explained.alternatives
        if standing is None or item.standing == standing
    ]


def test_electricity_offers_other_years_and_the_nation_only_with_a_reason():
    found = explain("electricity", "10000", "kWh")
    assert set(ids(found)) == {"grid-cn-2023", "grid-cn-gd-2021", "grid-cn-gd-2022"}
    assert {item.standing for item in found.alternatives} == {"reason"}
    assert not found.has_span


def test_electricity_says_why_the_footprint_and_the_residual_factor_are_not_offered():
    found = explain("electricity", "10000", "kWh")
    assert {row.factor.quantity_kind for row in found.withheld} == {
        "footprint_co2e",
        "excl_market_nonfossil",
    }
    assert all(row.why.zh and row.why.en for row in found.withheld)


def test_a_buyer_of_green_power_is_not_offered_the_average():
    found = explain("electricity", "10000", "kWh", basis="residual")
    assert {item.factor.quantity_kind for item in found.alternatives} == {"excl_market_nonfossil"}
    assert "average_co2" in {row.factor.quantity_kind for row in found.withheld}


def test_a_domestic_flight_has_other_studies_and_its_twin_with_radiative_forcing():
    found = explain("flight", "1000", "passenger-km", route="domestic")
    assert "air-mao-flight-2019" in ids(found, "fits")
    assert found.low < found.line.kg < found.high
    with_forcing = next(item for item in found.alternatives if item.kg == Decimal("140.101"))
    assert (with_forcing.standing, with_forcing.counts) == ("wider", False)


def test_the_most_instructive_come_first_and_the_ends_of_the_span_are_among_those_shown():
    found = explain("flight", "1000", "passenger-km", route="domestic")
    counted = [item for item in found.alternatives if item.counts]
    assert list(found.alternatives[: len(counted)]) == counted
    assert {found.low, found.high} <= {found.line.kg, *(item.kg for item in found.shown)}
    assert len(found.shown) <= alternatives.LIMIT


def test_life_cycle_values_stand_beside_and_do_not_widen_the_span():
    found = explain("high_speed_rail", "1000", "passenger-km")
    assert set(ids(found, "wider")) == {"land-cpcd-hsr-lifecycle-2021", "land-mao-hsr-full-2019"}
    assert found.high == Decimal("26.27")


def test_weak_rows_are_shown_and_widen_only_what_is_itself_weak():
    metro = explain("metro", "1000", "passenger-km")
    assert "land-cpcd-metro-low-2023" in ids(metro) and not metro.has_span
    burned = explain("waste", "1000", "kg", stream="residual", treatment="incineration")
    assert burned.line.grade == "D" and burned.low < burned.line.kg < burned.high


def test_a_refrigerant_names_the_other_reports_and_offers_none():
    found = explain("refrigerant", "2", "kg", gas="r410a")
    assert found.alternatives == ()
    assert {row.factor.id for row in found.withheld} == {"gwp-r410a-ar4", "gwp-r410a-ar6"}


def test_a_credit_for_power_made_is_never_set_against_waste():
    found = explain("waste", "1000", "kg", stream="food", treatment="digestion")
    assert "waste-cpcdlit-food-ad-a" in {row.factor.id for row in found.withheld}
    assert all(item.kg >= 0 for item in found.alternatives)


def test_a_factor_of_ones_own_is_set_beside_the_guidelines_default():
    own = {"value": "0.30", "unit": "kgCO2e/kWh", "source": "supplier"}
    found = explain("electricity", "1000", "kWh", factor=own)
    default = found.alternatives[0]
    assert (default.factor.id, default.standing) == ("grid-cn-gd-2023", "fits")


def test_where_nothing_is_published_nothing_is_offered():
    own = {"value": "0.30", "unit": "kgCO2e/kWh", "source": "supplier"}
    tibet = Rules(RULES.factor_set, RULES.guideline, "CN-XZ")
    found = alternatives.explain(activity("electricity", "1000", "kWh", factor=own), tibet)
    assert ids(found) == ["grid-cn-2023"]


def test_every_named_row_is_in_the_set_and_is_accepted_for_its_activity():
    for activity_id, rows in candidates.named().items():
        accepted = activities.find(activity_id)
        for row in rows:
            factor = RULES.factor_set.get(row.factor)
            assert row.why.zh and row.why.en
            if row.standing == candidates.NEVER:
                continue
            assert factor.quantity_kind in accepted.kinds, row.factor
            assert factor.category in accepted.categories, row.factor
            assert units.factor_unit(factor.unit) is not None, row.factor


EVERY_DEFAULT = [
    (item.activity, item.factor, dict(item.when))
    for item in RULES.guideline.defaults
    if item.activity != "hotel" and RULES.guideline.home_of(item.activity, "") is not None
]


@pytest.mark.parametrize(("activity_id", "factor", "when"), EVERY_DEFAULT)
def test_an_alternative_is_never_of_another_unit_or_of_a_kind_that_must_not_mix(
    activity_id, factor, when
):
    unit = units.factor_unit(RULES.factor_set.get(factor).unit).per.code
    found = explain(activity_id, "100", "m2" if activity_id == "exhibition_waste" else unit, **when)
    own = alternatives.main_factor(found.line)
    for item in found.alternatives:
        per = units.factor_unit(item.factor.unit).per
        assert per.dimension == units.factor_unit(own.unit).per.dimension
        assert item.factor.quantity_kind in activities.find(activity_id).kinds
        assert item.factor.quantity_kind not in ("reduction", "baseline", "spend_based")
        if item.counts:
            assert alternatives.same_boundary(own, item.factor)


@settings(max_examples=40)
@given(SIMPLE, AMOUNTS)
def test_every_alternative_is_what_computing_it_gives_and_the_span_holds_the_line(kind, amount):
    found = alternatives.explain(entered(kind, amount), RULES)
    for variant in candidates.variants(found.line.entered, RULES):
        assert variant.entered.value == amount
    for item in found.alternatives:
        assert EXACT.subtract(item.kg, item.difference) == found.line.kg
    if found.has_span:
        assert found.low <= found.line.kg <= found.high


def test_an_alternative_is_the_very_line_that_asking_for_its_row_gives():
    found = explain("metro", "1000", "passenger-km")
    for item in found.alternatives:
        again, _notes = compute(
            activity("metro", "1000", "passenger-km", factor_id=item.factor.id), RULES
        )
        assert again.kg == item.kg


def test_the_span_of_a_result_holds_its_headline_and_says_what_it_does_not_know():
    result = quick.estimate(400, 2).result
    lines = explain_all([line.entered for line in result.lines], alternatives.rules_of(result))
    span = span_of(lines)
    assert span.low <= span.total <= span.high
    assert span.total == result.total_exact
    assert span.known + span.unknown == len(result.lines)
    assert span.known_kg == sum(item.line.kg for item in lines if item.has_span)
    assert 0 < span.known_share < 1


@settings(max_examples=25)
@given(st.lists(st.tuples(SIMPLE, AMOUNTS), max_size=6))
def test_no_result_lies_outside_its_span(items):
    span = span_of(explain_all([entered(*item) for item in items], RULES))
    assert span.low <= span.total <= span.high
