"""Published sets never change, and every row can be traced."""

import csv
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from footprint import activities, checks, sets
from footprint.errors import CalculationError
from footprint.regions import PROVINCES

PUBLISHED = {"2026.1": "8cc14a0e9a81f1aa8715026abedf3d2f039dd03099ad2d85c6a4ff76221a2473"}
"""A published set is never edited. A correction is a new set; add its line here."""


def test_every_published_set_is_the_one_that_was_published():
    assert {set_id: sets.load(set_id).sha256 for set_id in sets.available()} == PUBLISHED


@pytest.mark.parametrize("set_id", sets.available())
def test_every_row_and_every_default_passes_the_checks(set_id):
    assert list(checks.check(set_id)) == []


def test_an_unknown_set_is_an_error_with_a_code():
    for wrong in ("2099.9", "../sets", ""):
        with pytest.raises(CalculationError) as refused:
            sets.load(wrong)
        assert refused.value.code == "unknown_factor_set"


def test_every_province_but_tibet_has_a_grid_factor_for_three_years():
    factors = sets.load()
    mainland = [code for code in PROVINCES if code.startswith("CN-")]
    missing = [
        code for code in mainland if len(factors.select("electricity", "average_co2", code)) != 3
    ]
    assert missing == ["CN-XZ"]
    assert not factors.select("electricity", "average_co2", "CN-XZ")


@pytest.mark.parametrize(
    ("row", "value", "notice"),
    [
        ("grid-cn-2021", "0.5568", "公告2024年第12号"),
        ("grid-cn-2022", "0.5366", "公告2024年第33号"),
        ("grid-cn-2023", "0.5306", "公告2025年第47号"),
        ("grid-cn-gd-2023", "0.4419", "公告2025年第47号"),
    ],
)
def test_the_national_and_guangdong_factors_carry_their_year_and_notice(row, value, notice):
    factor = sets.load().get(row)
    assert (factor.value, factor.notice_number) == (Decimal(value), notice)


def test_values_keep_the_zeros_their_source_prints():
    assert str(sets.load().get("grid-cn-east-2023").value) == "0.5500"


def test_average_and_life_cycle_electricity_are_different_kinds():
    factors = sets.load()
    assert factors.get("grid-cn-2023").quantity_kind == "average_co2"
    assert factors.get("footprint-cn-2024").quantity_kind == "footprint_co2e"


@pytest.mark.parametrize(
    ("row", "value"), [("gwp-ch4-ar5", "28"), ("gwp-r134a-ar5", "1300"), ("gwp-r134a-ar4", "1430")]
)
def test_warming_potentials_belong_to_their_report(row, value):
    assert sets.load().get(row).value == Decimal(value)


@pytest.mark.parametrize("report", ["ar4", "ar5", "ar6"])
@pytest.mark.parametrize(
    ("blend", "parts"),
    [
        ("r410a", ("r32", "r125")),
        ("r404a", ("r125", "r143a", "r134a")),
        ("r407c", ("r32", "r125", "r134a")),
    ],
)
def test_blends_are_the_weighted_sum_of_their_parts(report, blend, parts):
    factors = sets.load()
    total = sum(
        factors.get(f"blend-{blend}-{part}").value / 100 * factors.get(f"gwp-{part}-{report}").value
        for part in parts
    )
    assert factors.get(f"gwp-{blend}-{report}").value == total


def test_combustion_is_the_product_of_its_parameters():
    factors = sets.load()
    energy, carbon = (
        factors.get("fuel-b-diesel-ncv").value,
        factors.get("fuel-b-diesel-carbon").value,
    )
    oxidation = factors.get("fuel-b-diesel-oxidation").value / 100
    product = energy * carbon / 1_000_000 * oxidation * 44 / 12 * 1000
    assert round(product, 4) == factors.get("fuel-b-diesel-co2").value


def test_numbers_that_are_no_emission_factors_are_not_in_the_set():
    kinds = {factor.quantity_kind for factor in sets.load()}
    assert not kinds & {"reduction", "baseline", "ets_reporting_co2", "spend_based"}
    assert not [factor.id for factor in sets.load() if factor.id.endswith("-incin")]


def test_the_files_are_plain_csv_with_the_same_head():
    heads = set()
    for path in (Path(sets.__file__).parent / "2026.1").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            heads.add(tuple(next(csv.reader(file))))
    assert len(heads) == 1


def test_the_core_needs_no_django():
    modules = (
        "text errors numbers units regions activities inputs sets guidelines quantities choice formulas results \
        plausibility calculation assumptions inventory quick personal levers flight_formula places requests checks \
        personal.questions personal.averages personal.lines personal.year personal.changes personal.references \
        personal.parts vocabulary candidates alternatives span entered comparison differences difference_words \
        lever_list sites site_lines pasting grid_year green sets.provenance library.catalogue library.siblings \
        library.differences library.gwp library.left_out library.disagreement travel.reader travel.aggregate \
        travel.template files.child workbook.reader workbook.template"
    )
    script = "import sys\n" + "\n".join(f"import footprint.{name}" for name in modules.split())
    script += "\nassert not [name for name in sys.modules if name.split('.')[0] == 'django'], 'django was imported'"
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(sets.__file__).parents[2])


def test_the_table_of_activities_in_the_docs_is_the_registry():
    document = (Path(sets.__file__).parents[2] / "docs" / "calculators.md").read_text(
        encoding="utf-8"
    )
    table = document.split("<!-- activities -->")[1].split("<!-- /activities -->")[0]
    for activity in activities.ACTIVITIES.values():
        row = next(line for line in table.splitlines() if line.startswith(f"| `{activity.id}` "))
        assert all(unit in row for unit in activity.units)
        assert all(f"`{option.id}`" in row for option in activity.options)
    assert table.count("\n| `") == len(activities.ACTIVITIES) + 1
