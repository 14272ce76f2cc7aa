"""Fifty buyers race for the last tonne, each with a connection of its own.

The twin shows that the race is real: the same buyers with a naive read-modify-save, and no CHECK in
the database, sell more than there is. If the twin stops overselling, the race above proves nothing.
"""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from marketplace.registry import auditing, ledger, queries
from marketplace.registry.errors import LedgerError
from marketplace.registry.ledger import Line, Sale
from marketplace.registry.models import Holding
from tests.registry import supply

# The goods here are listed without a Listing, so the market's own invariants don't apply.
REGISTRY = auditing.SQL_FILE.read_text("utf-8")
BUYERS = 50
EACH = 50
STOCK = 1_000


@pytest.fixture
def stock(fresh_db):
    """A tonne for sale, and fifty who want one twentieth of it each."""
    seller = supply.person("seller")
    batch = supply.batch(seller, STOCK)
    ledger.list_stock(lines=[Line(batch.pk, seller.pk, STOCK)], subject="listing:1")
    buyers = [supply.person(f"buyer-{number}") for number in range(BUYERS)]
    return batch, seller, buyers


def race(attempt, racers):
    """Run one attempt per racer at the same moment and count what came of them."""
    gate = threading.Barrier(len(racers))

    def run(racer):
        try:
            connection.ensure_connection()
            gate.wait()
            return attempt(racer)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(racers)) as pool:
        return Counter(pool.map(run, racers))


def test_exactly_the_last_tonne_is_sold(stock):
    batch, seller, buyers = stock

    def buy(buyer):
        subject = f"order:{buyer.public_id}"
        try:
            with transaction.atomic():
                ledger.hold(lines=[Line(batch.pk, seller.pk, EACH)], subject=subject)
            with transaction.atomic():
                ledger.sell(lines=[Sale(batch.pk, seller.pk, buyer.pk, EACH)], subject=subject)
                ledger.retire(
                    owner=buyer,
                    beneficiary=buyer,
                    lines=[Line(batch.pk, buyer.pk, EACH)],
                    purpose="personal",
                    jurisdiction="CN-GD",
                    reason="",
                    claim=supply.claim(f"personal:{buyer.public_id}"),
                    subject=subject,
                )
            return "sold"
        except LedgerError as refusal:
            return refusal.code

    outcome = race(buy, buyers)
    assert outcome == {"sold": STOCK // EACH, "quantity_exceeds_available": BUYERS - STOCK // EACH}
    totals = queries.totals()
    assert (totals.retired, totals.for_sale, totals.reserved, totals.owned) == (STOCK, 0, 0, 0)
    assert auditing.run(only=REGISTRY).findings == []


def test_the_twin_without_guards_oversells(stock, owner_connection):
    batch, seller, buyers = stock
    owner_connection.execute("ALTER TABLE registry_holding DROP CONSTRAINT holding_listed")
    read = threading.Barrier(BUYERS)

    def buy_naively(_buyer):
        holding = Holding.objects.get(batch=batch, account=seller)
        read.wait()
        if holding.listed_kg < EACH:
            return "refused"
        holding.listed_kg -= EACH
        holding.held_kg += EACH
        holding.save()
        return "sold"

    outcome = race(buy_naively, buyers)
    assert outcome["sold"] * EACH > STOCK
    assert not auditing.run(only=REGISTRY).passed


def test_the_database_alone_refuses_an_oversale(stock):
    """Whoever forgets the verbs' guard meets the CHECK."""
    batch, seller, _buyers = stock
    from django.db import IntegrityError
    from django.db.models import F

    with pytest.raises(IntegrityError, match="holding_listed"), transaction.atomic():
        Holding.objects.filter(batch=batch, account=seller).update(
            listed_kg=F("listed_kg") - STOCK - 1
        )


def test_orders_over_several_batches_do_not_deadlock(fresh_db):
    """Every buyer takes from three batches, named in an order of their own."""
    seller = supply.person("seller")
    batches = [supply.batch(seller, 10_000) for _number in range(3)]
    ledger.list_stock(
        lines=[Line(batch.pk, seller.pk, 10_000) for batch in batches], subject="listing:1"
    )
    buyers = [supply.person(f"buyer-{number}") for number in range(12)]

    def buy(buyer):
        turn = buyer.pk % 3
        mixed = batches[turn:] + batches[:turn]
        if buyer.pk % 2:
            mixed.reverse()
        for step in range(5):
            subject = f"order:{buyer.pk}:{step}"
            lines = [Line(batch.pk, seller.pk, 10) for batch in mixed]
            sales = [Sale(batch.pk, seller.pk, buyer.pk, 10) for batch in reversed(mixed)]
            own = [Line(batch.pk, buyer.pk, 10) for batch in mixed]
            with transaction.atomic():
                ledger.hold(lines=lines, subject=subject)
                ledger.sell(lines=sales, subject=subject)
                ledger.retire(
                    owner=buyer,
                    beneficiary=buyer,
                    lines=own,
                    purpose="personal",
                    jurisdiction="CN",
                    reason="",
                    claim=supply.claim(f"personal:{buyer.pk}:{step}"),
                    subject=subject,
                )
        return "done"

    assert race(buy, buyers) == {"done": 12}
    assert queries.totals().retired == 12 * 5 * 3 * 10
    assert auditing.run(only=REGISTRY).findings == []


def test_one_claim_is_retired_for_once_however_many_try(fresh_db):
    seller, buyer = supply.person("seller"), supply.person("buyer")
    batch = supply.batch(seller, 1_000)
    supply.give(batch, buyer, 800)

    def retire(_racer):
        try:
            supply.retire(batch, buyer, 100, ref="event:contested")
            return "retired"
        except LedgerError as refusal:
            return refusal.code

    assert race(retire, range(8)) == {"retired": 1, "claim_used": 7}
    assert supply.amounts(batch, buyer) == (700, 0, 0)


def test_two_registrars_decide_at_once_and_one_of_them_wins(fresh_db):
    from marketplace.registry.models import CreditBatch, IssuanceRequest

    seller = supply.person("seller")
    supply.batch(seller, 1_000)
    request = IssuanceRequest.objects.get()
    made = ledger.request_issuance(
        project=request.project,
        methodology_version=request.methodology_version,
        monitoring_start=request.monitoring_start,
        monitoring_end=request.monitoring_end,
        quantity_kg=5_000,
        upstream_serial="SZ-9",
        custody_account="C",
        trade_reference="T",
        evidence=b"nine",
        actor=supply.user("asks"),
    )
    deciders = [supply.user(f"decider-{number}") for number in range(6)]

    def decide(person):
        try:
            if person.pk % 2:
                supply.issue(made, person)
                return "decided"
            ledger.refuse_issuance(request=made, actor=person, note="no")
            return "decided"
        except LedgerError as refusal:
            return refusal.code

    assert race(decide, deciders) == {"decided": 1, "invalid_state": 5}
    assert CreditBatch.objects.count() in (1, 2)
    assert auditing.run(only=REGISTRY).findings == []


def test_a_freeze_is_before_or_after_a_sale_and_never_beside_it(stock):
    from marketplace.registry import freezes
    from marketplace.registry.models import LogLeaf

    batch, seller, buyers = stock
    supervisor = supply.user("supervisor")

    def act(racer):
        if racer is None:
            freezes.freeze(batch=batch, reason="looked into", actor=supervisor)
            return "frozen"
        try:
            ledger.hold(lines=[Line(batch.pk, seller.pk, 10)], subject=f"order:{racer.pk}")
            return "held"
        except LedgerError as refusal:
            return refusal.code

    outcome = race(act, [*buyers[:15], None, *buyers[15:30]])
    assert outcome["frozen"] == 1 and outcome["held"] + outcome["batch_frozen"] == 30
    after = LogLeaf.objects.get(kind="freeze").pk
    assert not LogLeaf.objects.filter(pk__gt=after, kind="movement").exists()
    assert auditing.run(only=REGISTRY).findings == []
