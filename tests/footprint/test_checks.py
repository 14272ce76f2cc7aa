"""`manage.py factors check` sees each kind of mistake in a new set; `factors diff` says what it changes."""

import pytest
from django.core.management import CommandError, call_command

from footprint import checks, sets
from tests.footprint import scratch_sets

MISTAKES = [
    ("electricity.csv", "grid-cn-gd-2023", {"grade": "E"}, "unknown grade E"),
    ("electricity.csv", "grid-cn-gd-2023", {"url": "mee.gov.cn/notice"}, "no address"),
    ("electricity.csv", "grid-cn-gd-2023", {"unit": "kgCO2e/kWh"}, "does not say CO2"),
    ("electricity.csv", "grid-cn-gd-2023", {"region": "CN-XX"}, "unknown region"),
    ("electricity.csv", "grid-cn-gd-2023", {"quantity_kind": "reduction"}, "no emission factor of an activity"),
    ("electricity.csv", "grid-cn-gd-2023", {"source_title": ""}, "source_title is missing"),
    ("electricity.csv", "grid-cn-gd-2023", {"published": "last year"}, "no date"),
    ("electricity.csv", "grid-cn-gd-2023", {"name_en": ""}, "missing in one language"),
    ("electricity.csv", "grid-cn-gd-2023", {"licence": "mine"}, "unknown licence"),
    ("energy.csv", "fuel-b-petrol-ncv", {"unit": "kgCO2/kg"}, "a parameter with the unit"),
    ("energy.csv", "fuel-b-petrol-co2", {"unit": "GJ/t"}, "no unit of an emission factor"),
    ("travel.csv", "land-desnz2025-national-rail", {"grade": "A"}, "grade A for a proxy"),
    ("refrigerant.csv", "gwp-ch4-ar6-fossil", {"grade": "A"}, "grade A from memory"),
    ("meal.csv", "meal-cn-dinein", {"quantity_kind": "embodied"}, "of another category or kind"),
    ("meal.csv", "meal-cn-dinein", {"unit": "kgCO2e/banquet"}, "has the unit"),
    ("meal.csv", "meal-cn-dinein", {"note": "Do not use."}, "is not to be used"),
    ("travel.csv", "air-desnz2025-intl-econ-norf", {"quantity_kind": "rf_included"}, "the defaults mix"),
]  # fmt: skip


def problems(tmp_path, edits) -> list[str]:
    return list(checks.check_folder(scratch_sets.copy(tmp_path, edits)))


@pytest.mark.parametrize(
    ("file", "row", "columns", "said"), MISTAKES, ids=lambda item: str(item)[:40]
)
def test_a_mistake_in_a_row_is_named(tmp_path, file, row, columns, said):
    found = problems(tmp_path, {file: scratch_sets.change(row, **columns)})
    assert any(said in problem for problem in found), found


def test_a_removed_default_is_named(tmp_path):
    found = problems(tmp_path, {"hotel.csv": scratch_sets.remove("hotel-cpcd-cn-2024")})
    assert "mee-2019-19: hotel: no factor hotel-cpcd-cn-2024" in found


def test_a_removed_gas_is_named(tmp_path):
    found = problems(tmp_path, {"refrigerant.csv": scratch_sets.remove("gwp-r410a-ar5")})
    assert "public-building-2015: refrigerant: no AR5 row of r410a" in found


def test_a_row_twice_is_named(tmp_path):
    again = scratch_sets.add("meal-cn-dinein", like="meal-cn-takeaway")
    assert "meal-cn-dinein: twice in the set" in problems(tmp_path, {"meal.csv": again})


def test_a_file_that_was_edited_or_slipped_in_is_named(tmp_path):
    folder = scratch_sets.copy(tmp_path, {})
    with (folder / "meal.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    (folder / "more.csv").write_text("id\n", encoding="utf-8")
    found = list(checks.check_folder(folder))
    assert "meal.csv: the file is not the published one (sha256 differs)" in found
    assert "more.csv: not named in the head" in found


def test_a_predecessor_must_be_published(tmp_path):
    folder = scratch_sets.copy(tmp_path, {})
    head = folder / "set.toml"
    text = head.read_text(encoding="utf-8").replace(
        'predecessor = "2026.1"', 'predecessor = "2025.9"'
    )
    head.write_text(text, encoding="utf-8")
    assert list(checks.check_folder(folder)) == [
        "set.toml: the predecessor 2025.9 is not published"
    ]


def test_the_command_checks_a_folder_before_it_is_published(tmp_path, capsys):
    folder = scratch_sets.copy(tmp_path, {})
    call_command("factors", "check", str(folder))
    assert "set 2099.1: 1256 factors" in capsys.readouterr().out
    wrong = scratch_sets.copy(
        tmp_path, {"meal.csv": scratch_sets.change("meal-cn-dinein", grade="Z")}, set_id="2099.2"
    )
    with pytest.raises(CommandError, match="1 problems"):
        call_command("factors", "check", str(wrong))


def test_the_command_says_what_a_new_set_changes(tmp_path, capsys):
    edits = {
        "electricity.csv": scratch_sets.change("grid-cn-gd-2023", value="0.4000"),
        "meal.csv": scratch_sets.remove("meal-klimato-dish"),
    }
    call_command("factors", "diff", sets.CURRENT, str(scratch_sets.copy(tmp_path, edits)))
    said = capsys.readouterr().out
    assert "2026.1 -> 2099.1: 1254 rows are the same" in said
    assert "- meal-klimato-dish" in said
    assert "~ grid-cn-gd-2023 0.4419 kgCO2/kWh -> 0.4000 kgCO2/kWh (-9.5 %) [value]" in said
    assert (
        "! Purchased electricity, Guangdong: grid-cn-gd-2023 0.4419 -> 0.4000 kgCO2/kWh (-9.5 %)"
        in said
    )


@pytest.mark.parametrize("named", [["2026.1"], ["2026.1", "nowhere"]])
def test_the_command_needs_two_sets_that_exist(named):
    with pytest.raises(CommandError):
        call_command("factors", "diff", *named)
