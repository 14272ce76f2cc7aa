"""Search in Chinese, pinyin, traditional characters, English and codes: what is found, in which order, and by an index."""

import json

import pytest
from django.db import connection

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
        ("!?", ["metro", "cooling", "solar", "mangrove"]),
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


COPIES = """
INSERT INTO market_listing (public_id, batch_id, seller_id, sold_by_zh, sold_by_en, price_per_tonne_currency,
    price_per_tonne, quantity_kg, listed_kg, held_kg, sold_kg, minimum_kg, increment_kg, status, created_at, activated_at)
SELECT gen_random_uuid(), batch_id, seller_id, '', '', 'CNY', price_per_tonne + n %% 100, 1, 1, 0, 0, 1, 1, 'active',
    created_at, activated_at
FROM market_listing, generate_series(1, 9999) AS n WHERE id = %s
"""
THEIR_TEXTS = """
INSERT INTO market_listingtext (listing_id, name, codes, head, grams, digest)
SELECT l.id, t.name || l.id, t.codes, t.head, t.grams || ARRAY['n' || l.id], t.digest
FROM market_listing l JOIN market_listingtext t ON t.listing_id = %s WHERE l.id <> t.listing_id AND l.batch_id = %s
"""


@pytest.fixture
def ten_thousand(shelf):
    """The metro's listing ten thousand times, with a text each: copied in the database, to be quick."""
    with connection.cursor() as cursor:
        cursor.execute(COPIES, [shelf.metro.pk])
        cursor.execute(THEIR_TEXTS, [shelf.metro.pk, shelf.metro.batch_id])
    return shelf


def nodes(plan: dict) -> list[str]:
    """Every index that a plan uses."""
    here = [plan["Index Name"]] if "Index Name" in plan else []
    return here + [name for part in plan.get("Plans", ()) for name in nodes(part)]


def test_ten_thousand_listings_are_searched_by_the_index(ten_thousand):
    rows = search.matching(catalogue.for_sale(clock.now()), "红树林")
    plan = json.loads(rows.explain(format="json"))[0]["Plan"]
    assert "listing_found_by" in nodes(plan)
    assert found(ten_thousand, "红树林") == ["mangrove"]


def test_a_page_of_ten_thousand_asks_no_more_than_a_page_of_four(
    ten_thousand, client, django_assert_max_num_queries
):
    with django_assert_max_num_queries(4):
        page = client.get("/en/listings/", {"q": "地铁", "kind": "metro", "page": 3})
    assert page.context["page"].paginator.count == 10_000
    assert len(page.context["page"].object_list) == 24
