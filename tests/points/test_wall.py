"""The database refuses a price, a transfer, an eleventh year, a second rule and a changed line."""

import threading
from datetime import timedelta

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import DatabaseError

from marketplace.points import ledger, rules
from marketplace.points.models import Entry, ExchangeRule
from marketplace.registry import auditing
from tests.points import stage
from tests.registry import supply


def refused(sql, *values):
    """Send raw SQL as the site's role and return why it was refused."""
    with pytest.raises(DatabaseError) as why, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(why.value)


def copied(change: dict[str, str]) -> str:
    """SQL that copies the earned line with other values."""
    columns = [field.column for field in Entry._meta.concrete_fields if field.column != "id"]
    values = ", ".join(change.get(column, column) for column in columns)
    return f"INSERT INTO points_entry ({', '.join(columns)}) SELECT {values} FROM points_entry WHERE kind = 'earn'"


TAKING = {
    "row_id": "NULL", "rule_id": "NULL", "grams": "NULL", "grams_per_point": "NULL", "remainder_grams": "NULL",
    "earned_on": "NULL", "expires_on": "NULL", "lot_id": "id",
}  # fmt: skip


def test_no_column_says_a_price_and_no_line_a_second_person():
    money = ("price", "amount", "cny", "fee", "value", "currency", "money")
    for model in apps.get_app_config("points").get_models():
        names = [field.name for field in model._meta.get_fields()]
        assert not [name for name in names if any(word in name for word in money)], model
    accounts = [
        f
        for f in Entry._meta.concrete_fields
        if f.related_model and f.related_model.__name__ == "Party"
    ]
    assert [field.name for field in accounts] == ["account"]
    assert set(Entry.Kind.values) == {"earn", "redeem", "expire", "correct"}
    verbs = {name for name in dir(ledger) if not name.startswith("_")}
    assert not {
        name for name in verbs if any(word in name for word in ("transfer", "gift", "sell", "buy"))
    }


def test_points_are_taken_from_their_own_person_only(account, operator):
    other = supply.person("thief")
    change = TAKING | {"kind": "'expire'", "points": "-1", "account_id": str(other.pk)}
    assert "not transferable" in refused(copied(change))
    stage.redeem(account, operator, 1)
    assert "entry_shape" in refused(copied(TAKING | {"kind": "'transfer'", "points": "-1"}))
    nobodys = TAKING | {"kind": "'redeem'", "points": "-1", "redemption_id": "NULL"}
    assert "its own person" in refused(copied(nobodys))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (TAKING | {"kind": "'expire'", "points": "-13"}, "only 12 points are left"),
        (TAKING | {"kind": "'expire'", "points": "5"}, "entry_shape"),
        (TAKING | {"kind": "'correct'", "points": "-1"}, "second person"),
        ({}, "points are earned by"),
        ({"points": "99"}, "points are earned by"),
        ({"expires_on": "earned_on + 3653"}, "points are earned by"),
    ],
)  # fmt: skip
def test_a_line_that_no_verb_would_write_is_refused(account, change, words):
    assert words in refused(copied(change))


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE points_entry SET points = points + 1", "permission denied"),
        ("DELETE FROM points_entry", "permission denied"),
        ("UPDATE points_exchangerule SET grams_per_point = 1", "permission denied"),
        ("UPDATE points_exchangerule SET status = 'waiting', decided_by_id = NULL, decided_at = NULL", "decided once"),
        ("UPDATE points_importrow SET grams = 1", "permission denied"),
        ("UPDATE points_importrow SET member_number = 'M0002'", "only be refused"),
        ("UPDATE points_importrow SET counts = false, problem = 'twice'", "only be refused"),
        ("UPDATE points_importfile SET status = 'refused'", "decided once"),
        ("UPDATE points_consent SET account_id = account_id", "permission denied"),
        ("UPDATE points_consent SET member_number = 'M0002'", "only be withdrawn"),
        ("DELETE FROM points_consent", "permission denied"),
        ("DELETE FROM points_operator", "written once"),
    ],
)  # fmt: skip
def test_what_was_written_stays(account, sql, words):
    assert words in refused(sql)


def test_no_rule_and_no_point_lives_longer_than_ten_years(account, registrar):
    with pytest.raises(DatabaseError, match="rule_ten_years_at_most"), transaction.atomic():
        rules.write(stage.draft(life_days=3653), actor=registrar)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'entry_ten_years_at_most'"
        )
        assert "3652 days" in cursor.fetchone()[0]


def _two_rules(fresh_db, registrar, second_registrar, first_connection, second_connection):
    """Publish two overlapping rules in two transactions that are open at the same time; return how many stand."""
    day = stage.today() + timedelta(days=1)
    made = [
        rules.write(stage.draft(valid_from=day, valid_to=day), actor=registrar) for _i in range(2)
    ]
    sql = "UPDATE points_exchangerule SET status = 'published', decided_by_id = %s, decided_at = now() WHERE id = %s"
    first_connection.execute(sql, (second_registrar.pk, made[0].pk))

    def second() -> None:
        try:
            second_connection.execute(sql, (second_registrar.pk, made[1].pk))
            second_connection.commit()
        except psycopg.errors.ExclusionViolation:
            second_connection.rollback()

    other = threading.Thread(target=second)
    other.start()
    other.join(0.5)
    first_connection.commit()
    other.join(10)
    return ExchangeRule.objects.filter(status="published").count()


@pytest.fixture
def two_connections(fresh_db):
    with psycopg.connect(fresh_db.app_url) as first, psycopg.connect(fresh_db.app_url) as second:
        yield first, second


def test_two_registrars_publish_overlapping_rules_at_once_and_one_stands(
    fresh_db, two_connections, registrar, second_registrar
):
    assert _two_rules(fresh_db, registrar, second_registrar, *two_connections) == 1


def test_the_twin_without_the_lock_lets_both_stand(
    fresh_db, superuser_connection, two_connections, registrar, second_registrar
):
    """What the lock in the guard prevents: neither sees the other's rule, since neither is committed."""
    source = superuser_connection.execute(
        "SELECT pg_get_functiondef('points_rule_guard'::regproc)"
    ).fetchone()[0]
    line = (
        "PERFORM pg_advisory_xact_lock(hashtext('points_exchangerule'), hashtext(NEW.behaviour));"
    )
    assert line in source
    superuser_connection.execute(source.replace(line, ""))
    assert _two_rules(fresh_db, registrar, second_registrar, *two_connections) == 2
    assert "points_one_rule_a_day" in {found["check"] for found in auditing.run().findings}


def _overdraw(account, first_connection, second_connection):
    """Let two transactions take ten of twelve points at the same time; return what is left."""
    sql = copied(TAKING | {"kind": "'expire'", "points": "-10"})
    first_connection.execute(sql)

    def second() -> None:
        try:
            second_connection.execute(sql)
            second_connection.commit()
        except psycopg.errors.CheckViolation:
            second_connection.rollback()

    other = threading.Thread(target=second)
    other.start()
    other.join(0.5)
    first_connection.commit()
    other.join(10)
    return sum(Entry.objects.filter(account=account).values_list("points", flat=True))


def test_two_at_once_take_no_more_than_there_is(fresh_db, two_connections, account):
    assert _overdraw(account, *two_connections) == 2


def test_the_twin_without_the_lock_overdraws(
    fresh_db,
    superuser_connection,
    two_connections,
    account,
):
    source = superuser_connection.execute(
        "SELECT pg_get_functiondef('points_entry_guard'::regproc)"
    ).fetchone()[0]
    line = (
        "PERFORM pg_advisory_xact_lock(hashtext('points_entry'), hashtext(NEW.account_id::text));"
    )
    assert line in source
    superuser_connection.execute(source.replace(line, ""))
    assert _overdraw(account, *two_connections) == -8
    assert "points_lots_not_overdrawn" in {found["check"] for found in auditing.run().findings}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE points_entry SET points = points + 1, remainder_grams = 0 WHERE kind = 'earn'",
        "UPDATE points_entry SET expires_on = expires_on + 1",
        "UPDATE points_entry SET account_id = (SELECT min(id) FROM accounts_party)",
        "UPDATE points_importrow SET grams = grams + 100",
        "UPDATE points_exchangerule SET grams_per_point = 50",
        "UPDATE points_consent SET account_id = (SELECT min(id) FROM accounts_party)",
        "DELETE FROM points_entry",
    ],
)
def test_the_audit_finds_what_a_superuser_changed(
    fresh_db,
    superuser_connection,
    account,
    sql,
):
    assert auditing.run().passed
    superuser_connection.execute("SET session_replication_role = replica")
    superuser_connection.execute(
        "ALTER TABLE points_entry DROP CONSTRAINT entry_rounded_down_nothing_lost"
    )
    superuser_connection.execute(sql)
    checks = {found["check"] for found in auditing.run().findings}
    assert checks - {"points_guards_in_place"}
