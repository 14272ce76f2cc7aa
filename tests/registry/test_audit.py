"""The audit passes over a busy ledger, and finds every change made behind the verbs' back."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from marketplace.registry import (
    auditing,
    disclosures,
    freezes,
    ledger,
    log,
    queries,
    statements,
    upstream,
)
from marketplace.registry.ledger import Line
from marketplace.registry.models import AuditRun
from tests.registry import supply


def busy_ledger():
    """One of everything: issuance, sale, retirements, cancellation, withdrawal, freeze, correction."""
    seller, buyer = supply.person("seller"), supply.person("buyer")
    batch = supply.batch(seller, 10_000)
    whole = supply.batch(seller, 9_000, increment_kg=1000)
    supply.give(batch, buyer, 3_000)
    supply.give(whole, buyer, 4_000)
    first = supply.retire(batch, buyer, 1_000)
    log.seal()
    second = supply.retire(whole, buyer, 2_000)
    third = supply.retire(whole, buyer, 2_000)
    ledger.cancel(
        owner=seller,
        lines=[Line(batch.pk, seller.pk, 50)],
        reason="mistake",
        subject="cancellation:1",
    )
    clerk, colleague = supply.user("registrar"), supply.user("second-registrar")
    upstream.request(retirement=second, batch=whole, actor=clerk)
    upstream.withdrawn(
        retirement=second,
        batch=whole,
        proof_number="SZ-W-1",
        proof_date=supply.today(),
        proof=b"scan",
        actor=colleague,
    )
    upstream.request(retirement=third, batch=whole, actor=clerk)
    upstream.refused(retirement=third, batch=whole, actor=colleague)
    spare = supply.batch(supply.person("spare"), 9_000, increment_kg=1000)
    supply.give(spare, buyer, 3_000)
    further = supply.retire(spare, buyer, 2_000)
    upstream.made_good(retirement=third, batch=whole, by=further, actor=clerk)
    freezes.unfreeze(batch=whole, reason="found", requested_by=clerk, approved_by=colleague)
    freezes.freeze(batch=whole, reason="looked into", actor=clerk)
    statements.revise(
        statement=first.statements.get(), reason="typing error", actor=clerk, title_en="Forum"
    )
    ledger.list_stock(lines=[Line(batch.pk, seller.pk, 100)], subject="listing:1")
    ledger.unlist(lines=[Line(batch.pk, seller.pk, 100)], subject="listing:1")
    log.seal()
    return first


@pytest.mark.django_db
def test_a_busy_ledger_passes():
    busy_ledger()
    report = auditing.run()
    assert report.findings == []
    assert report.counts["movements"] > 10 and report.counts["checkpoints"] == 2


@pytest.mark.django_db
def test_an_empty_ledger_passes():
    assert auditing.run().passed


@pytest.mark.django_db
def test_leaves_that_wait_for_sealing_are_no_finding():
    busy_ledger()
    supply.batch(supply.person("seller"), 1_000)
    assert auditing.run().findings == []


@pytest.mark.django_db
def test_forgetting_a_persons_texts_breaks_nothing():
    retirement = busy_ledger()
    assert disclosures.erase_party(party=retirement.beneficiary) > 0
    assert auditing.run().findings == []
    assert queries.retirement(retirement.public_id).title_zh == ""


@pytest.mark.django_db
def test_the_command_stores_what_it_found(capsys):
    busy_ledger()
    call_command("audit", "--store")
    assert "all holds" in capsys.readouterr().out
    assert queries.last_audit().passed and AuditRun.objects.count() == 1


def test_every_invariant_has_a_name_and_a_sentence():
    found = auditing.invariants()
    assert len(found) == len({invariant.name for invariant in found}) >= 20
    assert all(invariant.what for invariant in found)


TAMPERINGS = [
    line.rstrip(";")
    for line in Path(__file__).with_name("tamperings.sql").read_text("utf-8").splitlines()
    if not line.startswith("--")
]


@pytest.fixture
def as_superuser(fresh_db):
    """Django connected as the superuser, for whom triggers and rights are no wall."""
    busy_ledger()
    supply.issued_here(supply.project(supply.person("seller"), kind="here"), 700)
    ours = dict(connection.settings_dict)
    address = urlsplit(fresh_db.superuser_url)
    connection.close()
    connection.settings_dict.update(USER=address.username, PASSWORD=address.password)
    yield connection
    connection.close()
    connection.settings_dict.update(ours)


def test_whatever_a_superuser_changes_is_found(as_superuser):
    assert auditing.run().findings == []
    assert [change for change in TAMPERINGS if not found_after(change)] == []


def found_after(change):
    """Whether an audit finds the change, which is then rolled back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(change)
        assert cursor.rowcount > 0, f"nothing to tamper with: {change}"
        found = not auditing.run().passed
        transaction.set_rollback(True)
    return found
