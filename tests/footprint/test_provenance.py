"""What a row says besides its number: GWP set, valid range, and what no set holds."""

import csv
import io
from collections import Counter
from decimal import Decimal

import pytest

from footprint import sets
from footprint.library import catalogue, left_out
from footprint.sets import provenance


@pytest.fixture(scope="module")
def library():
    return catalogue.of()


@pytest.mark.parametrize(
    ("row", "gwp_set"),
    [
        ("gwp-r134a-ar4", "AR4"),
        ("gwp-sf6-ar6-ghgp", "AR6"),
        ("grid-cn-2023", "not_applicable"),
        ("blend-r410a-r32", "not_applicable"),
        ("air-desnz2025-intl-avg-rf", "AR5"),
        ("hotel-desnz2025-china", "not_stated"),
        ("hotel-cpcd-cn-2024", "not_stated"),
    ],
)
def test_a_row_says_by_which_report_its_gases_were_converted(row, gwp_set):
    known = provenance.of(sets.load().get(row)).gwp
    assert known.set == gwp_set in provenance.GWP_SETS
    assert known.evidence.zh and known.evidence.en


def test_only_co2e_has_a_gwp_set():
    for factor in sets.load():
        known = provenance.of(factor).gwp.set
        assert (known == "not_applicable") == (factor.gas_basis != "CO2e"), factor.id


def test_nothing_is_filled_in_where_a_chinese_source_is_silent():
    rows = [row for row in sets.load() if "CPCD" in row.source_title and row.gas_basis == "CO2e"]
    assert {provenance.of(row).gwp.set for row in rows} == {"not_stated"}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("footprint-cn-2024", "never for an organisation's"),
        ("grid-cn-2023-exclmarket", "claims green power apart"),
        ("hotel-desnz2025-japan", "not per person-night"),
        ("waste-desnz2025-aggregates-open", "Not valid for incineration"),
        ("waste-cpcdlit-food-ad-a", "not to be subtracted"),
        ("land-desnz2025-car-small-diesel", "proxy only"),
    ],
)
def test_limits_of_use_are_said(row, said):
    assert said in " ".join(limit.text.en for limit in provenance.of(sets.load().get(row)).limits)


def test_distances_bound_the_rows_that_are_made_for_them():
    def bounds(row: str) -> set[tuple[Decimal | None, Decimal | None]]:
        return {
            (limit.min_km, limit.max_km) for limit in provenance.of(sets.load().get(row)).limits
        }

    assert (None, Decimal(3700)) in bounds("air-desnz2025-short-econ-norf")
    assert (Decimal(3700), None) in bounds("air-desnz2025-long-econ-norf")
    assert (None, Decimal(1500)) in bounds("flightmodel-myclimate-b-short")


def test_doubtful_rows_are_marked_and_never_taken(library):
    doubtful = [entry for entry in library.entries if entry.provenance.avoid]
    assert {"land-cpcd-metro-low-2023", "land-cpcd-ev-driving-2023"} <= {
        entry.factor.id for entry in doubtful
    }
    assert not [entry.factor.id for entry in doubtful if "any" in entry.use_kinds]


def test_every_rule_of_provenance_fits_some_row():
    rules = provenance._rules()
    for rule in rules["gwp"] + rules["limit"]:
        assert any(provenance._fits(factor, rule) for factor in sets.load()), rule["when"]


def test_what_is_left_out_is_in_no_set_and_has_its_reason():
    rows = [row for group in left_out.groups() for row in group.rows]
    assert left_out.count() == len(rows) == 53
    assert not {row.id for row in rows} & set(sets.load().factors)
    assert Counter({group.id: len(group.rows) for group in left_out.groups()}) == {
        "transport_only": 30, "spend_based": 7, "reduction": 5, "baseline": 4, "market_reporting": 3, "no_activity": 4,
    }  # fmt: skip


def test_the_left_out_file_has_the_columns_of_a_set():
    head = next(csv.reader(io.StringIO(left_out.FILE.read_text(encoding="utf-8"))))
    published = next(csv.reader((sets.FOLDER / sets.CURRENT / "hotel.csv").open(encoding="utf-8")))
    assert head == ["reason", *published]
