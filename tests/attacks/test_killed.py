"""Worker and web server are killed (SIGKILL) in the middle of settling, again and again.

Whatever the moment, in the end every paid order is retired exactly once and has exactly one certificate, and every
invariant of the audit holds, also between one death and the next.
"""

from __future__ import annotations

import os
import random
import signal
import time

import pytest
from django.db import connection

from marketplace import failpoints
from marketplace.market import orders
from marketplace.market.models import Order
from marketplace.payments import starting
from marketplace.payments.models import Refund
from marketplace.registry import auditing
from tests.attacks import killing
from tests.attacks.killing import Settling
from tests.forking import fork, in_a_process
from tests.market import stall
from tests.payments.conftest import (  # noqa: F401 - fixtures
    deliver,
    events,
    expo,
    metro,
    pay,
    sandbox,
    seller_party,
)


@pytest.fixture
def settling(client, fresh_db, expo, metro, sandbox, finance, second_finance) -> Settling:  # noqa: F811
    """One order paid by card, its webhooks stored; one by transfer, matched: both about to be settled."""
    by_card, by_bank = killing.order(expo, metro, 700), killing.order(expo, metro, 300)
    pay(starting.start(by_card, "stripe", actor=by_card.created_by, agreed=True))
    matches = killing.transfers([by_bank], finance)
    for event in events(sandbox):
        assert deliver(client, event) == 200
    return Settling([by_card, by_bank], matches, second_finance)


def once_each(database, *, of: int) -> None:
    """Every order is paid, retired and certified once, nothing else was retired, and the books agree."""
    rows = killing.tally(database.app_url)
    unpaid = [row for row in rows if row["status"] == "awaiting_payment"]
    assert not any(row["retirements"] or row["payments"] for row in unpaid)
    assert len(rows) - len(unpaid) == of
    for row in rows:
        if row in unpaid:
            continue
        assert row["status"] == "fulfilled", row
        counted = {name: row[name] for name in ("retirements", "statements", "papers", "payments")}
        assert set(counted.values()) == {1}, row
        assert row["retired_kg"] == row["ordered_kg"], row
    assert not Refund.objects.exists()
    assert auditing.run().findings == []


@pytest.mark.slow
@pytest.mark.parametrize("point", sorted(failpoints.POINTS))
def test_killed_at_every_point_over_and_over(fresh_db, settling, point) -> None:
    ends = [in_a_process(settling.confirm, failpoint=point)]
    in_a_process(settling.confirm)
    for _death in range(2):
        killing.make_due()
        ends.append(in_a_process(killing.drain, failpoint=point))
        assert auditing.run().findings == []
    assert -signal.SIGKILL in ends, "the point is not on the way of a settlement"
    assert set(ends) <= {0, -signal.SIGKILL}
    killing.settle_the_rest()
    once_each(fresh_db, of=2)


def test_killed_at_any_moment(fresh_db, expo, metro, finance, second_finance) -> None:  # noqa: F811
    """Eight workers in turn, each killed a random while after it has begun; two more race the last of them."""
    chance = random.Random(20260921)
    made = [killing.order(expo, metro, kg) for kg in (10, 20, 30, 40)]
    settling = Settling(made, killing.transfers(made, finance), second_finance)
    settling.confirm()
    metro.refresh_from_db()
    for _death in range(8):
        killing.make_due()
        workers = [fork(killing.drain_on) for _twin in range(2)]
        time.sleep(chance.uniform(0.02, 0.4))
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
            os.waitpid(worker, 0)
        assert auditing.run().findings == []
    killing.settle_the_rest()
    once_each(fresh_db, of=4)
    assert stall.counters(metro)[2] == 100


def test_confirming_is_killed_between_money_and_order_and_done_once(fresh_db, settling) -> None:
    """The web server's part: the finance officer's click dies; what she sees afterwards is: not confirmed."""
    assert in_a_process(settling.confirm, failpoint="money_received") == -signal.SIGKILL
    settling.matches[0].refresh_from_db()
    assert settling.matches[0].confirmed_at is None
    assert Order.objects.get(pk=settling.orders[1].pk).status == "awaiting_payment"
    assert in_a_process(settling.confirm) == 0
    killing.settle_the_rest()
    once_each(fresh_db, of=2)


def test_without_its_guards_a_paid_order_is_retired_twice_and_it_shows(
    fresh_db,
    owner_connection,
    settling,
    expo,  # noqa: F811
    metro,  # noqa: F811
) -> None:
    """The twin: an order may go back (its trigger is off) and its claim gets another name."""
    settling.confirm()
    killing.settle_the_rest()
    stall.order(
        expo, (metro, 1_000)
    )  # somebody else's held stock, from which the second one would be served
    again = settling.orders[0].pk
    orders.fulfil(again)
    counted = [row["retirements"] for row in killing.tally(fresh_db.app_url)]
    assert sorted(counted) == [0, 1, 1], "with its guards a second call does nothing"
    owner_connection.execute("ALTER TABLE market_order DISABLE TRIGGER USER")
    owner_connection.execute(
        "UPDATE market_order SET status = 'paid', fulfilled_at = NULL, retirement_id = NULL,"
        " retirement_intent = jsonb_set(retirement_intent, '{claim,ref}', '\"order:again\"')"
        " WHERE id = %s",
        [again],
    )
    connection.close()
    orders.fulfil(again)
    doubled = {row["retirements"] for row in killing.tally(fresh_db.app_url)}
    assert 2 in doubled
    with pytest.raises(AssertionError):
        once_each(fresh_db, of=3)
