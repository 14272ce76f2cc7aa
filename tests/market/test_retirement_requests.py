"""Retiring from holdings where two people must agree: nobody does it alone, and what was asked is done once."""

import html
from functools import partial

import psycopg
import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts import directory, waiting
from marketplace import outbox
from marketplace.errors import MarketError
from marketplace.market import retirement_requests, retirements
from marketplace.market.models import RetirementRequest
from marketplace.registry import auditing, freezes, ledger
from marketplace.registry.models import Retirement
from tests.cast import sign_in
from tests.market import stall
from tests.market.crowd import codes, race
from tests.registry import supply


@pytest.fixture
def batch(cast_database, seller_organization, district_office):
    made = supply.batch(seller_organization.party, 5_000)
    supply.give(made, district_office.party, 1_000)
    assert district_office.approval_required
    return made


@pytest.fixture
def asked(batch, district_office, clerk):
    intent = stall.intent(district_office.party, ref="retirement:1")
    return retirement_requests.ask(district_office, {batch.pk: 600}, intent, actor=clerk)


def free(batch, organization):
    return supply.amounts(batch, organization.party)[0]


def test_not_even_an_administrator_retires_alone(batch, district_office, clerk, approver):
    intent = stall.intent(district_office.party, ref="retirement:1")
    for person in (clerk, approver):
        with pytest.raises(MarketError) as refusal:
            retirements.retire(
                district_office.party,
                {batch.pk: 1},
                intent,
                actor=person,
                organization=district_office,
            )
        assert refusal.value.code == "approval_required"


def test_a_second_person_carries_it_out(asked, batch, district_office, clerk, approver):
    with pytest.raises(MarketError) as refusal:
        retirement_requests.approve(asked, actor=clerk)
    assert refusal.value.code in ("same_person", "not_allowed")
    assert free(batch, district_office) == 1_000
    retired = retirement_requests.approve(asked, actor=approver)
    asked.refresh_from_db()
    assert (asked.status, asked.retirement, retired.kg) == ("done", retired, 600)
    assert free(batch, district_office) == 400
    with pytest.raises(MarketError, match="invalid_state"):
        retirement_requests.approve(asked, actor=approver)
    assert auditing.run().passed


def test_what_somebody_asked_who_left_since_is_not_carried_out(
    asked, batch, district_office, clerk, approver
):
    district_office.memberships.get(user=clerk).delete()
    with pytest.raises(MarketError, match="not_allowed"):
        retirement_requests.approve(asked, actor=approver)
    assert free(batch, district_office) == 1_000
    retirement_requests.refuse(asked, actor=approver)


def answer_page(who, asked):
    shown = sign_in(Client(), who).get(f"/en/account/retirements/{asked.public_id}/")
    return html.unescape(shown.content.decode())


def test_what_somebody_asked_whose_role_may_not_ask_now_is_not_carried_out(
    asked, batch, district_office, clerk, approver
):
    district_office.memberships.filter(user=clerk).update(role="viewer")
    with pytest.raises(MarketError, match="not_allowed"):
        retirement_requests.approve(asked, actor=approver)
    assert free(batch, district_office) == 1_000
    shown = answer_page(approver, asked)
    assert "has a role now that may not ask" in shown and "Retire for good" not in shown


def test_whoever_approves_ticks_that_it_is_final(asked, batch, district_office, approver):
    second, page = sign_in(Client(), approver), f"/en/account/retirements/{asked.public_id}/"
    assert 'name="final"' in second.get(page).content.decode()
    answer = second.post(f"{page}answer/", {"do": "approve"})
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "Please confirm that you know it cannot be undone." in said and "#id_final" in said
    assert free(batch, district_office) == 1_000
    assert second.post(f"{page}answer/", {"do": "refuse"}).status_code == 302
    asked.refresh_from_db()
    assert asked.status == "refused"
    crumbs = second.get(page).content.decode()
    assert "Retirement to be approved" not in crumbs


@pytest.mark.parametrize("what", ["account", "batch"])
def test_what_is_frozen_is_said_before_anybody_clicks(
    asked, batch, district_office, approver, what
):
    said = {"reason": "internal", "public": "核查中的公开说明", "actor": supply.user("supervisor")}
    if what == "account":
        freezes.freeze_account(account=district_office.party, **said)
    else:
        freezes.freeze(batch=batch, **said)
    shown = answer_page(approver, asked)
    assert "核查中的公开说明" in shown and "is frozen since" in shown and "internal" not in shown
    assert "Retire for good" not in shown and "Refuse" in shown


def test_that_less_is_left_is_said_before_anybody_clicks(
    asked, batch, district_office, approver, seller_organization
):
    line = ledger.Sale(batch.pk, district_office.party.pk, seller_organization.party.pk, 500)
    ledger.transfer(lines=[line], subject="test:gone", actor=None)
    shown = answer_page(approver, asked)
    assert f"Of {batch.code} 600 kg were asked for, but 500 kg are left." in shown
    assert "Retire for good" not in shown


def test_whoever_approves_reads_of_a_beneficiary_that_nobody_has_verified(
    batch, district_office, clerk, approver
):
    unknown = directory.add(uscc="91440300MA5HNEXP08", name_zh="未知公司", actor=clerk)
    intent = stall.intent(unknown, ref="retirement:2")
    made = retirement_requests.ask(district_office, {batch.pk: 100}, intent, actor=clerk)
    page = sign_in(Client(), approver).get(f"/en/account/retirements/{made.public_id}/")
    text = page.content.decode()
    assert "91440300MA5HNEXP08" in text and "not verified" in text
    mail.outbox.clear()
    while outbox.drain():
        pass
    letter = next(each for each in mail.outbox if each.to == [approver.email])
    assert "91440300MA5HNEXP08" in letter.body and "未知公司" in letter.body


def test_asked_twice_it_is_one_request(asked, batch, district_office, clerk):
    intent = stall.intent(district_office.party, ref="retirement:1")
    again = retirement_requests.ask(district_office, {batch.pk: 600}, intent, actor=clerk)
    assert again == asked and RetirementRequest.objects.count() == 1


def test_more_than_there_is_is_said_when_asked(batch, district_office, clerk):
    intent = stall.intent(district_office.party, ref="retirement:2")
    with pytest.raises(MarketError) as refusal:
        retirement_requests.ask(district_office, {batch.pk: 1_001}, intent, actor=clerk)
    assert refusal.value.code == "quantity_exceeds_available"


def test_refused_and_taken_back_nothing_is_retired(asked, batch, district_office, clerk, approver):
    retirement_requests.refuse(asked, actor=approver)
    with pytest.raises(MarketError, match="invalid_state"):
        retirement_requests.drop(asked, actor=clerk)
    intent = stall.intent(district_office.party, ref="retirement:2")
    other = retirement_requests.ask(district_office, {batch.pk: 1}, intent, actor=clerk)
    with pytest.raises(MarketError, match="not_allowed"):
        retirement_requests.drop(other, actor=approver)
    retirement_requests.drop(other, actor=clerk)
    assert not Retirement.objects.exists() and free(batch, district_office) == 1_000


def test_approvers_get_a_letter_and_see_it_wait(approver, asked, clerk, office_admin):
    outbox.drain(kinds=("mail_retirement_request",))
    assert {letter.to[0] for letter in mail.outbox} == {approver.email, office_admin.email}
    assert all(str(asked.public_id) in letter.body for letter in mail.outbox)
    assert all(
        "用途: 活动" in each.body or "Purpose: an event" in each.body for each in mail.outbox
    )
    assert any(str(asked.public_id) in each.url for each in waiting.for_user(approver))
    assert not any(str(asked.public_id) in each.url for each in waiting.for_user(clerk))


def test_who_was_asked_hears_that_it_was_taken_back(asked, clerk, approver, office_admin):
    outbox.drain(kinds=("mail_retirement_request",))
    mail.outbox.clear()
    retirement_requests.drop(asked, actor=clerk)
    outbox.drain(kinds=("mail_retirement_request",))
    assert {letter.to[0] for letter in mail.outbox} == {approver.email, office_admin.email}
    assert all("撤回" in each.body or "took back" in each.body for each in mail.outbox)


def test_its_page_shows_each_what_they_can_do(asked, approver, clerk, stranger):
    page = f"/en/account/retirements/{asked.public_id}/"
    second, first, other = (sign_in(Client(), who) for who in (approver, clerk, stranger))
    assert other.get(page).status_code == 404
    assert "Take it back" in first.get(page).content.decode()
    shown = second.get(page).content.decode()
    assert "Retire for good" in shown and "600" in shown
    second.post(f"{page}answer/", {"do": "approve", "final": "on"})
    assert "Certificate" in second.get(page).content.decode()
    asked.refresh_from_db()
    assert asked.status == "done"


@pytest.mark.django_db
def test_the_form_asks_instead_of_retiring(batch, district_office, clerk):
    visitor = sign_in(Client(), clerk)
    address = f"/en/account/holdings/retire/?organization={district_office.party.public_id}"
    typed = {
        f"kg_{batch.pk}": "1,000", "purpose": "other", "title": "Our year", "beneficiary": "self",
        "jurisdiction": "CN-GD", "nonce": "0a0e4c7e-36c7-4c6c-a9c9-0d4b6c0f6d11",
    }  # fmt: skip
    assert "Ask a second person" in visitor.post(address, typed).content.decode()
    answer = visitor.post(address, typed | {"final": "on", "confirming": "1"})
    made = RetirementRequest.objects.get()
    assert answer.url == f"/en/account/retirements/{made.public_id}/"
    assert made.amounts == {str(batch.pk): 1_000}
    holdings = visitor.get(f"/en/account/holdings/?organization={district_office.party.public_id}")
    assert "Waits for a second person" in holdings.content.decode()


def test_what_was_asked_does_not_change(asked, approver):
    for change in ("amounts = '{}'", "asked_by_id = decided_by_id", "claim_ref = 'x'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE market_retirementrequest SET {change}")
    retirement_requests.refuse(asked, actor=approver)
    again = "UPDATE market_retirementrequest SET status = 'dropped'"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(again)


def test_the_wall_wants_two_people_and_without_it_the_audit_tells(
    fresh_db, superuser_connection, batch, district_office, clerk, approver
):
    intent = stall.intent(district_office.party, ref="retirement:9")
    asked = retirement_requests.ask(district_office, {batch.pk: 600}, intent, actor=clerk)
    retirement_requests.approve(asked, actor=approver)
    alone = f"UPDATE market_retirementrequest SET decided_by_id = {clerk.pk}"
    with pytest.raises(psycopg.errors.IntegrityError):
        superuser_connection.execute(alone)
    superuser_connection.execute(
        "ALTER TABLE market_retirementrequest DROP CONSTRAINT retirement_request_needs_two_people"
    )
    superuser_connection.execute(
        "ALTER TABLE market_retirementrequest DISABLE TRIGGER request_guard"
    )
    superuser_connection.execute(alone)
    assert "retired_by_two" in {finding["check"] for finding in auditing.run().findings}


def test_two_approvers_at_once_retire_once(
    fresh_db, batch, district_office, clerk, approver, office_admin
):
    intent = stall.intent(district_office.party, ref="retirement:9")
    asked = retirement_requests.ask(district_office, {batch.pk: 600}, intent, actor=clerk)
    seconds = (approver, office_admin)
    outcomes = race([partial(retirement_requests.approve, asked, actor=who) for who in seconds])
    assert codes(outcomes).count("invalid_state") == 1
    assert Retirement.objects.count() == 1 and free(batch, district_office) == 400
