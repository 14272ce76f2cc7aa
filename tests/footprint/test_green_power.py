"""Green power: location-based in the total, market-based beside it, never the two kinds in one sum."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint import queries, scopes, sets
from footprint.drafts import Draft
from footprint.errors import CalculationError
from footprint.scopes import Scopes
from tests.footprint.entered import activity, compute

CLAIM = {"green": "400", "certificates": "GEC-2023-0001"}


def by_scope(*places: dict[str, Any], **fields: str) -> Scopes:
    draft = Draft("office", basics={"year": 2023}, fields=fields, sites=places)
    found = scopes.of(queries.preview(draft.result(), details=draft.details()))
    assert found is not None
    return found


def place(name: str, kwh: str, **rest: Any) -> dict[str, Any]:
    return {"name": name, "region": "CN-GD", "sums": {"electricity": kwh}, **rest}


def test_without_a_claim_there_is_no_second_figure():
    assert by_scope(place("总部", "1000")).market is None


def test_both_ways_stand_side_by_side():
    found = by_scope(place("总部", "1000", **CLAIM))
    assert found.location == Decimal("441.9")
    assert found.market == Decimal("0.6096") * 600
    assert found.guideline.kg == found.location


def test_one_sites_claim_puts_the_residual_factor_under_all_other_electricity():
    found = by_scope(
        place("总部", "1000", **CLAIM), place("分部", "1000"), vehicle_electricity="50"
    )
    assert found.market == Decimal("0.6096") * (600 + 1000 + 50)
    assert found.location == Decimal("0.4419") * 2050


def test_the_residual_factor_is_of_the_same_year_as_the_average_one():
    draft = Draft("office", basics={"year": 2022}, sites=(place("总部", "1000", **CLAIM),))
    (line,) = draft.result().lines
    assert line.factors[0].year == 2022
    assert str(sets.load().get("grid-cn-2022-exclmarket").value) in line.steps[-1].en


def test_a_claim_without_certificates_is_refused():
    draft = Draft("office", basics={"year": 2023}, sites=(place("总部", "1000", green="1"),))
    with pytest.raises(CalculationError) as refused:
        draft.result()
    assert refused.value.code == "evidence_required"


def test_so_it_is_for_a_single_activity():
    with pytest.raises(CalculationError) as refused:
        compute(activity("electricity", "10", "kWh", green_power="5"))
    assert (refused.value.code, refused.value.field) == (
        "evidence_required",
        "activities.0.evidence",
    )


def test_more_green_power_than_was_bought_is_refused():
    with pytest.raises(CalculationError) as refused:
        compute(activity("electricity", "10", "kWh", green_power="11", evidence="GEC-1"))
    assert refused.value.code == "more_green_than_bought"


def test_a_claim_on_top_of_the_residual_factor_is_refused():
    with pytest.raises(CalculationError) as refused:
        compute(
            activity(
                "electricity", "10", "kWh", basis="residual", green_power="5", evidence="GEC-1"
            )
        )
    assert refused.value.code == "mixed_kinds"


def test_two_kinds_of_electricity_factor_in_one_total_are_flagged():
    result = compute(
        activity("electricity", "10", "kWh"), activity("electricity", "10", "kWh", basis="residual")
    )
    assert "mixed_electricity_kinds" in {warning.code for warning in result.warnings}


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_more_green_power_never_raises_the_market_figure_and_never_touches_the_total(one, other):
    less, more = sorted((one, other))
    whole = str(10**9)
    small, large = (
        by_scope(place("总部", whole, green=str(claim), certificates="GEC"))
        for claim in (less, more)
    )
    assert small.market is not None and large.market is not None and large.market <= small.market
    assert small.everything.kg == large.everything.kg
