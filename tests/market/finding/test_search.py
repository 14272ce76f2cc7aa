"""Search in Chinese, pinyin, traditional characters, English and codes: what is found, in which order."""

import pytest

from marketplace import clock
from marketplace.market import catalogue, listings
from marketplace.market.finding import search
from marketplace.market.models import ListingText
from marketplace.registry.models import Project

pytestmark = pytest.mark.django_db


def found(shelf, query: str) -> list[str]:
    rows = search.matching(catalogue.for_sale(clock.now()), query)
    return shelf.named(list(rows.order_by("rank", "price_per_tonne").values_list("pk", flat=True)))


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("光伏", ["solar", "metro", "cooling", "mangrove"]),  # the seller is 鹏城光伏
        ("红树林", ["mangrove"]),
        ("紅樹林", ["mangrove"]),
        ("hongshulin", ["mangrove"]),
        ("hong shu lin", ["mangrove"]),
        ("hsl", ["mangrove"]),
        ("南山", ["solar"]),
        ("nanshan", ["solar"]),
        ("福田", ["metro", "mangrove"]),
        ("福田 候鸟", ["mangrove"]),
        ("地铁", ["metro"]),
        ("地鐵", ["metro"]),
        ("ditie", ["metro"]),
        ("Metro", ["metro"]),
        ("mangr", ["mangrove"]),
        ("migrating birds", ["mangrove"]),
        ("小微企业", ["cooling", "solar"]),
        ("small firms", ["cooling", "solar"]),
        ("passengers", ["metro"]),
        ("2017004-V01", ["cooling"]),
        ("2023001-v01", ["mangrove"]),
        ("gd-mangrove", ["mangrove"]),
        ("sz-solar-nanshan", ["solar"]),
        ("sz-distributed-solar", ["solar"]),
        ("ＳＺ－ＭＥＴＲＯ", ["metro"]),
        ("广东碳普惠", ["cooling", "mangrove"]),
        ("树", ["mangrove"]),
        ("鲸鱼", []),
        ("福田 鲸鱼", []),
        ("   ", ["metro", "cooling", "solar", "mangrove"]),
        ("!?", []),
    ],
)
def test_a_query_finds_and_ranks(shelf, query, first):
    assert found(shelf, query) == first


def test_a_batch_is_found_by_its_code_first(shelf):
    assert found(shelf, shelf.solar.batch.code)[0] == "solar"


def test_what_a_project_is_called_later_is_found_after_the_sweep(shelf):
    Project.objects.filter(code="sz-metro-2024").update(name_zh="深圳轨道绿色出行")
    assert found(shelf, "轨道") == []
    assert search.refresh() == 1
    assert found(shelf, "轨道") == ["metro"]
    assert search.refresh() == 0


def test_everything_for_sale_can_be_found(shelf):
    assert not search.unindexed().exists()
    ListingText.objects.filter(listing=shelf.metro).delete()
    assert list(search.unindexed()) == [shelf.metro]
    search.refresh()
    assert not search.unindexed().exists()


def test_what_is_withdrawn_is_found_no_more(shelf, seller):
    listings.withdraw(shelf.solar, actor=seller)
    assert "solar" not in found(shelf, "光伏")
