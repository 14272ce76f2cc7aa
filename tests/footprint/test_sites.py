"""An office's sites: months, what is missing, what was passed on, which factor and which year."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint import footprints, queries, site_drafts, sites
from footprint.calculation import calculate
from footprint.drafts import Draft, draft_from_data
from footprint.errors import CalculationError
from footprint.inputs import from_data
from footprint.results import Result
from footprint.sites import Site
from tests.footprint import worked

AMOUNT = st.decimals(min_value=0, max_value=10**8, places=3).map(str)
MONTHS = st.lists(AMOUNT, min_size=12, max_size=12)


def place(name: str = "总部", *, region: str = "CN-GD", **rest: Any) -> dict[str, Any]:
    return {"name": name, "region": region, **rest}


def year(*places: dict[str, Any], basics: dict[str, Any] | None = None, **fields: str) -> Draft:
    """An office in 2023, whose grid factors are published."""
    return Draft("office", basics=basics or {"year": 2023}, fields=fields, sites=places)


def compute(*places: dict[str, Any], **fields: str) -> Result:
    return year(*places, **fields).result()


def refusal(*places: dict[str, Any], **rest: Any) -> CalculationError:
    with pytest.raises(CalculationError) as refused:
        year(*places, **rest).result()
    return refused.value


# --- Months -------------------------------------------------------------------------------------------


@given(MONTHS)
def test_months_quarters_and_the_years_sum_come_to_the_same(months):
    by_month = Site("总部", "CN-GD", amounts={"electricity": months})
    totals = {
        compute(site_drafts.in_periods(by_month, period).as_data()).total_exact
        for period in ("month", "quarter", "year")
    }
    assert len(totals) == 1


@given(st.lists(st.tuples(MONTHS, st.sampled_from(["CN-GD", "CN-BJ", "CN-YN"])), max_size=4))
def test_the_sites_sum_to_the_total_exactly(given_sites):
    places = [
        place(
            f"第{number}处", region=region, amounts={"electricity": months, "natural_gas": months}
        )
        for number, (months, region) in enumerate(given_sites)
    ]
    result = compute(*places)
    assert sum((line.kg for line in result.lines), Decimal(0)) == result.total_exact
    alone = [compute(item).total_exact for item in places]
    assert sum(alone, Decimal(0)) == result.total_exact


def test_a_blank_month_is_missing_and_named_and_not_filled_in():
    result = compute(place(amounts={"electricity": ["100"] * 10 + ["", ""]}))
    assert result.total_exact == Decimal("441.9")
    (warning,) = result.warnings
    assert (warning.code, warning.line) == ("periods_missing", 0)
    assert "12 个月中有 10 个" in warning.message.zh and "10 of 12 months" in warning.message.en
    assert result.lines[0].entered.label == "总部 · 2023.1–10"


def test_a_month_of_zero_is_no_missing_month():
    assert not compute(place(amounts={"electricity": ["100"] * 11 + ["0"]})).warnings


def test_extrapolation_is_a_line_of_its_own_that_says_so():
    result = compute(
        place(amounts={"electricity": ["100"] * 10 + ["", ""]}, extrapolated=["electricity"])
    )
    known, filled = result.lines
    assert (filled.entered.value, filled.entered.quality) == (Decimal(200), "extrapolated")
    assert (
        filled.entered.label == "总部 · 2023.11–12" and filled.entered.evidence == "1,000 ÷ 10 × 2"
    )
    assert known.entered.quality != "extrapolated"
    assert [warning.code for warning in result.warnings] == ["extrapolated"]


def test_nothing_known_extrapolates_nothing():
    assert not compute(place(extrapolated=["electricity"])).lines


def test_months_and_the_years_sum_together_are_refused_for_they_would_count_twice():
    error = refusal(place(amounts={"water": ["1"] * 12}, sums={"water": "12"}))
    assert (error.code, error.field) == ("months_and_sum", "sites.0.sums.water")


def test_a_month_that_is_no_number_is_named():
    error = refusal(place(amounts={"heat": ["1", "一百"]}))
    assert error.field == "sites.0.amounts.heat.1"


def test_half_a_quarter_is_not_added_up():
    half = Site("总部", "CN-GD", amounts={"water": ["1", "2", ""] + [""] * 9})
    with pytest.raises(CalculationError, match="Water is filled in only partly"):
        site_drafts.in_periods(half, "quarter")


# --- Provinces and years --------------------------------------------------------------------------------


def test_each_site_takes_its_own_provinces_factor():
    used = compute(
        place("深圳", amounts={"electricity": ["1000"] * 12}),
        place("北京", region="CN-BJ", amounts={"electricity": ["1000"] * 12}),
    )
    assert [line.factors[0].id for line in used.lines] == ["grid-cn-gd-2023", "grid-cn-bj-2023"]


@pytest.mark.parametrize("published", [2021, 2022, 2023])
def test_a_published_year_takes_its_own_factor(published):
    draft = year(place(sums={"electricity": "1"}), basics={"year": published})
    assert draft.result().lines[0].factors[0].year == published


def test_a_year_not_published_is_asked_about_and_not_given_another():
    error = refusal(place(sums={"electricity": "1"}), basics={"year": 2025})
    assert (error.code, error.field) == ("grid_year_required", "grid_year")
    assert "2023, 2022, 2021" in error.message.en


def test_the_answer_is_what_every_electricity_line_takes():
    basics = {"year": 2025, "grid_year": 2022}
    draft = year(place(sums={"electricity": "1"}), basics=basics, vehicle_electricity="5")
    assert {line.factors[0].year for line in draft.result().lines} == {2022}


def test_an_office_without_electricity_is_not_asked():
    draft = year(place(sums={"natural_gas": "1"}), basics={"year": 2025})
    assert draft.result().total_exact == Decimal("2.1622")


def test_a_site_in_tibet_asks_for_the_suppliers_factor():
    assert refusal(place(region="CN-XZ", sums={"electricity": "1"})).code == "no_factor_for_region"


def test_and_takes_it_with_its_source():
    own = place(
        region="CN-XZ", sums={"electricity": "1000"}, factor="0.1", factor_source="供电公司"
    )
    assert compute(own).total_exact == 100
    assert refusal({**own, "factor_source": ""}).code == "source_required"


# --- Bought and passed on -------------------------------------------------------------------------------


def test_what_is_passed_on_is_taken_off():
    result = compute(place(sums={"electricity": "1000", "electricity_out": "400"}))
    assert result.total_exact == Decimal("265.14")
    assert "1,000 kWh − 400 kWh (passed on) = 600 kWh" in result.lines[0].steps[0].en


def test_heat_likewise():
    assert compute(place(sums={"heat": "30", "heat_out": "10"})).total_exact == 2200


@pytest.mark.parametrize("bought", [{"electricity": "100"}, {}])
def test_more_passed_on_than_bought_is_an_error_that_explains(bought):
    error = refusal(place(sums={**bought, "electricity_out": "101"}))
    assert error.code == "more_passed_on_than_bought" and "不能为负" in error.message.zh


def test_what_was_passed_on_in_a_missing_month_does_not_lower_the_known_ones():
    amounts = {"electricity": ["100"] * 6 + [""] * 6, "electricity_out": ["10"] * 12}
    assert compute(place(amounts=amounts)).total_exact == Decimal("0.4419") * 540
    filled = compute(place(amounts=amounts, extrapolated=["electricity"]))
    assert filled.total_exact == Decimal("0.4419") * 1080


@given(AMOUNT, AMOUNT)
def test_a_site_never_comes_to_less_than_nothing(bought, away):
    try:
        assert compute(place(sums={"heat": bought, "heat_out": away})).total_exact >= 0
    except CalculationError as error:
        assert error.code == "more_passed_on_than_bought"


# --- Drafts ---------------------------------------------------------------------------------------------


def test_a_draft_with_sites_survives_being_written_down():
    draft = year(place(amounts={"electricity": ["1", ""]}, green="1", certificates="GEC-1"))
    assert draft_from_data(draft.as_data()) == draft


def test_a_draft_from_before_there_were_sites_is_read():
    data = year(electricity="1000").as_data()
    del data["sites"]
    assert draft_from_data(data).result().total_exact == Decimal("441.9")


def test_the_first_site_takes_over_what_was_entered_for_the_office():
    draft = year(electricity="1000", paper="3", petrol="5")
    first = site_drafts.fresh(draft)
    changed = site_drafts.put(draft, None, Site("总部", "CN-GD", sums=first.sums))
    assert changed.result().total_exact == draft.result().total_exact
    assert changed.fields == {"paper": "3"}


def test_what_the_sites_ask_does_not_count_twice():
    both = year(place(sums={"electricity": "1000"}), electricity="1000")
    assert both.result().total_exact == Decimal("441.9")


def test_two_sites_of_one_name_are_refused():
    draft = year(place())
    with pytest.raises(CalculationError, match="Another site has this name"):
        site_drafts.put(draft, None, Site("总部", "CN-GD"))
    assert site_drafts.put(draft, 1, Site("总部", "CN-BJ")).sites[0]["region"] == "CN-BJ"


def test_a_class_left_out_leaves_the_sites_lines_out():
    fields = {"boundary_heat": "out", "reason_heat": "由物业核算"}
    result = compute(place(sums={"heat": "5", "electricity": "1"}), **fields)
    assert [line.source_class for line in result.lines] == ["electricity"]


def test_an_earlier_years_structure_comes_without_amounts():
    earlier = year(
        place(sums={"electricity": "9"}, area="100", green="1", certificates="GEC"),
        paper="3", boundary_heat="out", reason_heat="无",
    )  # fmt: skip
    begun = site_drafts.structure_of(earlier, Draft("office", basics={"year": 2024}))
    (copied,) = begun.sites
    assert (copied["name"], copied["area"], copied["sums"], copied["green"]) == (
        "总部",
        "100",
        {},
        "",
    )
    assert begun.basics["answered"] == ["paper"] and begun.fields == {
        "boundary_heat": "out", "reason_heat": "无",
    }  # fmt: skip
    assert not begun.result().lines


def test_the_figures_origin_makes_their_quality_and_evidence():
    origins = {"electricity": {"kind": "bill", "document": "供电局账单", "post": "后勤科"}}
    (line,) = compute(place(sums={"electricity": "1"}, origins=origins)).lines
    assert (line.entered.quality, line.entered.evidence) == ("documented", "供电局账单; 后勤科")


@pytest.mark.django_db
def test_months_origins_and_warnings_are_kept_with_the_footprint_and_recompute_identically():
    draft = year(place(amounts={"electricity": ["5"] * 11}, green="20", certificates="GEC-7"))
    stored = footprints.store(draft.result(), kind="actual", details=draft.details())
    view = queries.footprint(stored.public_id)
    assert view and view.inputs["sites"][0]["amounts"]["electricity"] == ["5"] * 11
    assert [item["code"] for item in view.warnings] == ["periods_missing"]
    assert footprints.recomputes_identically(stored)


# --- From outside ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "factor"),
    [("ningbo-kitchens-2020-first", "0.7921"), ("ningbo-kitchens-2020-verified", "0.7035")],
)
def test_the_ningbo_example_entered_as_a_site_comes_to_the_published_tonnes(case, factor):
    published = worked.load(case)
    ningbo = place(
        "宁波", region="CN-ZJ", sums={"electricity": "8157000"}, factor=factor, factor_source="核查报告"
    )  # fmt: skip
    tonnes = (compute(ningbo).total_exact / 1000).quantize(Decimal("0.01"))
    assert str(tonnes) == published.data["published_t"]
    assert compute(ningbo).total_exact == published.result().total_exact


# --- Commuting and the rest of a year -----------------------------------------------------------------


def test_commuting_is_people_times_days_times_kilometres_both_ways():
    fields = {"commute_by_metro_people": "80", "commute_by_metro_days": "220",
              "commute_by_metro_km": "12", "commute_by_metro_trip": "return"}  # fmt: skip
    (line,) = compute(**fields).lines
    assert "80 people × 220 days × 12 km × 2 (return) = 422,400 passenger-km" in line.steps[0].en
    assert (line.source_class, line.ghg) == ("commuting", "3-7")


def test_own_cars_by_kilometres_are_direct_emissions():
    (line,) = compute(vehicle_petrol="100").lines
    assert (line.source_class, line.ghg, line.iso_14064) == ("vehicles", "1", 1)


def test_working_from_home_is_a_proxy_and_graded_so():
    (line,) = compute(homeworking="100").lines
    assert (line.kg, line.grade, line.ghg) == (Decimal("3.144"), "C", "3-7")


def test_every_gas_the_form_offers_has_its_gwp():
    fields = dict.fromkeys(
        (
            "refrigerant",
            "refrigerant_r32",
            "refrigerant_r134a",
            "refrigerant_r22",
            "refrigerant_r407c",
            "refrigerant_r404a",
            "refrigerant_r507a",
            "refrigerant_r123",
            "refrigerant_sf6",
        ),
        "1",
    )
    result = compute(**fields)
    assert len(result.lines) == 9 and {line.ghg for line in result.lines} == {"1"}
    assert all(line.factors[0].id.endswith("-ar5") for line in result.lines)


def test_footprints_by_the_earlier_version_keep_their_classes():
    travel = from_data({"activity": "metro", "value": "1", "unit": "passenger-km"})
    from footprint import sets

    old = calculate("public-building-2015", sets.load(), [travel], version="2026-11")
    assert old.lines[0].ghg == "3-6" and old.guideline_version == "2026-11"


def test_every_carrier_of_the_sites_replaces_a_question_of_the_office():
    from footprint import inventory

    asked = {
        question.id
        for section in inventory.sections("office")
        for question in section.questions
        if question.by_site
    }
    assert asked == {key for key, carrier in sites.CARRIERS.items() if carrier.activity}
