"""Registrars at the same moment: one list, one request, one block, one pool; and the twins without the guard."""

from datetime import date

import pytest
from django.db import IntegrityError, connection

from marketplace.registry import auditing, freezes, issuance, ledger
from marketplace.registry.block_imports import importing
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import (
    BlockImport,
    CreditBatch,
    IssuanceRequest,
    WithdrawalBatch,
    WithdrawalLine,
)
from marketplace.registry.withdrawals import collecting
from tests.market.crowd import codes, race
from tests.registry import lists, supply


@pytest.fixture
def project(fresh_db):
    return supply.project(supply.person("seller"))


@pytest.fixture
def people(fresh_db):
    return [supply.user(f"registrar-{number}") for number in range(6)]


@pytest.fixture
def pending(project, people):
    made = lists.upload(lists.row(project), actor=people[0])
    importing.send(made, actor=people[0])
    return IssuanceRequest.objects.get()


def test_two_who_approve_at_once_make_one_batch(pending, people):
    outcomes = race([lambda p=p: ledger.issue(request=pending, actor=p) for p in people[1:]])
    assert codes(outcomes) == ["invalid_state"] * 4
    assert CreditBatch.objects.count() == 1
    assert auditing.run().findings == []


def test_the_twin_that_reads_first_and_writes_later_lets_both_approve(pending, people, monkeypatch):
    """What the guarded UPDATE prevents: both see a pending request. Only the walls behind it hold then."""

    def naive(request, status, *, actor, now, **said):
        if IssuanceRequest.objects.get(pk=request.pk).status != "pending":
            raise LedgerError("invalid_state")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.3)")
        IssuanceRequest.objects.filter(pk=request.pk).update(
            status=status, approved_by=actor, decided_at=now, **said
        )

    monkeypatch.setattr(issuance, "_decide", naive)
    outcomes = race([lambda p=p: ledger.issue(request=pending, actor=p) for p in people[1:]])
    assert any(isinstance(outcome, IntegrityError) for outcome in outcomes)
    assert CreditBatch.objects.count() == 1


def test_the_same_list_uploaded_and_sent_by_many_at_once_is_one(project, people):
    rows = [lists.row(project, number) for number in range(1, 4)]
    made = race([lambda p=p: lists.upload(*rows, actor=p) for p in people])
    codes(made)
    assert len({each.pk for each in made}) == BlockImport.objects.count() == 1
    counts = race([lambda p=p: importing.send(made[0], actor=p) for p in people])
    assert [dict(each) for each in counts] == [{"requested": 3}] * 6
    assert IssuanceRequest.objects.count() == 3


def test_of_blocks_that_share_tonnes_one_comes_in(project, people):
    def ask(number):
        first = 1000 + number
        serial = f"SZ-PHCER-0077-{first:06d}-{first + 99:06d}"
        row = lists.row(project, 1, upstream_serial=serial, evidence=f"{number}.pdf")
        return importing.send(lists.upload(row, actor=people[number]), actor=people[number])

    outcomes = race([lambda number=number: ask(number) for number in range(6)])
    codes(outcomes)
    assert sum(outcome["requested"] for outcome in outcomes) == 1
    assert IssuanceRequest.objects.count() == 1


def test_the_twin_without_the_exclusion_constraint_takes_tonnes_twice(
    project, people, owner_connection
):
    owner_connection.execute(
        "ALTER TABLE registry_issuancerequest DROP CONSTRAINT issuance_block_once"
    )

    def ask(number):
        first = 1000 + number
        return ledger.request_issuance(
            project=project,
            methodology_version=project.methodology_version,
            monitoring_start=date(2025, 1, 1),
            monitoring_end=date(2025, 12, 31),
            quantity_kg=100_000,
            upstream_serial=f"SZ-PHCER-0077-{first:06d}-{first + 99:06d}",
            custody_account="C",
            trade_reference="T",
            evidence=f"evidence {number}".encode(),
            actor=people[number],
        )

    codes(race([lambda number=number: ask(number) for number in range(3)]))
    assert IssuanceRequest.objects.count() == 3
    found = {finding["check"] for finding in auditing.run().findings}
    assert {"custody_once", "guards_in_place"} <= found


def test_a_freeze_is_before_or_after_an_approval_of_the_same_project(pending, people):
    """An approval brings a batch of its own; a freeze of another batch of the project never stops or doubles it."""
    other = supply.batch(pending.project.owner, 5_000, increment_kg=1000)
    outcomes = race(
        [
            lambda: ledger.issue(request=pending, actor=people[1]),
            lambda: freezes.freeze(batch=other, reason="looked into", actor=people[2]),
            lambda: ledger.issue(request=pending, actor=people[3]),
            lambda: freezes.freeze(batch=other, reason="looked into", actor=people[4]),
        ]
    )
    assert codes(outcomes) == ["invalid_state", "invalid_state"]
    assert sorted(CreditBatch.objects.values_list("status", flat=True)) == ["active", "frozen"]
    assert auditing.run().findings == []


def test_two_who_collect_at_once_request_each_retirement_once(fresh_db, people):
    batch = supply.batch(supply.person("seller"), 9_000, increment_kg=1000)
    buyer = supply.person("buyer")
    supply.give(batch, buyer, 6_000)
    for kg in (1_000, 2_000, 3_000):
        supply.retire(batch, buyer, kg)
    outcomes = race(
        [lambda p=p: collecting.request(scheme=batch.scheme, actor=p) for p in people[:4]]
    )
    assert codes(outcomes) == ["below_minimum"] * 3
    assert (WithdrawalBatch.objects.count(), WithdrawalLine.objects.count()) == (1, 3)
    assert auditing.run().findings == []
