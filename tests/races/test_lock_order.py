"""The one lock order, recorded from the statements the verbs send, and proven against a held lock."""

import threading

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from marketplace.registry import ledger
from marketplace.registry.ledger import Line, Sale
from marketplace.registry.models import Holding
from tests.registry import supply


def statements(act):
    """What the verb does to rows, in order: ``lock holdings``, ``cursor`` and so on."""
    with (
        transaction.atomic(),
        CaptureQueriesContext(
            connection,
        ) as captured,
    ):
        act()
    found = []
    for query in captured:
        sql = query["sql"]
        if "FOR NO KEY UPDATE" in sql and "registry_holding" in sql:
            found.append("lock holdings")
            assert "ORDER BY h.batch_id, h.account_id" in sql
        elif sql.lstrip().startswith("UPDATE registry_holding"):
            found.append("change holdings")
        elif sql.lstrip().startswith("UPDATE registry_creditbatch"):
            found.append("cursor " + sql.split("WHERE id = ")[1].split()[0])
        elif sql.lstrip().startswith("INSERT INTO registry_holding"):
            found.append("open holdings")
    return found


@pytest.fixture
def market(db):
    seller, buyer = supply.person("seller"), supply.person("buyer")
    batches = [supply.batch(seller, 1_000) for _number in range(3)]
    ledger.list_stock(lines=[Line(b.pk, seller.pk, 500) for b in batches], subject="listing:1")
    return seller, buyer, batches


def test_every_verb_locks_all_holdings_before_it_changes_one(market):
    seller, buyer, batches = market
    lines = [Line(batch.pk, seller.pk, 100) for batch in reversed(batches)]
    assert statements(lambda: ledger.hold(lines=lines, subject=supply.ORDER)) == [
        "lock holdings",
        "change holdings",
    ]
    sales = [Sale(batch.pk, seller.pk, buyer.pk, 100) for batch in reversed(batches)]
    assert statements(lambda: ledger.sell(lines=sales, subject=supply.ORDER)) == [
        "open holdings",
        "lock holdings",
        "change holdings",
    ]


def test_retiring_moves_the_cursors_last_and_by_id(market):
    seller, _buyer, batches = market
    lines = [Line(batch.pk, seller.pk, 100) for batch in reversed(batches)]

    def retire():
        ledger.retire(
            owner=seller,
            beneficiary=seller,
            lines=lines,
            purpose="event",
            jurisdiction="CN",
            reason="",
            claim=supply.claim("event:order"),
            subject=supply.ORDER,
        )

    cursors = [f"cursor {batch.pk}" for batch in sorted(batches, key=lambda batch: batch.pk)]
    assert statements(retire) == ["lock holdings", "change holdings", *cursors]


def test_a_verb_waits_for_the_first_holding_before_it_touches_the_second(fresh_db):
    """While somebody holds the lock on the first, the second must still be free."""
    seller = supply.person("seller")
    first, second = sorted(
        (supply.batch(seller, 1_000), supply.batch(seller, 1_000)), key=lambda batch: batch.pk
    )
    started, done = threading.Event(), threading.Event()

    def act():
        try:
            started.set()
            lines = [Line(second.pk, seller.pk, 10), Line(first.pk, seller.pk, 10)]
            ledger.list_stock(lines=lines, subject="listing:1")
            done.set()
        finally:
            connections.close_all()

    with transaction.atomic():
        Holding.objects.select_for_update(no_key=True).get(batch=first, account=seller)
        thread = threading.Thread(target=act)
        thread.start()
        started.wait()
        assert not done.wait(0.5)
        Holding.objects.select_for_update(no_key=True, nowait=True).get(
            batch=second, account=seller
        )
    thread.join(10)
    assert done.is_set()
