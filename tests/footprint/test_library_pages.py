"""The factor library as visitors and machines meet it: pages, files, the public contract."""

import csv
import io
import json
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from footprint import sets
from footprint.library import left_out
from footprint.personal import questions

pytestmark = pytest.mark.django_db

PAGES = [
    "factors",
    "factors_grid",
    "factors_gwp",
    "factors_differ",
    "factors_left_out",
    "factor_sets",
]
FILES = ["factors_csv", "factors_json", "factors_found_csv", "factors_found_json"]


@pytest.fixture
def visitor() -> Iterator[Client]:
    """Somebody without an account, reading Chinese."""
    with override("zh-hans"):
        yield Client()


def library(visitor: Client, **wanted: str):
    return visitor.get(reverse("footprint:factors"), wanted)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_every_page_opens_in_every_language_without_a_query(
    visitor, name, language, django_assert_num_queries
):
    with override(language):
        address = reverse(f"footprint:{name}")
    with django_assert_num_queries(0):
        answer = visitor.get(address)
    assert answer.status_code == 200
    assert b"style=" not in answer.content and b"onclick" not in answer.content


def test_a_factors_page_takes_no_query_either(visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert visitor.get(reverse("footprint:factor", args=["grid-cn-gd-2023"])).status_code == 200


def test_traditional_characters_find_what_simplified_ones_do(visitor):
    found = [library(visitor, q=words).context["count"] for words in ("廣東 電網", "广东 电网")]
    assert found[0] == found[1] > 0


def test_filters_are_kept_while_paging(visitor):
    answer = library(visitor, region="GB", grade="C", sort="year", page="2")
    assert answer.context["page"].number == 2
    assert "region=GB" in answer.content.decode()
    assert {row.factor.region for row in answer.context["page"]} == {"GB"}


@pytest.mark.parametrize("hostile", ["'\"><script>alert(1)</script>", "%00", "🙂" * 500, "../../"])
def test_odd_words_find_nothing_and_break_nothing(visitor, hostile):
    for field in ("q", "category", "kind", "region", "year", "sort", "page"):
        answer = library(visitor, **{field: hostile})
        assert answer.status_code == 200 and b"<script>alert" not in answer.content


def test_nothing_found_says_what_to_do(visitor):
    page = library(visitor, q="zzzz").content.decode()
    assert "没有符合条件的因子" in page and "请减少关键词" in page


def test_a_factor_says_everything_that_is_known_of_it(visitor):
    page = visitor.get(
        reverse("footprint:factor", args=["air-desnz2025-short-econ-norf"])
    ).content.decode()
    for said in (
        "0.07435", "kgCO2e/(passenger*km)", "rf_excluded", "AR5", "3,700 公里", "DESNZ 21_316_3165_11_1",
        "英国开放政府许可", "air-desnz2025-short-econ-rf", "不能单独使用",
    ):  # fmt: skip
        assert said in page, said


def test_a_grid_factor_shows_its_years_its_siblings_and_the_other_regions(visitor):
    answer = visitor.get(reverse("footprint:factor", args=["grid-cn-gd-2022"]))
    page = answer.content.decode()
    assert [label for label, _ in answer.context["chart"].points] == ["2021", "2022", "2023"]
    assert len(answer.context["across"].bars) == 38
    assert "此后已公布 2023 年的数值" in page and "不能取平均" in page


def test_an_older_row_leads_to_the_one_that_replaces_it(visitor):
    old = visitor.get(reverse("footprint:factor", args=["hotel-defra2019-china"])).content.decode()
    new = visitor.get(reverse("footprint:factor", args=["hotel-desnz2025-china"])).content.decode()
    assert "/factors/hotel-desnz2025-china/" in old
    assert "/factors/hotel-defra2019-china/" in new


def test_what_is_left_out_is_counted_and_named(visitor):
    page = visitor.get(reverse("footprint:factors_left_out")).content.decode()
    assert f"{left_out.count()} 个没有" in page and "1,256 个收入因子集" in page
    for group in left_out.groups():
        assert group.reason.zh in page


def test_tibet_hong_kong_macao_and_taiwan_are_named_as_without_a_factor(visitor):
    page = visitor.get(reverse("footprint:factors_grid"), {"year": "2022"}).content.decode()
    for place in ("西藏", "中国香港", "中国澳门", "中国台湾"):
        assert place in page
    assert visitor.get(reverse("footprint:factors_grid"), {"year": "x"}).context["year"] == 2023


def test_why_calculators_differ_links_every_figure_to_its_factor(visitor):
    answer = visitor.get(reverse("footprint:factors_differ"))
    for topic, chart in answer.context["topics"]:
        assert all(bar.href for bar in chart.bars), topic.id
    page = answer.content.decode()
    assert "82.9" in page and "229.28" in page and "本站采用" in page


def test_the_result_and_the_footer_lead_there(visitor):
    address = reverse("footprint:factors_differ")
    assert address in visitor.get(reverse("footprint:index")).content.decode()
    for question in questions.path({}):
        visitor.post(reverse("footprint:personal_card", args=[question.id]), {"skip": "1"})
    result = visitor.get(reverse("footprint:draft_result", args=["personal"])).content.decode()
    assert result.count(address) >= 2


def test_a_first_set_has_nothing_to_differ_from(visitor):
    page = visitor.get(reverse("footprint:factor_set_changes", args=["2026.1"])).content.decode()
    assert "这是第一个因子集" in page
    assert visitor.get(reverse("footprint:factor_set_changes", args=["2025.1"])).status_code == 404


# --- files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_sent_once_and_then_known_by_its_tag(visitor, name):
    address = reverse(f"footprint:{name}") + "?q=hotel"
    first = visitor.get(address)
    again = visitor.get(address, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert again.content == b"" and "attachment" in first["Content-Disposition"]


def test_tags_tell_searches_formats_and_factors_apart(visitor):
    found = reverse("footprint:factors_found_csv")
    one = [reverse("footprint:factor_json", args=[row]) for row in ("grid-cn-2023", "grid-cn-2022")]
    addresses = [found, f"{found}?q=a", reverse("footprint:factors_found_json"), *one]
    assert len({visitor.get(address)["ETag"] for address in addresses}) == len(addresses)


def test_a_set_has_a_lasting_address(visitor):
    answer = visitor.get(reverse("footprint:factor_set_json", args=["2026.1"]))
    data = json.loads(answer.content)
    assert answer["Cache-Control"].startswith("public")
    assert data["sha256"] == sets.load().sha256 and len(data["factors"]) == 1256
    assert visitor.get(reverse("footprint:factor_set_json", args=["2025.1"])).status_code == 404


def test_the_file_of_a_search_holds_just_what_was_found(visitor):
    wanted = {"category": "electricity", "region": "CN-GD", "sort": "year"}
    content = visitor.get(reverse("footprint:factors_found_csv"), wanted).content.decode(
        "utf-8-sig"
    )
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [(row["id"], row["gwp_set"]) for row in rows] == [
        (f"grid-cn-gd-{year}", "not_applicable") for year in (2023, 2022, 2021)
    ]
    assert all(row["valid_range_zh"] and row["valid_range_en"] for row in rows)


def test_one_factor_as_a_file(visitor):
    data = json.loads(visitor.get(reverse("footprint:factor_json", args=["gwp-r410a-ar5"])).content)
    (row,) = data["factors"]
    assert (row["value"], row["gwp_set"], data["id"]) == ("1923.5", "AR5", "2026.1")
    assert visitor.get(reverse("footprint:factor_json", args=["nothing"])).status_code == 404


# --- the public contract -----------------------------------------------------------------------------

API = "/api/v1/factor-sets/2026.1"


def test_a_set_is_searched_and_paged():
    whole = Client().get(API, {"category": "hotel"}).json()
    pages, offset = [], 0
    while offset is not None:
        page = Client().get(API, {"category": "hotel", "limit": 25, "offset": offset}).json()
        pages += page["factors"]
        offset = page["next"]
    assert pages == whole["factors"] and whole["found"] == len(pages) == 57
    assert whole["count"] == 1256


def test_a_factor_says_gwp_set_range_uses_and_what_replaces_it():
    row = Client().get(f"{API}/factors/air-desnz2025-intl-econ-norf").json()
    assert row["gwp_set"] == "AR5" and row["superseded_by"] is None
    assert {"en", "zh", "avoid"} <= row["valid_range"][0].keys()
    assert "default" in {use["kind"] for use in row["uses"]}
    short = Client().get(f"{API}/factors/air-desnz2025-short-econ-norf").json()
    assert "3700" in {limit.get("max_km") for limit in short["valid_range"]}
    assert (
        Client().get(f"{API}/factors/hotel-defra2019-china").json()["superseded_by"]
        == "hotel-desnz2025-china"
    )


def test_what_has_not_changed_is_not_sent_again():
    first = Client().get(API)
    assert Client().get(API, headers={"If-None-Match": first["ETag"]}).status_code == 304


@pytest.mark.parametrize("wrong", [{"limit": 0}, {"limit": 9999}, {"offset": -1}, {"q": "a" * 81}])
def test_a_wrong_page_is_a_problem_document(wrong):
    answer = Client().get(API, wrong)
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path",
    ["/factor-sets/1999.1", "/factor-sets/2026.1/factors/none", "/factor-sets/1999.1/changes"],
)
def test_what_is_not_there_is_404(path):
    assert Client().get(f"/api/v1{path}").status_code == 404


def test_a_first_set_changes_nothing():
    assert Client().get(f"{API}/changes").json()["old"] is None
