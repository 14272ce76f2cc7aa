"""The process is killed (SIGKILL) at every named point; what is left is whole, and trying again completes it."""

import signal
from pathlib import Path

import pytest

from accounts.models import Party
from marketplace import failpoints, outbox
from marketplace.models import OutboxMessage
from marketplace.registry import auditing, log
from marketplace.registry.models import Checkpoint, CreditBatch, Retirement, SerialBlock, Statement
from tests.forking import in_a_process
from tests.registry import supply


def retire():
    buyer = Party.objects.get(email="buyer@people.example")
    supply.retire(CreditBatch.objects.get(), buyer, 100, ref="event:killed")


def drain():
    outbox.drain(kinds=("seal_log",))


@pytest.fixture
def buyer(fresh_db):
    buyer = supply.person("buyer")
    batch = supply.batch(supply.person("seller"), 1_000)
    supply.give(batch, buyer, 300)
    return buyer


@pytest.mark.parametrize("point", ["holdings_changed", "serials_drawn", "statement_written"])
def test_a_retirement_killed_half_way_never_happened(fresh_db, buyer, point):
    assert in_a_process(retire, failpoint=point) == -signal.SIGKILL
    assert not Retirement.objects.exists() and not SerialBlock.objects.exists()
    assert auditing.run().findings == []
    assert in_a_process(retire) == 0
    assert Retirement.objects.count() == Statement.objects.count() == 1
    assert auditing.run().findings == []


@pytest.mark.parametrize(
    "point",
    [
        "outbox_claimed",
        "before_effect",
        "leaves_ordered",
        "checkpoint_signed",
        "after_effect",
        "after_done",
    ],
)
def test_a_sealing_killed_half_way_is_done_once_in_the_end(fresh_db, buyer, point):
    assert in_a_process(retire) == 0
    assert in_a_process(drain, failpoint=point) == -signal.SIGKILL
    sealed = point == "after_done"
    assert Checkpoint.objects.exists() is sealed
    assert auditing.run().findings == []
    message = OutboxMessage.objects.filter(kind="seal_log")
    assert message.filter(attempts=1).count() == 1
    message.update(due_at="2020-01-01T00:00Z")
    outbox.drain(kinds=("seal_log",))
    assert Checkpoint.objects.count() == 1 and log.seal() is None
    assert not message.filter(done_at=None).exists()
    assert auditing.run().findings == []


def test_every_point_of_the_ledger_is_killed_here():
    """Those between money and stock are killed in tests/attacks, which takes them all from the registry."""
    text = Path(__file__).read_text("utf-8")
    of_the_market = {"money_received", "stock_sold"}
    assert [p for p in failpoints.POINTS - of_the_market if f'"{p}"' not in text] == []
