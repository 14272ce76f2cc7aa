"""Differing names: a registrar decides once, with a reason; nothing that was on record is lost."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import translation

from accounts import directory, name_reports
from accounts.errors import AccountError
from accounts.models import NameReport
from tests.cast import sign_in

pytestmark = pytest.mark.django_db

CODE = "91440300MA5NEWB01H"


@pytest.fixture
def recorded(db):
    return directory.add(uscc=CODE, name_zh="先写的名字", actor=None)


@pytest.fixture
def report(recorded, stranger):
    return name_reports.report(recorded, "后写的名字", actor=stranger)


def test_the_same_name_again_is_the_same_report(recorded, report, citizen):
    assert name_reports.report(recorded, " 后写的名字 ", actor=citizen) == report
    assert name_reports.count_waiting() == 1


def test_a_correction_changes_the_record_and_keeps_the_former_name(recorded, report, registrar):
    name_reports.settle(report, "corrected", note="按登记公示", staff=registrar)
    recorded.refresh_from_db()
    assert recorded.name_zh == "后写的名字"
    assert directory.find("先写的名字") == directory.find("后写的名字") == recorded
    assert name_reports.bears(recorded, "先写的名字")


def test_another_name_is_added_and_the_record_stays(recorded, report, registrar):
    name_reports.settle(report, "alias", note="曾用名", staff=registrar)
    recorded.refresh_from_db()
    assert recorded.name_zh == "先写的名字"
    assert name_reports.bears(recorded, "后写的名字")


def test_a_refusal_changes_nothing(recorded, report, registrar):
    name_reports.settle(report, "refused", note="查无此名", staff=registrar)
    assert not name_reports.bears(recorded, "后写的名字")
    assert name_reports.count_waiting() == 0


@pytest.mark.parametrize("note", ["", "  "])
def test_a_decision_needs_a_reason(report, registrar, note):
    with pytest.raises(AccountError) as refused:
        name_reports.settle(report, "alias", note=note, staff=registrar)
    assert refused.value.code == "reason_missing"


def test_it_is_decided_once(report, registrar):
    name_reports.settle(report, "refused", note="查无此名", staff=registrar)
    with pytest.raises(AccountError) as refused:
        name_reports.settle(report, "corrected", note="改主意", staff=registrar)
    assert refused.value.code == "already_decided"


def test_an_organization_with_an_account_says_its_own_name(nanshan_expo, registrar):
    row = name_reports.report(nanshan_expo.party, "别的会展", actor=None)
    with pytest.raises(AccountError) as refused:
        name_reports.settle(row, "corrected", note="按登记公示", staff=registrar)
    assert refused.value.code == "name_of_account"
    assert name_reports.count_waiting() == 1


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE accounts_namereport SET name = '别的'",
        "UPDATE accounts_namereport SET outcome = '', note = '', settled_by_id = NULL, settled_at = NULL",
        "DELETE FROM accounts_namereport",
    ],
)
def test_the_database_keeps_reports_as_they_were(report, registrar, change):
    name_reports.settle(report, "refused", note="查无此名", staff=registrar)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_a_decision_without_somebody_or_a_reason_is_refused_by_the_database(report):
    with pytest.raises(IntegrityError), transaction.atomic():
        NameReport.objects.filter(pk=report.pk).update(outcome="refused")


def test_registrars_see_both_names_and_decide(client, report, registrar):
    sign_in(client, registrar)
    with translation.override("en"):
        where = reverse("staff:directory_names")
        page = client.get(where).content.decode()
        assert all(text in page for text in ("先写的名字", "后写的名字", CODE))
        decision = {f"report-{report.pk}-outcome": "alias", f"report-{report.pk}-note": ""}
        assert client.post(where, decision | {"report": report.pk}).status_code == 422
        decision[f"report-{report.pk}-note"] = "曾用名"
        assert client.post(where, decision | {"report": report.pk}).status_code == 302
        assert "曾用名" in client.get(where).content.decode()
    report.refresh_from_db()
    assert (report.outcome, report.settled_by) == ("alias", registrar)


def test_nobody_else_sees_the_desk(client, citizen, finance):
    with translation.override("en"):
        for person in (citizen, finance):
            sign_in(client, person)
            assert client.get(reverse("staff:directory_names")).status_code in (403, 404)
