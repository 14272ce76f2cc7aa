"""Nothing is issued for days that nobody measured: the accepted dossier says which those are."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from marketplace import clock
from marketplace.projects import dossiers, measuring, reviews
from marketplace.projects.errors import Incomplete
from marketplace.projects.models import DossierVersion, MonitoringPeriod
from marketplace.registry import auditing, ledger, measured
from marketplace.registry.block_imports import words
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import IssuanceRequest, Scheme
from tests.projects import yard
from tests.registry import lists, supply

pytestmark = pytest.mark.django_db
Q1, Q2, Q3 = (
    (date(2024, 1, 1), date(2024, 3, 31)),
    (date(2024, 4, 1), date(2024, 6, 30)),
    (date(2024, 7, 1), date(2024, 9, 30)),
)


def told(days, **changes):
    facts = {"starts_on": days[0], "ends_on": days[1], "quantity": Decimal(5), "unit_zh": "兆瓦时"}
    return dossiers.Period(**facts | changes)


@pytest.fixture
def project_of(seller_organization, seller, registrar):
    """Make a project whose accepted dossier has these monitoring periods."""

    def make(*periods, **facts):
        yard.accepted(seller_organization, seller, registrar)
        version = yard.draft(seller_organization, seller, **facts)
        for days in periods:
            dossiers.add_period(version, told(days), actor=seller)
        dossiers.submit(version, actor=seller)
        return reviews.accept(version, actor=registrar)

    return make


def apply(project, seller, days):
    verified = supply.verified(monitoring_start=days[0], monitoring_end=days[1])
    return ledger.apply(project=project, verified=verified, actor=seller)


@pytest.mark.parametrize(
    ("days", "held"),
    [
        (Q1, True),
        ((date(2024, 2, 1), date(2024, 2, 1)), True),
        ((Q1[0], Q2[1]), True),
        ((Q1[0], Q3[1]), True),
        ((Q1[0] - timedelta(days=1), Q1[1]), False),
        ((Q3[0], Q3[1] + timedelta(days=1)), False),
        ((date(2025, 1, 1), date(2025, 1, 31)), False),
    ],
)
def test_days_are_covered_by_periods_that_follow_each_other(days, held):
    assert measured.covered(days, [Q3, Q1, Q2]) is held


def test_a_gap_between_two_periods_is_not_covered():
    assert not measured.covered((Q1[0], Q3[1]), [Q1, Q3])


def test_an_application_outside_the_monitoring_periods_is_refused_and_names_both(
    project_of, seller
):
    project = project_of(Q1, Q2)
    translation.activate("en")
    with pytest.raises(LedgerError) as refused:
        apply(project, seller, (Q2[0], Q3[1]))
    assert refused.value.code == "period_not_monitored"
    for day in ("2024-04-01 to 2024-09-30", "2024-01-01/2024-03-31, 2024-04-01/2024-06-30"):
        assert day in refused.value.message
    assert apply(project, seller, (Q1[0], Q2[1])).status == "submitted"


def test_an_application_before_the_project_began_is_refused_and_names_both(project_of, seller):
    project = project_of(starts_on=date(2024, 5, 1))
    translation.activate("en")
    with pytest.raises(LedgerError) as refused:
        apply(project, seller, Q2)
    assert refused.value.code == "before_project"
    assert "2024-05-01" in refused.value.message and "2024-04-01" in refused.value.message
    assert not IssuanceRequest.objects.exists()


def test_a_project_without_a_dossier_or_without_periods_in_it_is_not_held_to_any(
    project_of, seller, registrar
):
    apply(project_of(starts_on=Q1[0]), seller, Q3)
    elsewhere = supply.project(supply.person("owner"), kind="here")
    assert measured.of(elsewhere, clock.now()) is None
    apply(elsewhere, seller, Q3)


def test_a_later_version_counts_once_it_is_accepted(project_of, seller, registrar):
    project = project_of(Q1)
    version = dossiers.revise(project.dossier, actor=seller)
    dossiers.add_period(version, told(Q2), actor=seller)
    dossiers.submit(version, actor=seller)
    with pytest.raises(LedgerError, match="period_not_monitored"):
        apply(project, seller, Q2)
    reviews.accept(version, actor=registrar)
    apply(project, seller, Q2)
    assert measuring.of_dossier(project, clock.now()).periods == (Q1, Q2)


def test_a_row_of_a_list_says_so_before_it_is_sent(project_of, registrar):
    project = project_of(Q1, scheme=yard.scheme(Scheme.Kind.UPSTREAM))
    with translation.override("en"):
        made = lists.upload(lists.row(project), actor=registrar)
        said = words.reason(made.rows.get().problems)
    assert lists.problems(made)[2] == [("monitoring_start", "period_not_monitored")]
    assert "2024-01-01/2024-03-31" in said and "%(" not in said


def test_the_database_refuses_such_an_issue_too(project_of, seller, monkeypatch):
    project = project_of(Q1, starts_on=date(2023, 6, 1))
    monkeypatch.setattr(measured, "check", lambda request: None)
    for days, why in ((Q2, "not within"), ((date(2023, 1, 1), Q1[1]), "before the project")):
        with pytest.raises(IntegrityError, match=why), transaction.atomic():
            apply(project, seller, days)


def test_the_audit_finds_a_batch_for_days_nobody_measured(
    project_of, seller, registrar, second_registrar
):
    project = project_of(Q1, Q2)
    request = apply(project, seller, Q2)
    supply.passed(request, registrar)
    request.refresh_from_db()
    batch = ledger.issue(request=request, actor=second_registrar)
    assert auditing.run().findings == []
    # Accepted at the very moment of the request, as this test's transaction has one: so it should have been refused.
    version = dossiers.revise(project.dossier, actor=seller)
    dossiers.remove(version.periods.get(starts_on=Q2[0]), actor=seller)
    dossiers.submit(version, actor=seller)
    reviews.accept(version, actor=registrar)
    found = {finding["check"]: finding["rows"] for finding in auditing.run().findings}
    assert found == {
        "issued_as_measured": [{"code": batch.code, "why": "not within a monitoring period"}]
    }


def test_nothing_is_measured_before_the_project_began(seller_organization, seller, registrar):
    yard.accepted(seller_organization, seller, registrar)
    version = yard.draft(seller_organization, seller, starts_on=date(2024, 2, 1))
    with pytest.raises(Incomplete) as refused:
        dossiers.add_period(version, told(Q1), actor=seller)
    assert list(refused.value.problems) == ["starts_on"]
    dossiers.add_period(version, told(Q2), actor=seller)
    dossiers.save(version, yard.facts(starts_on=date(2024, 5, 1)), actor=seller)
    with pytest.raises(Incomplete) as refused:
        dossiers.submit(version, actor=seller)
    assert list(refused.value.problems) == ["periods"]
    assert "2024-05-01" in str(refused.value.problems["periods"])
    assert "2024-04-01" in str(refused.value.problems["periods"])


def test_the_database_hands_no_such_version_in(seller_organization, seller, registrar):
    yard.accepted(seller_organization, seller, registrar)
    version = yard.draft(seller_organization, seller, starts_on=date(2024, 2, 1))
    MonitoringPeriod.objects.create(
        version=version, starts_on=Q1[0], ends_on=Q1[1], quantity=1, unit_zh="次"
    )
    with pytest.raises(IntegrityError, match="before the project"), transaction.atomic():
        DossierVersion.objects.filter(pk=version.pk).update(
            status="submitted", submitted_by=seller, submitted_at=clock.now()
        )
