"""What the registry tells others."""

import pytest

from marketplace import canonical
from marketplace.registry import ledger, log, queries
from marketplace.registry.ledger import Line
from tests.registry import supply

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller_party():
    return supply.person("seller")


@pytest.fixture
def buyer():
    return supply.person("buyer")


@pytest.fixture
def batch(seller_party):
    return supply.batch(seller_party, 10_000)


def test_totals_add_up_to_what_was_issued(batch, seller_party, buyer):
    supply.give(batch, buyer, 3_000)
    supply.retire(batch, buyer, 1_000)
    ledger.cancel(
        owner=buyer, lines=[Line(batch.pk, buyer.pk, 100)], reason="", subject="cancellation:1"
    )
    ledger.list_stock(lines=[Line(batch.pk, seller_party.pk, 2_000)], subject="listing:1")
    ledger.hold(lines=[Line(batch.pk, seller_party.pk, 500)], subject=supply.ORDER)
    totals = queries.totals()
    assert totals == queries.Totals(
        issued=10_000, for_sale=1_500, reserved=500, owned=6_900, retired=1_000, cancelled=100
    )
    view = queries.batch(batch.code)
    assert (view.available_kg, view.listed_kg, view.held_kg) == (6_900, 1_500, 500)
    assert (view.retired_kg, view.cancelled_kg, view.circulating_kg) == (1_000, 100, 8_900)


def test_totals_of_an_empty_ledger_are_zero():
    assert queries.totals() == queries.Totals(0, 0, 0, 0, 0, 0)


def test_a_party_sees_what_it_has(batch, buyer):
    assert queries.holdings_of(buyer) == ()
    supply.give(batch, buyer, 300)
    (holding,) = queries.holdings_of(buyer)
    assert (holding.batch.code, holding.available_kg) == (batch.code, 300)


def test_a_retirement_is_found_by_its_claim_with_its_texts(batch, buyer):
    supply.give(batch, buyer, 300)
    row = supply.retire(batch, buyer, 200, ref="event:found")
    (view,) = queries.retirements_for(["event:found", "event:other"])
    assert view == queries.retirement(row.public_id)
    assert (view.kg, view.title_zh, view.reason) == (200, "2026 深圳创新论坛", "论坛的排放")
    assert [(line.first, line.last, line.upstream_state) for line in view.lines] == [
        (1, 200, "withdrawn")
    ]
    assert queries.retired_kg_for(["event:found"]) == 200
    assert queries.latest_retirements()[0].public_id == row.public_id


def test_a_serial_is_circulating_or_belongs_to_a_retirement(batch, buyer):
    supply.give(batch, buyer, 300)
    supply.retire(batch, buyer, 100)
    second = supply.retire(batch, buyer, 100)
    assert queries.find_serial(batch.code, 150).retirement == second.public_id
    assert queries.find_serial(batch.code, 201).state == "circulating"
    assert queries.find_serial(batch.code, 10_001) is None


def test_a_serial_of_a_cancellation_is_found_in_one_statement(
    batch, buyer, django_assert_num_queries
):
    supply.give(batch, buyer, 300)
    supply.retire(batch, buyer, 100)
    gone = ledger.cancel(
        owner=buyer, lines=[Line(batch.pk, buyer.pk, 50)], reason="", subject="cancellation:1"
    )
    with django_assert_num_queries(1):
        found = queries.find_serial(batch.code, 101)
    assert found == queries.SerialFinding(
        batch.code, 101, "cancelled", 101, 150, None, gone.public_id
    )


@pytest.mark.parametrize("serial", [0, -1, 10_001, 2**63, 10**40])
def test_a_number_that_no_batch_has_is_not_found(batch, serial):
    assert queries.find_serial(batch.code, serial) is None
    assert queries.find_serial("NO-SUCH-BATCH", 1) is None


def test_a_bundle_appears_once_the_statement_is_sealed(batch, buyer):
    supply.give(batch, buyer, 300)
    statement = supply.retire(batch, buyer, 200).statements.get()
    assert queries.bundle(statement.pk) is None
    log.seal()
    bundle = queries.bundle(statement.pk)
    view = queries.statement(statement.code)
    assert canonical.loads(bundle["statement"].encode()) == view.body
    assert view.sealed and view.disclosed[view.body["reason"]["sha256"]] == "论坛的排放"
    assert bundle["checkpoint"]["size"] == queries.latest_checkpoint().size


def test_provenance_begins_with_the_issue_and_ends_with_the_retirement(batch, buyer):
    supply.give(batch, buyer, 300)
    row = supply.retire(batch, buyer, 200)
    assert [step.act for step in queries.provenance(row.public_id)] == ["issue", "sell", "retire"]
