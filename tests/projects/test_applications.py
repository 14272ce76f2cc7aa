"""Becoming a project owner: handed in, decided once by a stranger, corrected without losing anything."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from marketplace.errors import MarketError
from marketplace.projects import applications, workdays
from marketplace.projects.errors import Incomplete
from marketplace.projects.models import Application, SettlementAccount
from tests.projects import yard

pytestmark = pytest.mark.django_db


def test_a_firm_applies_and_a_registrar_accepts(seller_organization, seller, registrar):
    made = yard.application(seller_organization, seller)
    assert not applications.is_accepted(seller_organization)
    applications.accept(made, actor=registrar)
    assert applications.is_accepted(seller_organization)
    assert made.settlement_account.number == "6222 0000 1111 2222"


def test_what_was_sent_back_stays_and_the_next_one_is_numbered_on(
    seller_organization, seller, registrar
):
    first = yard.application(seller_organization, seller)
    applications.send_back(first, reason="请补充公示链接。", actor=registrar)
    second = yard.application(seller_organization, seller, published_url="https://solar.example/2")
    first.refresh_from_db()
    assert (first.status, first.reason) == ("returned", "请补充公示链接。")
    assert (second.number, second.status) == (2, "submitted")
    assert SettlementAccount.objects.count() == 2


def test_only_one_application_waits_at_a_time(seller_organization, seller):
    yard.application(seller_organization, seller)
    with pytest.raises(MarketError, match="invalid_state"):
        yard.application(seller_organization, seller)


def test_an_aggregator_brings_the_owners_agreement(seller_organization, seller):
    with pytest.raises(Incomplete) as refusal:
        yard.application(seller_organization, seller, role="aggregator")
    assert list(refusal.value.problems) == ["agency_agreement"]
    paper = yard.stored(seller_organization, seller)
    assert (
        yard.application(
            seller_organization, seller, role="aggregator", agency_agreement=paper
        ).agency_agreement
        == paper
    )


@pytest.mark.parametrize("days", [-1, 0, 8])
def test_benefit_sharing_that_was_public_too_short_is_refused(seller_organization, seller, days):
    published = yard.today() - timedelta(days=days)  # eight days never hold seven working days
    with pytest.raises(Incomplete) as refusal:
        yard.application(seller_organization, seller, published_on=published)
    assert list(refusal.value.problems) == ["published_on"]


def test_eleven_days_always_hold_seven_working_days(seller_organization, seller):
    published = yard.today() - timedelta(days=11)
    assert yard.application(seller_organization, seller, published_on=published)


def test_seven_working_days_are_counted_from_monday_to_friday():
    friday, next_tuesday = date(2026, 11, 6), date(2026, 11, 17)
    assert workdays.between(friday, next_tuesday) == 7
    assert workdays.between(friday, date(2026, 11, 8)) == 0


def test_nobody_but_an_administrator_applies(district_office, clerk, stranger):
    for person in (clerk, stranger):
        with pytest.raises(MarketError, match="not_allowed"):
            yard.application(district_office, person)


def test_a_registrar_does_not_decide_for_an_organization_of_her_own(
    seller_organization, seller, registrar
):
    made = yard.application(seller_organization, seller)
    seller_organization.memberships.create(user=registrar, role="viewer")
    with pytest.raises(MarketError, match="same_person"):
        applications.accept(made, actor=registrar)
    with pytest.raises(DatabaseError, match="a member does not decide"), transaction.atomic():
        Application.objects.filter(pk=made.pk).update(
            status="accepted", decided_by=registrar, decided_at=made.submitted_at
        )


def test_it_is_decided_once(seller_organization, seller, registrar, second_registrar):
    made = yard.accepted(seller_organization, seller, registrar)
    with pytest.raises(MarketError, match="invalid_state"):
        applications.send_back(made, reason="too late", actor=second_registrar)


def test_an_unverified_organization_is_not_accepted(other_organization, stranger, registrar):
    made = yard.application(other_organization, stranger)
    with pytest.raises(MarketError, match="invalid_state"):
        applications.accept(made, actor=registrar)


def test_a_refusal_without_a_reason_is_refused(seller_organization, seller, registrar):
    with pytest.raises(Incomplete):
        applications.send_back(
            yard.application(seller_organization, seller), reason=" ", actor=registrar
        )


@pytest.mark.parametrize(
    "change",
    [{"published_url": "https://other.example"}, {"role": "aggregator"}, {"terms_version": "0"}],
)
def test_the_database_keeps_what_was_handed_in(seller_organization, seller, change):
    made = yard.application(seller_organization, seller)
    with pytest.raises(DatabaseError), transaction.atomic():
        Application.objects.filter(pk=made.pk).update(**change)


def test_the_database_lets_the_contact_be_erased_and_nothing_else(seller_organization, seller):
    made = yard.application(seller_organization, seller)
    with pytest.raises(DatabaseError), transaction.atomic():
        Application.objects.filter(pk=made.pk).update(contact_name="somebody else")
    erased = {"contact_name": "", "contact_phone": "", "contact_email": ""}
    assert Application.objects.filter(pk=made.pk).update(**erased) == 1


def test_neither_applications_nor_accounts_can_be_removed(seller_organization, seller):
    made = yard.application(seller_organization, seller)
    for rows in (made.__class__.objects.all(), SettlementAccount.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows._raw_delete(rows.db)
