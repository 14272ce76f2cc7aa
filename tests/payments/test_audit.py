"""Money's invariants in SQL: silent after every kind of story, loud when a superuser bends a row."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from marketplace import payments
from marketplace.market import orders
from marketplace.payments import matching, refunds, starting
from marketplace.payments.models import BankAccountLine, Payment
from marketplace.registry import auditing
from tests.market import stall
from tests.payments.conftest import hear_all, pay, work
from tests.payments.test_bank import statement

SQL = Path(payments.__file__).parent / "sql" / "audit.sql"


def findings() -> set[str]:
    """Return the names of the invariants that do not hold."""
    found = set()
    with connection.cursor() as cursor:
        for invariant in auditing.invariants("\n" + SQL.read_text(encoding="utf-8")):
            cursor.execute(invariant.query)
            if cursor.fetchall():
                found.add(invariant.name)
    return found


@pytest.fixture
def stories(fresh_db, client, sandbox, expo, metro, guest, finance, second_finance) -> None:
    """Paid by card, retired, refunded, cancelled and given back, paid by transfer."""
    card = [stall.order(expo, (metro, 1_000)) for _ in range(3)]
    card.append(stall.order(guest, (metro, 400), retire=True))
    begun = [starting.start(order, "stripe", actor=None, agreed=True) for order in card]
    orders.cancel(card[2], actor=None)
    for payment in begun:
        pay(payment)
    hear_all(client, sandbox)
    refunds.give_back(begun[1], source="admin", reason="Twice.", actor=finance)
    transfer = starting.start(stall.order(expo, (metro, 2_000)), "bank", actor=None)
    content = statement(("S1", str(transfer.amount.amount), transfer.reference))
    matching.import_statement(content, file_name="a.csv", actor=finance)
    match = matching.match(BankAccountLine.objects.get().pk, code=transfer.reference, actor=finance)
    matching.confirm(match.pk, actor=second_finance)
    work()


def test_every_story_leaves_the_audit_silent(stories) -> None:
    assert findings() == set()


BENT = {
    "paid_with_money": "UPDATE payments_payment SET amount = amount + 1 WHERE applied",
    "refunds_within_payments": "UPDATE payments_refund SET amount = amount + 1",
    "no_money_in_limbo": "DELETE FROM payments_refund WHERE reference LIKE 'unapplied%'",
    "two_people_per_transfer": "DELETE FROM payments_bankmatch",
    "sold_once_per_order": "UPDATE market_allocation SET kg = kg + 1 WHERE status = 'sold'",
}


@pytest.mark.parametrize("name", BENT)
def test_a_bent_row_is_found(stories, superuser_connection, name: str) -> None:
    superuser_connection.execute("SET session_replication_role = replica")
    superuser_connection.execute(BENT[name])
    assert name in findings()
    assert Payment.objects.exists()
