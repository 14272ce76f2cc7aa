"""The database refuses what the verbs would; and what happens where a guard is off."""

import psycopg
import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from marketplace.methodologies import deciding
from marketplace.methodologies.models import Submission
from marketplace.registry import auditing
from tests.methodologies import stage
from tests.registry import supply


def refused(sql, *values):
    """Send raw SQL as the site's role and return why it was refused."""
    with pytest.raises(DatabaseError) as why, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(why.value)


@pytest.fixture
def reviewed(seller_organization, seller, registrar):
    return stage.under_review(seller_organization, seller, registrar)


def _file(made, registrar) -> str:
    version = supply.project(made.organization.party).methodology_version_id
    return (
        f"UPDATE methodologies_submission SET status = 'filed', decided_by_id = {registrar.pk}, decided_at = now(), "
        f"filed_version_id = {version} WHERE id = {made.pk}"
    )


def test_filing_needs_two_accepting_opinions_of_two_people(reviewed, registrar, seller):
    made, first, second = reviewed
    assert "two accepting opinions, there are 0" in refused(_file(made, registrar))
    stage.say(first)
    assert "there are 1" in refused(_file(made, registrar))
    stage.say(second)
    assert "neither a reviewer" in refused(_file(made, seller))
    assert "neither a reviewer" in refused(_file(made, first.expert.user))
    with connection.cursor() as cursor:
        cursor.execute(_file(made, registrar))
        assert cursor.rowcount == 1


def test_the_twin_without_the_guard_files_on_nothing(
    fresh_db, superuser_connection, seller_organization, seller, registrar
):
    """What the trigger prevents: a filing that nobody reviewed. The audit still finds it."""
    made, *_seats = stage.under_review(seller_organization, seller, registrar)
    sql = _file(made, registrar)
    with pytest.raises(psycopg.errors.RestrictViolation):
        superuser_connection.execute(sql)
    superuser_connection.execute(
        "ALTER TABLE methodologies_submission DISABLE TRIGGER submission_guard"
    )
    superuser_connection.execute(sql)
    assert Submission.objects.get(pk=made.pk).status == "filed"
    found = {finding["check"] for finding in auditing.run().findings}
    assert {"reviewed_before_filed", "method_guards_in_place"} <= found


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE methodologies_submission SET name_zh = 'x'", "frozen"),
        ("UPDATE methodologies_submission SET submitted_at = now() - interval '1 day'", "frozen"),
        ("UPDATE methodologies_submission SET contact = 'x'", "frozen"),
        ("UPDATE methodologies_submission SET status = 'draft', submitted_by_id = NULL, submitted_at = NULL", "frozen"),
        ("UPDATE methodologies_submission SET status = 'submitted'", "does not become"),
        ("DELETE FROM methodologies_submission", "only a draft"),
        ("DELETE FROM methodologies_document", "frozen"),
        ("UPDATE methodologies_document SET content = 'x'", "frozen"),
        ("TRUNCATE methodologies_document", "permission denied"),
        ("DELETE FROM methodologies_assignment", "permission denied"),
        ("UPDATE methodologies_assignment SET seat = 3 - seat", "permission denied"),
        ("DELETE FROM methodologies_expert", "written once"),
        ("DELETE FROM methodologies_opinion", "permission denied"),
        ("UPDATE methodologies_opinion SET verdict = 'accept'", "permission denied"),
    ],
)  # fmt: skip
def test_what_was_handed_in_and_said_stays(reviewed, sql, words):
    stage.say(reviewed[1], "reject")
    assert words in refused(sql)


def test_a_seat_and_an_opinion_belong_to_the_independent(reviewed, registrar, seller_organization):
    made, first, second = reviewed
    biased = stage.expert("employed", registrar, organization=seller_organization)
    stage.say(second)
    seat = (
        "INSERT INTO methodologies_assignment (submission_id, expert_id, seat, assigned_by_id, assigned_at) "
        "VALUES (%s, %s, %s, %s, now())"
    )
    assert "not independent" in refused(seat, made.pk, biased.pk, 1, registrar.pk)
    assert "assignment_seat_once" in refused(
        seat, made.pk, stage.expert("expert-3", registrar).pk, 1, registrar.pk
    )
    opinion = (
        "INSERT INTO methodologies_opinion (assignment_id, verdict, report, answers, given_by_id, at) "
        "VALUES (%s, 'accept', 'x', '{}', %s, now())"
    )
    assert "only its expert" in refused(opinion, first.pk, second.expert.user_id)
    assert "may only be released" in refused(
        "UPDATE methodologies_assignment SET released_at = now(), released_by_id = %s WHERE id = %s",
        registrar.pk,
        second.pk,
    )


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("UPDATE registry_methodologyversion SET status = 'filed' WHERE status = 'superseded'", "superseded is final"),
        ("UPDATE registry_methodologyversion SET name_zh = 'x'", "permission denied"),
        ("UPDATE registry_methodologyact SET act = 'accepted'", "permission denied"),
        ("DELETE FROM registry_methodologyact", "permission denied"),
        ("DELETE FROM registry_methodologyversion", "permission denied"),
        ("UPDATE registry_methodology SET code = 'x'", "written once"),
    ],
)  # fmt: skip
def test_what_was_filed_stays(seller_organization, seller, registrar, sql, words):
    import dataclasses

    stage.filed(seller_organization, seller, registrar)
    words_2 = dataclasses.replace(stage.WORDS, version="V2", news_zh="新")
    stage.filed(seller_organization, seller, registrar, words_2)
    assert words in refused(sql)


def test_no_batch_under_a_version_that_is_not_accepted(seller_organization, seller, registrar):
    version = stage.filed(seller_organization, seller, registrar)
    batch = supply.batch(seller_organization.party)
    columns = [field.column for field in batch._meta.concrete_fields if field.column != "id"]
    taken = {"code": "'X-1'", "methodology_version_id": str(version.pk)}
    values = ", ".join(taken.get(column, column) for column in columns)
    assert "no credits are issued" in refused(
        f"INSERT INTO registry_creditbatch ({', '.join(columns)}) SELECT {values} FROM registry_creditbatch"
    )


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE registry_methodologyact SET document_sha256 = repeat('0', 64) WHERE act = 'filed'",
        "UPDATE registry_methodologyact SET at = at + interval '1 day'",
        "UPDATE registry_methodologyact SET actor_id = (SELECT min(id) FROM accounts_user)",
        "UPDATE registry_methodologyversion SET document_number = 'other'",
        "UPDATE registry_methodologyversion SET scope_zh = 'wider'",
        "UPDATE registry_methodologyversion SET accepted = true",
        "UPDATE registry_methodologyversion SET status = 'superseded'",
        "DELETE FROM registry_methodologyact",
    ],
)
def test_the_audit_finds_what_a_superuser_changed(
    fresh_db, superuser_connection, seller_organization, seller, registrar, sql
):
    stage.filed(seller_organization, seller, registrar)
    assert auditing.run().passed
    superuser_connection.execute("SET session_replication_role = replica")
    superuser_connection.execute(sql)
    assert not auditing.run().passed


def test_decided_twice_is_decided_once(reviewed, registrar, second_registrar):
    made, first, second = reviewed
    stage.say(first)
    stage.say(second)
    deciding.file(made, stage.FACTS, actor=registrar)
    assert "a decision is final" in refused(
        "UPDATE methodologies_submission SET decided_by_id = %s", second_registrar.pk
    )
