"""The audit passes over a busy ledger, and finds every change made behind the verbs' back."""

from datetime import date
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
    clerk = supply.user("registrar")
    upstream.request(retirement=second, batch=whole, actor=clerk)
    upstream.withdrawn(
        retirement=second,
        batch=whole,
        proof_number="SZ-W-1",
        proof_date=date(2026, 1, 2),
        proof=b"scan",
        actor=clerk,
    )
    upstream.request(retirement=third, batch=whole, actor=clerk)
    upstream.refused(retirement=third, batch=whole, actor=clerk)
    upstream.made_good(retirement=third, batch=whole, by=second, actor=clerk)
    freezes.freeze(batch=whole, reason="looked into", actor=clerk)
    statements.revise(
        statement=first.statements.get(), reason="typing error", actor=clerk, title_en="Forum"
    )
    ledger.list_stock(lines=[Line(batch.pk, seller.pk, 100)], subject="listing:1")
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


# One field each of every table whose rows are leaves or make them up, changed as only a superuser can.
TAMPERINGS = [
    "UPDATE registry_movement SET kg = kg + 1 WHERE id = (SELECT max(id) FROM registry_movement)",
    "UPDATE registry_movement SET reason = 'x' WHERE id = (SELECT min(id) FROM registry_movement)",
    "UPDATE registry_movement SET subject = 'order:x' WHERE kind = 'retire'",
    "UPDATE registry_movement SET at = at + interval '1 second' WHERE kind = 'hold'",
    "UPDATE registry_movement SET actor_id = NULL WHERE kind = 'issue'",
    "UPDATE registry_movement SET from_account_id = (SELECT max(id) FROM accounts_party),"
    " to_account_id = (SELECT max(id) FROM accounts_party) WHERE kind = 'list'",
    "DELETE FROM registry_movement WHERE id = (SELECT max(id) FROM registry_movement)",
    "UPDATE registry_holding SET available_kg = available_kg + 1",
    "UPDATE registry_holding SET available_kg = available_kg - 1, listed_kg = listed_kg + 1"
    " WHERE available_kg > 0",
    "UPDATE registry_creditbatch SET quantity_kg = quantity_kg + 1, last_serial = last_serial + 1",
    "UPDATE registry_creditbatch SET next_serial = next_serial - 1 WHERE next_serial > 1",
    "UPDATE registry_creditbatch SET status = 'active'",
    "UPDATE registry_creditbatch SET monitoring_end = monitoring_end + 1",
    "UPDATE registry_issuancerequest SET evidence_sha256 = repeat('0', 63) || id % 10",
    "UPDATE registry_issuancerequest SET approved_by_id = (SELECT min(id) FROM accounts_user) + 99,"
    " trade_reference = 'other'",
    "UPDATE registry_issuancerequest SET decision_note = 'fine'",
    "UPDATE registry_retirement SET kg = kg + 1000",
    "UPDATE registry_retirement SET beneficiary_id = (SELECT min(id) FROM accounts_party)",
    "UPDATE registry_retirement SET claim_ref = claim_ref || 'x'",
    "UPDATE registry_retirement SET purpose = 'other'",
    "UPDATE registry_retirement SET claim = jsonb_set(claim, '{period}', '\"2020\"')",
    "UPDATE registry_retirement SET at = at - interval '1 day'",
    "UPDATE registry_serialblock SET last = last - 1",
    "UPDATE registry_serialblock SET retirement_id = (SELECT min(id) FROM registry_retirement)"
    " WHERE retirement_id = (SELECT max(id) FROM registry_retirement)",
    "DELETE FROM registry_serialblock WHERE id = (SELECT max(id) FROM registry_serialblock)",
    "UPDATE registry_cancellation SET kg = kg - 1",
    "UPDATE registry_cancellation SET reason_digest = repeat('a', 64)",
    "UPDATE registry_statement SET body = convert_to(replace(convert_from(body, 'UTF8'),"
    " '\"kg\":1000', '\"kg\":9000'), 'UTF8')",
    "UPDATE registry_statement SET signature = set_byte(signature, 5, 255 - get_byte(signature, 5))",
    "UPDATE registry_statement SET code = 'ZH-0000-0000-0000-00' WHERE revision = 2",
    "UPDATE registry_statement SET at = at + interval '1 hour' WHERE revision = 1",
    "DELETE FROM registry_statement WHERE revision = 2",
    "UPDATE registry_retirementupstream SET state = 'withdrawn', proof_number = 'X',"
    " made_good_by_id = NULL WHERE state = 'refused'",
    "UPDATE registry_retirementupstream SET proof_number = 'X' WHERE state = 'withdrawn'",
    "UPDATE registry_retirementupstream SET made_good_by_id = NULL",
    "UPDATE registry_retirementupstream SET state = 'not_requested', leaf_id = NULL,"
    " made_good_by_id = NULL, proof_number = ''",
    "UPDATE registry_freeze SET act = 'unfreeze', approved_by_id = (SELECT max(id) FROM accounts_user)",
    "UPDATE registry_freeze SET reason_digest = repeat('b', 64)",
    "UPDATE registry_disclosure SET value = value || '.'",
    "DELETE FROM registry_disclosure WHERE value = 'mistake'",
    "DELETE FROM registry_disclosure WHERE value = 'typing error'",
    "UPDATE registry_logleaf SET body = body || ' '::bytea WHERE kind = 'movement'",
    "UPDATE registry_logleaf SET leaf_hash = sha256(body)",
    "UPDATE registry_logleaf SET kind = 'freeze' WHERE kind = 'cancellation'",
    "UPDATE registry_logentry SET position = position + 1000 WHERE position = 3",
    "DELETE FROM registry_logentry WHERE position = (SELECT max(position) FROM registry_logentry)",
    "UPDATE registry_lognode SET hash = sha256(hash) WHERE level = 2",
    "DELETE FROM registry_lognode WHERE level = 1 AND index = 0",
    "UPDATE registry_checkpoint SET root = sha256(root)",
    "UPDATE registry_checkpoint SET note = replace(note, 'time 20', 'time 19')",
    "UPDATE registry_checkpoint SET at = at + interval '1 second'",
    "DELETE FROM registry_checkpoint WHERE size = (SELECT max(size) FROM registry_checkpoint)",
]


@pytest.fixture
def as_superuser(fresh_db):
    """Django connected as the superuser, for whom triggers and rights are no wall."""
    busy_ledger()
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
