"""Erasing a person across the apps: nothing of hers is left but what is evidence."""

import json

import pytest
from django.db import connection

from accounts import parties, privacy
from accounts.errors import AccountError
from marketplace.market import orders
from marketplace.market.buyers import of_user
from marketplace.market.models import Order, Quote
from tests.market import stall

CANARY = "金丝雀四三二一"


@pytest.fixture
def order_of_hers(citizen, seller, seller_organization):
    """An order of five hundred kilograms with a personal title, waiting for payment."""
    listing = stall.listing(seller_organization.party, kg=5_000, price_fen=4_000, actor=seller)
    buyer = of_user(citizen)
    return orders.place(
        stall.quote(buyer, (listing, 500)),
        payer=buyer.party,
        owner=buyer.party,
        retire=stall.intent(buyer.party, title=CANARY),
        organization=None,
        actor=citizen,
    )


def test_her_export_names_her_orders_and_the_ledger(citizen, order_of_hers):
    data = json.loads(json.dumps(privacy.export(citizen), ensure_ascii=False))
    assert data["orders"][0]["number"] == order_of_hers.number
    assert data["ledger"] == {"holdings": [], "retirements": []}
    assert data["footprints"] == []


def test_an_open_order_comes_first(citizen, order_of_hers):
    with pytest.raises(AccountError):
        privacy.erase(citizen)
    orders.cancel(order_of_hers, actor=citizen)
    privacy.erase(citizen)
    assert Order.objects.get().email == "erased@deleted.invalid"
    assert Quote.objects.get().email == "erased@deleted.invalid"


def test_no_trace_of_her_is_left_in_any_table(citizen, order_of_hers):
    """A canary test: every column of every table of ours is searched for address, name and title."""
    parties.set_public_name(
        parties.party_for_user(citizen), name_zh="林小雨", name_en="Lin Xiaoyu", shows_name=True
    )
    orders.cancel(order_of_hers, actor=citizen)
    wanted = [citizen.email, "林小雨", "Lin Xiaoyu", "林市民", CANARY]
    assert _found(wanted), "the search itself must work"
    privacy.erase(citizen)
    assert _found(wanted) == []


def _found(words: list[str]) -> list[str]:
    """The tables in which one of the words stands, read as COPY would dump them."""
    hits = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            text = "\n".join(row[0] for row in cursor.fetchall())
            hits += [f"{table}: {word}" for word in words if word in text]
    return hits
