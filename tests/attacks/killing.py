"""Paid orders, processes that are killed in the middle of settling them, and what must be true afterwards."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from typing import Any

import psycopg

from accounts.models import User
from marketplace import outbox
from marketplace.market.buyers import Buyer
from marketplace.market.models import Listing, Order
from marketplace.models import OutboxMessage
from marketplace.payments import matching, starting
from marketplace.payments.models import BankMatch
from tests.market import stall

KINDS = ("stripe_event", "fulfil_order", "seal_log", "render_certificate")
"""What settling needs; letters go to nobody here."""

NOT_ONCE = """
    SELECT o.number, o.status, count(DISTINCT r.id) AS retirements, count(DISTINCT s.id) AS statements,
           count(DISTINCT f.id) AS papers,
           (SELECT coalesce(sum(m.kg), 0) FROM registry_movement m
             WHERE m.kind = 'retire' AND m.subject = 'order:' || o.public_id) AS retired_kg,
           (SELECT sum(l.kg) FROM market_orderline l WHERE l.order_id = o.id) AS ordered_kg,
           (SELECT count(*) FROM payments_payment p WHERE p.order_id = o.id AND p.applied) AS payments
      FROM market_order o
      LEFT JOIN registry_retirement r ON r.subject = 'order:' || o.public_id
      LEFT JOIN registry_statement s ON s.retirement_id = r.id
      LEFT JOIN certificates_certificatefile f ON f.statement_id = s.id
     GROUP BY o.id
"""


@dataclass
class Settling:
    """Two orders or more whose money has come: what a killed process was about to settle."""

    orders: list[Order]
    matches: list[BankMatch]
    confirmer: User

    def confirm(self) -> None:
        """Confirm what finance matched, as its page does; what was confirmed is left."""
        for match in BankMatch.objects.filter(confirmed_at=None):
            matching.confirm(match.pk, actor=self.confirmer)


def drain() -> None:
    """Act on all that is due, and on what that brings."""
    while outbox.drain(kinds=KINDS):
        pass


def drain_on() -> None:
    """What a worker does all day."""
    while True:
        outbox.drain(kinds=KINDS)
        time.sleep(0.005)


def make_due() -> int:
    """Let what waits for another try be due now; return how much waits."""
    waiting = OutboxMessage.objects.filter(done_at=None, kind__in=KINDS)
    return waiting.update(due_at="2020-01-01T00:00Z")


def settle_the_rest() -> None:
    """Drain until nothing waits; a message that is never done fails the test."""
    for _try in range(12):
        if not make_due():
            return
        drain()
    raise AssertionError(list(OutboxMessage.objects.filter(done_at=None).values()))


def order(buyer: Buyer, listing: Listing, kg: int) -> Order:
    """An order of so many kilograms, retired at once for an event of its own."""
    return stall.order(buyer, (listing, kg), retire=True)


def transfers(orders: list[Order], finance: User) -> list[BankMatch]:
    """The money of these orders on the bank's statement, matched and not yet confirmed."""
    payments = [starting.start(each, "bank", actor=None) for each in orders]
    lines = "".join(
        f"2026-11-20,K{payment.pk},付款人,{payment.amount.amount},{payment.reference}\n"
        for payment in payments
    )
    content = f"日期,流水号,付款人,收入,附言\n{lines}".encode()
    statement, _read = matching.import_statement(content, file_name="k.csv", actor=finance)
    by_serial = {line.bank_serial: line for line in statement.lines.all()}
    return [
        matching.match(by_serial[f"K{payment.pk}"].pk, code=payment.reference, actor=finance)
        for payment in payments
    ]


def tally(address: str) -> list[dict[str, Any]]:
    """Return, for every order, how often each thing is there that must be there once."""
    with psycopg.connect(address, row_factory=psycopg.rows.dict_row) as connection:
        return connection.execute(NOT_ONCE).fetchall()


def children(pid: int) -> list[int]:
    """Return a process's children."""
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(line) for line in found.stdout.split()]
