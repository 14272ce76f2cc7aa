"""The office's pages, as a clerk without an account walks them: sites, months, the year that is asked."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

pytestmark = pytest.mark.django_db
ANSWERS = {"year": "2025", "grid_year": "2023", "region": "CN-GD", "title": "某局"}


@pytest.fixture
def visitor() -> Iterator[Client]:
    """Somebody without an account, reading Chinese."""
    with override("zh-hans"):
        yield Client()


def site(visitor: Client, number: int = 0, **filled: Any) -> Any:
    answers = {
        "name": "总部",
        "region": "CN-GD",
        "period": "month",
        "table_period": "month",
        "carriers": ["electricity", "water"],
    }
    return visitor.post(reverse("footprint:office_site", args=[number]), answers | filled)


def office(visitor: Client, **filled: str) -> Any:
    return visitor.post(reverse("footprint:office"), ANSWERS | filled)


def months(carrier: str, amounts: list[str]) -> dict[str, str]:
    return {f"{carrier}_{index}": amount for index, amount in enumerate(amounts)}


def result(visitor: Client) -> Any:
    return visitor.get(reverse("footprint:draft_result", args=["office"])).context["sheet"]


def test_a_year_not_published_yet_is_asked_about_at_its_field(visitor):
    page = office(visitor, grid_year="", electricity="1000")
    assert "2023" in page.context["basics"].errors["grid_year"][0]
    assert 'value="1000"' in page.content.decode()


def test_a_published_year_is_not_asked_about(visitor):
    assert office(visitor, year="2022", grid_year="", electricity="1000").status_code == 302
    assert result(visitor).footprint.lines[0].factors[0]["year"] == 2022


def test_going_to_a_site_keeps_what_was_filled_in_and_asks_nothing_yet(visitor):
    answer = office(visitor, grid_year="", electricity="1000", paper="7", site="0")
    assert answer["Location"] == reverse("footprint:office_site", args=[0])
    page = visitor.get(answer["Location"])
    assert page.context["form"].initial["electricity_sum"] == "1000"
    assert visitor.get(reverse("footprint:office")).context["form"].initial["paper"] == "7"


def test_twelve_months_of_two_sites_come_to_one_result(visitor):
    office(visitor, site="0")
    site(visitor, **months("electricity", ["1000"] * 12))
    site(visitor, name="北京", region="CN-BJ", electricity_sum="1000", back="1")
    office(visitor)
    sheet = result(visitor)
    assert sheet.scopes.guideline.kg == Decimal("5858.2")
    assert [item.name for item in sheet.scopes.sites] == ["总部", "北京"]
    assert sheet.by_site.bars[0].value == 5303


def test_missing_months_are_counted_where_they_are_listed_and_on_the_result(visitor):
    office(visitor, site="0")
    site(visitor, **months("electricity", ["1000"] * 10))
    assert "10/12" in visitor.get(reverse("footprint:office")).content.decode()
    office(visitor)
    page = visitor.get(reverse("footprint:draft_result", args=["office"])).content.decode()
    assert "12 个月中有 10 个" in page


def test_they_are_filled_in_only_when_that_is_ticked(visitor):
    office(visitor, site="0")
    filled = months("electricity", ["1000"] * 10)
    site(visitor, **filled)
    assert b"electricity_fill" in visitor.get(reverse("footprint:office_site", args=[1])).content
    site(visitor, 1, **filled, electricity_fill="on")
    office(visitor)
    assert result(visitor).footprint.quality_shares["extrapolated"] > 16


def test_a_pasted_block_fills_the_table(visitor):
    site(visitor, paste="月份\t自来水\t购入电力\n1月\t5\t１，０００\n2月\t\t2000")
    form = visitor.get(reverse("footprint:office_site", args=[1])).context["form"]
    assert (form.initial["electricity_0"], form.initial["electricity_1"]) == ("1000", "2000")
    assert (form.initial["water_0"], form.initial["water_1"]) == ("5", "")


def test_what_cannot_be_pasted_is_named_and_kept_in_its_box(visitor):
    page = site(visitor, paste="1\n一千")
    assert "第 2 行第 1 列" in page.context["form"].errors["paste"][0]
    assert "一千" in page.content.decode()


@pytest.mark.parametrize(
    ("filled", "field"),
    [
        ({"electricity_3": "-5"}, "electricity_3"),
        ({"electricity_0": "1", "electricity_sum": "2"}, "electricity_sum"),
        ({"electricity_sum": "1", "green": "2", "certificates": "GEC"}, "green"),
        ({"electricity_sum": "1", "green": "1"}, "certificates"),
        ({"electricity_sum": "1", "region": "CN-XZ"}, "factor"),
        ({"electricity_sum": "1", "factor": "0.5"}, "factor_source"),
        ({"water_0": "1", "period": "quarter"}, "period"),
        ({"electricity_out_0": "1"}, "electricity_out_0"),
        ({"name": ""}, "name"),
    ],
)
def test_each_mistake_is_shown_at_its_field_and_nothing_is_lost(visitor, filled, field):
    page = site(visitor, **filled)
    assert page.status_code == 200 and field in page.context["form"].errors


def test_months_become_quarters_by_adding_up(visitor):
    site(visitor, **months("water", ["1"] * 12), period="quarter")
    form = visitor.get(reverse("footprint:office_site", args=[1])).context["form"]
    assert [form.initial[f"water_{quarter}"] for quarter in range(4)] == ["3"] * 4


def test_a_site_is_taken_out_again(visitor):
    site(visitor)
    site(visitor, 1, remove="1")
    assert not visitor.get(reverse("footprint:office")).context["sites"]
    assert visitor.get(reverse("footprint:office_site", args=[1])).status_code == 404


def test_commuting_asks_days_and_direction(visitor):
    page = office(visitor, commute_by_metro_people="10", commute_by_metro_km="5")
    assert {"commute_by_metro_days", "commute_by_metro_trip"} <= set(page.context["form"].errors)


def test_both_ways_of_counting_green_power_are_on_the_result(visitor):
    office(visitor, site="0")
    site(visitor, electricity_sum="1000", green="400", certificates="GEC-1")
    office(visitor)
    page = visitor.get(reverse("footprint:draft_result", args=["office"])).content.decode()
    assert "441.9" in page and "365.8" in page and "市场法" in page


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_pages_open_in_every_language_without_inline_style_or_script(visitor, language):
    site(visitor, electricity_sum="1")
    with override(language):
        addresses = [reverse("footprint:office"), reverse("footprint:office_site", args=[1])]
    for address in addresses:
        page = visitor.get(address)
        assert page.status_code == 200
        assert b"style=" not in page.content and b"onclick" not in page.content


def test_the_pages_take_few_queries_whatever_the_number_of_sites(
    visitor, django_assert_max_num_queries
):
    office(visitor, site="0")
    for number in range(12):
        site(visitor, name=f"第{number}处", **months("electricity", ["5"] * 12))
    office(visitor)
    for address in (
        reverse("footprint:office"),
        reverse("footprint:office_site", args=[7]),
        reverse("footprint:draft_result", args=["office"]),
    ):
        with django_assert_max_num_queries(6):
            assert visitor.get(address).status_code == 200
