"""Ten thousand listings: searched by an index, and a page of them asks no more than a page of four."""

import json

import pytest
from django.db import connection

from marketplace import clock
from marketplace.market import catalogue
from marketplace.market.finding import search
from tests.market.finding.test_search import found

COPIES = """
INSERT INTO market_listing (public_id, batch_id, seller_id, sold_by_zh, sold_by_en, price_per_tonne_currency,
    price_per_tonne, quantity_kg, listed_kg, held_kg, sold_kg, minimum_kg, increment_kg, status, created_at,
    activated_at)
SELECT gen_random_uuid(), batch_id, seller_id, '', '', 'CNY', price_per_tonne + n %% 100, 1, 1, 0, 0, 1, 1, 'active',
    created_at, activated_at
FROM market_listing, generate_series(1, 9999) AS n WHERE id = %s
"""
THEIR_TEXTS = """
INSERT INTO market_listingtext (listing_id, name, codes, head, grams, digest)
SELECT l.id, t.name || l.id, t.codes, t.head, ARRAY['地铁', 'n' || l.id], t.digest
FROM market_listing l JOIN market_listingtext t ON t.listing_id = %s WHERE l.id <> t.listing_id AND l.batch_id = %s
"""


@pytest.fixture
def ten_thousand(fresh_db, shelf, owner_connection):
    """The metro's listing ten thousand times, with a text each: copied in the database, and its statistics taken."""
    with connection.cursor() as cursor:
        cursor.execute(COPIES, [shelf.metro.pk])
        cursor.execute(THEIR_TEXTS, [shelf.metro.pk, shelf.metro.batch_id])
    owner_connection.execute("ANALYZE market_listing, market_listingtext")
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
