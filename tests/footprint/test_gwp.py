"""Warming potentials side by side, blends from their composition; one report per inventory."""

from decimal import Decimal

import pytest

from footprint import activities, guidelines, requests, sets
from footprint.errors import CalculationError
from footprint.library import gwp
from footprint.sets import provenance
from tests.footprint import scratch_sets

BLENDS = {
    "r410a": ("2087.5", "1923.5", "2255.5"),
    "r404a": ("3921.6", "3942.8", "4728.0"),
    "r407c": ("1773.85", "1624.21", "1907.93"),
}


@pytest.mark.parametrize("code", BLENDS)
def test_a_blend_comes_to_what_its_composition_gives(code):
    blend = gwp.blend(code, sets.load())
    assert sum(part.share.value for part in blend.parts) == 100
    assert tuple(mixed.value for mixed in blend.mixed) == tuple(map(Decimal, BLENDS[code]))


def test_every_blend_of_the_set_agrees_with_its_rows_and_shows_its_step():
    for blend in gwp.blends(sets.load()):
        for mixed in blend.mixed:
            assert mixed.agrees, (blend.label, mixed.report)
            assert mixed.step.count("%") == len(blend.parts)


def test_a_wrong_row_of_a_blend_is_seen(tmp_path):
    wrong = {"refrigerant.csv": scratch_sets.change("gwp-r410a-ar5", value="2088")}
    blend = gwp.blend("r410a", sets.read(scratch_sets.copy(tmp_path, wrong)))
    assert [mixed.agrees for mixed in blend.mixed] == [True, False, True]


@pytest.mark.parametrize(
    ("gas", "values"),
    [
        ("ch4", ("25", "28", "27.9")),
        ("n2o", ("298", "265", "273")),
        ("sf6", ("22800", "23500", "25200")),
        ("nf3", ("17200", "16100", "17400")),
        ("r23", ("14800", "12400", "14600")),
        ("r22", ("1810", "1760", "1960")),
        ("r32", ("675", "677", "771")),
        ("r125", ("3500", "3170", "3740")),
        ("r134a", ("1430", "1300", "1530")),
        ("r143a", ("4470", "4800", "5810")),
    ],
)
def test_gases_stand_side_by_side(gas, values):
    found = next(item for item in gwp.gases(sets.load()) if item.code == gas)
    assert tuple(row.value for row in found.values) == tuple(map(Decimal, values))


def test_the_conflict_about_sf6_is_stated_and_not_mixed_in():
    found = next(item for item in gwp.gases(sets.load()) if item.code == "sf6")
    assert [str(row.value) for row in found.others] == ["24300"]
    assert "gwp-sf6-ar6-ghgp" not in [row.id for row in found.values]


@pytest.mark.parametrize("guideline", ["mee-2019-19", "public-building-2015"])
def test_one_inventory_uses_one_report(guideline):
    """Every gas of an inventory comes by its guideline's report; rows of the others are refused by id."""
    basis = guidelines.load(guideline).gwp_basis
    for gas in activities.GAS.choices or {}:
        item = {"activity": "refrigerant", "value": "1", "unit": "kg", "options": {"gas": gas}}
        result = requests.run({"guideline": guideline, "activities": [item]})
        assert provenance.of(sets.load().get(result.lines[0].factors[0].id)).gwp.set == basis
        for other in {"AR4", "AR5", "AR6"} - {basis}:
            with pytest.raises(CalculationError) as refused:
                named = {**item, "factor_id": f"gwp-{gas}-{other.lower()}"}
                requests.run({"guideline": guideline, "activities": [named]})
            assert refused.value.code == "gwp_basis"


def test_a_variant_of_another_source_is_no_way_around_it():
    item = {"activity": "refrigerant", "value": "1", "unit": "kg", "factor_id": "gwp-sf6-ar6-ghgp"}
    with pytest.raises(CalculationError) as refused:
        requests.run({"guideline": "mee-2019-19", "activities": [item]})
    assert refused.value.code == "gwp_basis"
