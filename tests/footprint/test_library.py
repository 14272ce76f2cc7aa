"""The factor library's pure core: finding rows, relating them, saying where they are used."""

import ast
from pathlib import Path

import pytest

import footprint
from footprint import guidelines, requests
from footprint.library import catalogue, siblings, uses
from footprint.library.catalogue import Query


@pytest.fixture(scope="module")
def library():
    return catalogue.of()


def ids(library, **wanted: str) -> list[str]:
    return [entry.factor.id for entry in library.find(Query.read(wanted))]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("广东 2023 电网", "grid-cn-gd-2023"),
        ("广东电网", "grid-cn-gd-2023"),
        ("Guangdong provincial 2023", "grid-cn-gd-2023"),
        ("高铁", "land-cpcd-hsr-2024"),
        ("hotel japan 2025", "hotel-desnz2025-japan"),
        ("ｒ４１０ａ", "gwp-r410a-ar5"),
        ("公告2025年第47号", "grid-cn-gd-2023"),
        ("kgCO₂/kWh 全国", "grid-cn-2023"),
    ],
)
def test_words_in_either_language_find_a_row(library, words, found):
    assert found in ids(library, q=words)


@pytest.mark.parametrize("word", sorted(catalogue.EVERYDAY))
def test_everyday_words_stand_for_words_of_the_rows(library, word):
    assert ids(library, q=word)
    for other in catalogue.EVERYDAY[word]:
        assert ids(library, q=other), f"no row says {other}"
    assert catalogue.also_searched(word) == catalogue.EVERYDAY[word]


def test_all_words_must_be_found(library):
    assert ids(library, q="广东 火星") == []
    assert ids(library, q="火星电网") == []


def test_every_filter_narrows_and_every_choice_has_the_rows_it_promises(library):
    for name in catalogue.FILTERS:
        for value, _, count in library.choices[name]:
            assert len(ids(library, **{name: value})) == count > 0, (name, value)


def test_filters_combine(library):
    assert ids(library, kind="average_co2", region="CN-GD", year="2022") == ["grid-cn-gd-2022"]
    assert ids(library, category="electricity", grade="D") == []


@pytest.mark.parametrize("sort", list(catalogue.SORTS))
def test_an_order_changes_no_rows(library, sort):
    assert sorted(ids(library, category="hotel", sort=sort)) == sorted(
        ids(library, category="hotel")
    )


def test_values_are_ordered_within_their_unit_only(library):
    rows = library.find(Query.read({"category": "hotel", "sort": "value"}))
    keys = [(row.factor.unit, row.factor.value) for row in rows]
    assert keys == sorted(keys)


def test_an_unknown_order_or_an_endless_query_does_no_harm(library):
    assert Query.read({"sort": "__class__"}).sort == ""
    assert len(Query.read({"q": "电" * 10_000}).q) == catalogue.MAX_LENGTH
    assert ids(library, q="电" * 10_000) == []


def test_a_series_is_the_same_quantity_over_the_years(library):
    series = library.series(library.get("grid-cn-gd-2022"))
    assert [(row.factor.year, str(row.factor.value)) for row in series] == [
        (2021, "0.4715"), (2022, "0.4403"), (2023, "0.4419"),
    ]  # fmt: skip


def test_regions_are_compared_within_one_table_only(library):
    across = library.across(library.get("grid-cn-gd-2023"))
    assert len(across) == 38
    assert {(row.factor.quantity_kind, row.factor.year) for row in across} == {
        ("average_co2", 2023)
    }
    assert len(library.across(library.get("land-cpcd-metro-2023"))) == 1


def test_the_average_is_shown_beside_its_siblings_and_told_apart(library):
    found = siblings.of(library, library.get("grid-cn-gd-2023"))
    assert [row.factor.id for row in found.entries] == [
        "grid-cn-2023-exclmarket", "grid-cn-2023-fossil", "footprint-cn-2024",
    ]  # fmt: skip
    assert "不能取平均" in found.warning.zh and "never averaged" in found.warning.en


@pytest.mark.parametrize(
    ("row", "other"),
    [
        ("air-desnz2025-intl-econ-norf", "air-desnz2025-intl-econ-rf"),
        ("air-desnz2025-intl-econ-wtt", "air-desnz2025-intl-econ-norf"),
        ("fuel-b-petrol-co2", "fuel-b-petrol-ncv"),
        ("gwp-sf6-ar6", "gwp-sf6-ar6-ghgp"),
        ("land-desnz2025-national-rail", "land-desnz2025-national-rail-wtt"),
    ],
)
def test_a_row_knows_the_other_quantities_of_its_thing(library, row, other):
    assert other in [entry.factor.id for entry in siblings.of(library, library.get(row)).entries]


def test_what_replaces_knows_what_it_replaces(library):
    row = library.get("hotel-desnz2025-china")
    assert [entry.factor.id for entry in library.replaced_by(row)] == ["hotel-defra2019-china"]


def test_every_default_of_every_guideline_is_a_use(library):
    for guideline in map(guidelines.load, guidelines.available()):
        for item in guideline.defaults:
            kinds = {use.kind for use in library.get(item.factor).uses}
            assert "default" in kinds, item.factor


def test_rows_that_the_code_names_are_uses(library):
    """A row that a formula, a lever or an average names must be said to be used: add it to `library/uses.py`."""
    folder = Path(footprint.__file__).parent
    for module in (
        "formulas",
        "levers",
        "lever_list",
        "choice",
        "flight_formula",
        "personal/averages",
        "personal/references",
        "personal/changes",
    ):
        tree = ast.parse((folder / f"{module}.py").read_text(encoding="utf-8"))
        named = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        for row_id in named & set(library.factor_set.factors):
            assert "any" in library.get(row_id).use_kinds, f"{module} names {row_id}"


@pytest.mark.parametrize(
    ("activity", "row"),
    [
        ({"activity": "electricity", "region": "CN-HB", "unit": "kWh"}, "grid-cn-hb-2023"),
        ({"activity": "hotel", "region": "JP", "unit": "room-night"}, "hotel-desnz2025-japan"),
        ({"activity": "refrigerant", "unit": "kg", "options": {"gas": "sf6"}}, "gwp-sf6-ar5"),
        ({"activity": "online_participation", "region": "CN-GD", "unit": "participant-hour"}, "online-kamiya-kwh"),
    ],
)  # fmt: skip
def test_a_row_that_a_line_takes_says_that_it_is_used(library, activity, row):
    result = requests.run({"guideline": "mee-2019-19", "activities": [{**activity, "value": "1"}]})
    assert row in [factor.id for factor in result.lines[0].factors]
    assert "any" in library.get(row).use_kinds


def test_a_row_that_may_be_asked_for_is_taken_when_it_is(library):
    named = next(use for use in library.get("land-bj-bus-2023").uses if use.kind == "named")
    assert named.name.en == "City bus"
    item = {
        "activity": "bus",
        "value": "1",
        "unit": "passenger-km",
        "factor_id": "land-bj-bus-2023",
    }
    assert requests.run({"guideline": "mee-2019-19", "activities": [item]}).lines[0].kg > 0


def test_every_kind_of_use_has_its_name(library):
    assert {use.kind for entry in library.entries for use in entry.uses} <= uses.KINDS.keys()
