"""Every guard of a written list is in the database, valid and on: one that was dropped is missed at once (I21)."""

from pathlib import Path

import pytest
from django.db import connection

LISTED = {
    tuple(line.split())
    for line in Path(__file__).with_name("guards.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
}
OURS = "^(registry|market|marketplace|payments|certificates|methodologies|projects|points|supervision)_|^auth_group$"
THERE = """
    SELECT r.relname, 'constraint', c.conname FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
    WHERE c.convalidated AND r.relname ~ %(ours)s
    UNION ALL
    SELECT r.relname, 'index', i.relname FROM pg_index x
    JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class r ON r.oid = x.indrelid
    WHERE x.indisunique AND x.indisvalid AND r.relname ~ %(ours)s
    UNION ALL
    SELECT r.relname, 'trigger', t.tgname FROM pg_trigger t JOIN pg_class r ON r.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND r.relname ~ %(ours)s
"""


def there():
    with connection.cursor() as cursor:
        cursor.execute(THERE, {"ours": OURS})
        return set(cursor.fetchall())


@pytest.mark.django_db
def test_every_guard_of_the_list_is_there_and_on():
    assert sorted(LISTED - there()) == []
    assert len(LISTED) > 100


@pytest.mark.django_db
def test_no_trigger_is_missing_from_the_list():
    """A new trigger belongs on the list: without its line nobody would miss it."""
    assert {row for row in there() if row[1] == "trigger"} <= LISTED


@pytest.mark.parametrize(
    ("sql", "gone"),
    [
        ("ALTER TABLE registry_holding DROP CONSTRAINT holding_held", "holding_held"),
        ("ALTER TABLE market_order DISABLE TRIGGER order_guard", "order_guard"),
        ("DROP TRIGGER evidence_rows ON registry_movement", "evidence_rows"),
    ],
)
def test_a_guard_that_was_dropped_or_switched_off_is_missed(owner_connection, sql, gone):
    owner_connection.execute(sql)
    assert [name for _table, _kind, name in LISTED - there()] == [gone]


def test_a_constraint_that_was_never_validated_does_not_count(owner_connection):
    owner_connection.execute("ALTER TABLE registry_holding DROP CONSTRAINT holding_held")
    owner_connection.execute(
        "ALTER TABLE registry_holding ADD CONSTRAINT holding_held CHECK (held_kg >= 0) NOT VALID"
    )
    assert ("registry_holding", "constraint", "holding_held") in LISTED - there()
