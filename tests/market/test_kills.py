"""A worker killed in the middle of handing over a paid order: all or nothing, and once in the end."""

import os
import signal
import subprocess
import sys

import pytest

from marketplace import clock, outbox
from marketplace.market import orders
from marketplace.market.models import Order
from marketplace.models import OutboxMessage
from marketplace.registry.models import Retirement, Statement
from tests.market import stall

DRAIN = """
import django
django.setup()
from marketplace import outbox
outbox.drain(kinds=("fulfil_order",))
"""


def worker(database, *, failpoint=""):
    """Run the outbox in a process of its own, which may kill itself at a failpoint."""
    return subprocess.run(
        [sys.executable, "-c", DRAIN],
        env=os.environ | {"DATABASE_URL": database.app_url, "FAILPOINT": failpoint},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("failpoint", "done_by_then"),
    [
        ("outbox_claimed", False),
        ("before_effect", False),
        ("holdings_changed", False),
        ("serials_drawn", False),
        ("statement_written", False),
        ("after_effect", False),
        ("after_done", True),
    ],
)
def test_a_worker_killed_anywhere_leaves_a_paid_order_whole(
    fresh_db, metro, expo, failpoint, done_by_then
):
    order = stall.order(expo, (metro, 400), retire=True)
    orders.mark_paid(order.pk, now=clock.now())
    assert worker(fresh_db, failpoint=failpoint).returncode == -signal.SIGKILL
    order.refresh_from_db()
    assert order.status == (Order.Status.FULFILLED if done_by_then else Order.Status.PAID)
    assert Retirement.objects.count() == done_by_then
    assert stall.counters(metro) == ((12_000, 0, 400) if done_by_then else (12_000, 400, 0))
    OutboxMessage.objects.filter(kind="fulfil_order").update(due_at=clock.now())
    outbox.drain(kinds=("fulfil_order",))
    outbox.drain(kinds=("fulfil_order",))
    order.refresh_from_db()
    assert order.status == Order.Status.FULFILLED
    assert Retirement.objects.count() == Statement.objects.count() == 1
    assert stall.counters(metro) == (12_000, 0, 400)
