"""The database as the wall: raw SQL as the site's own role, and as the owner, against evidence."""

import psycopg
import pytest
from django.db import connection, transaction
from django.db.models import ProtectedError
from django.db.utils import DatabaseError, InternalError

from marketplace.registry.models import CreditBatch, Disclosure, Movement, Retirement
from tests.registry.test_audit import busy_ledger

EVIDENCE = [
    "movement",
    "retirement",
    "cancellation",
    "serialblock",
    "statement",
    "freeze",
    "logleaf",
    "logentry",
    "lognode",
    "checkpoint",
    "auditrun",
    "evidencefile",
    "issuanceapplication",
    "issuancecheck",
    "withdrawalbatch",
]


@pytest.fixture
def busy(db):
    return busy_ledger()


def refused(sql):
    """Send raw SQL as the site's role and return why it was refused."""
    with (
        pytest.raises(DatabaseError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    return str(refusal.value)


@pytest.mark.parametrize("table", EVIDENCE)
@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM registry_{}",
        "TRUNCATE registry_{} CASCADE",
        "ALTER TABLE registry_{} DISABLE TRIGGER ALL",
        "DROP TABLE registry_{} CASCADE",
    ],
)
def test_the_sites_role_cannot_remove_evidence(busy, table, sql):
    words = refused(sql.format(table))
    assert "permission denied" in words or "must be owner" in words


@pytest.mark.parametrize("table", EVIDENCE)
def test_the_sites_role_cannot_change_evidence(busy, table):
    column = {"logentry": "position", "checkpoint": "size", "evidencefile": "size"}.get(table, "id")
    assert "permission denied" in refused(f"UPDATE registry_{table} SET {column} = {column}")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE registry_creditbatch SET quantity_kg = quantity_kg + 1",
        "UPDATE registry_issuancerequest SET evidence_sha256 = repeat('0', 64)",
        "DELETE FROM registry_disclosure",
        "DELETE FROM registry_blockimportrow",
        "UPDATE registry_blockimport SET content = ''",
        "UPDATE registry_withdrawalline SET kg = 1",
        "UPDATE registry_issuancerequest SET foreign_last = 2",
        "TRUNCATE registry_holding",
        "SET session_replication_role = replica",
    ],
)
def test_the_sites_role_changes_only_what_the_verbs_change(busy, sql):
    assert "permission denied" in refused(sql)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE registry_creditbatch SET next_serial = 1", "not taken back"),
        ("UPDATE registry_creditbatch SET next_serial = next_serial + 1 WHERE status = 'frozen'", "is frozen"),
        ("UPDATE registry_issuancerequest SET status = 'refused'", "decided once"),
        ("UPDATE registry_issuancerequest SET status = 'submitted'", "decided once"),
        ("UPDATE registry_issuancerequest SET checked_by_id = NULL, checked_at = NULL", "decided once"),
        ("UPDATE registry_retirementupstream SET state = 'not_requested'", "does not become"),
        ("UPDATE registry_retirementupstream SET state = 'withdrawn' WHERE state = 'refused'", "does not become"),
        ("UPDATE registry_disclosure SET value = 'other'", "only be erased"),
        ("UPDATE registry_holding SET listed_kg = -1", "holding_listed"),
    ],
)  # fmt: skip
def test_what_the_role_may_write_still_obeys_the_rules(busy, sql, words):
    assert words in refused(sql)


def test_serials_cannot_overlap_or_leave_a_gap(busy):
    block = busy.blocks.get()
    columns = "batch_id, batch_first, batch_last, prev_last, first, last, retirement_id"
    insert = f"INSERT INTO registry_serialblock ({columns}) VALUES "
    head = f"({block.batch_id}, 1, 10000"
    attempts = {
        f"{head}, NULL, 1, 5, NULL)": "block_",
        f"{head}, 500, 501, 600, {busy.pk})": "block_",
        f"{head}, 1000, 1001, 1100, {busy.pk})": "block_",
        f"{head}, 1050, 1060, 1100, {busy.pk})": "block_follows",
        f"{head}, 1050, 1051, 20000, {busy.pk})": "block_within_batch",
        f"({block.batch_id}, 1, 99999, 1050, 1051, 20000, {busy.pk})": "block_",
    }
    for values, constraint in attempts.items():
        assert constraint in refused(insert + values + "; SET CONSTRAINTS ALL IMMEDIATE")


def test_not_even_the_owner_changes_evidence_by_mistake(owner_connection):
    for table in EVIDENCE:
        column = {"logentry": "position", "checkpoint": "size", "evidencefile": "size"}.get(
            table, "id"
        )
        for sql in (
            f"UPDATE registry_{table} SET {column} = {column}",
            f"DELETE FROM registry_{table}",
            f"TRUNCATE registry_{table} CASCADE",
        ):
            with pytest.raises(psycopg.errors.RestrictViolation, match="written once"):
                owner_connection.execute(sql)


@pytest.mark.django_db
def test_django_protects_what_evidence_hangs_on(busy):
    for row in (busy.owner, busy, CreditBatch.objects.first(), CreditBatch.objects.first().project):
        with pytest.raises((ProtectedError, DatabaseError)), transaction.atomic():
            row.delete()
    with pytest.raises((InternalError, DatabaseError)), transaction.atomic():
        Movement.objects.update(kg=1)
    with pytest.raises((ProtectedError, DatabaseError)), transaction.atomic():
        Retirement.objects.all().delete()


@pytest.mark.django_db
def test_a_disclosure_is_erased_once_and_for_good(busy):
    from marketplace import clock
    from marketplace.registry import disclosures

    digest = busy.reason_digest
    assert disclosures.erase([digest], now=clock.now()) == 1
    assert disclosures.erase([digest], now=clock.now()) == 0
    row = Disclosure.objects.get(pk=digest)
    assert (row.salt, row.value) == (None, None)
    assert "only be erased" in refused(
        f"UPDATE registry_disclosure SET erased_at = NULL, value = 'x', salt = '\\x00' WHERE digest = '{digest}'"
    )
