"""Issue on application: the owner applies, one registrar checks, another one decides; three people."""

from datetime import date

import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.models import Membership
from marketplace import outbox
from marketplace.models import OutboxMessage
from marketplace.registry import applying, auditing, issuance, ledger
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import CreditBatch, IssuanceRequest, MethodologyVersion
from tests.registry import supply

pytestmark = pytest.mark.django_db
ALL = dict.fromkeys(applying.POINTS, True)


@pytest.fixture
def project(seller_organization):
    return supply.project(seller_organization.party, kind="here")


@pytest.fixture
def applied(project, seller):
    return ledger.apply(project=project, verified=supply.verified(), actor=seller)


def refusal(act):
    with pytest.raises(LedgerError) as refused:
        act()
    return refused.value.code


def test_three_people_make_a_batch(applied, registrar, second_registrar):
    assert applied.status == "submitted" and auditing.run().findings == []
    supply.passed(applied, registrar)
    applied.refresh_from_db()
    assert applied.status == "pending"
    batch = ledger.issue(request=applied, actor=second_registrar)
    assert (batch.quantity_kg, batch.first_serial, batch.last_serial) == (10_000, 1, 10_000)
    assert auditing.run().findings == []


def test_no_step_is_done_by_who_did_another(applied, seller, registrar, second_registrar):
    assert refusal(lambda: supply.passed(applied, seller)) == "same_person"
    assert refusal(lambda: ledger.issue(request=applied, actor=registrar)) == "invalid_state"
    supply.passed(applied, registrar)
    applied.refresh_from_db()
    assert refusal(lambda: ledger.issue(request=applied, actor=registrar)) == "same_person"
    assert refusal(lambda: ledger.issue(request=applied, actor=seller)) == "same_person"
    assert not CreditBatch.objects.exists()


def test_the_database_knows_three_people_too(applied, registrar, second_registrar):
    rows = IssuanceRequest.objects.filter(pk=applied.pk)
    supply.passed(applied, registrar)
    done = {"status": "approved", "decided_at": applied.requested_at}
    for person in (applied.requested_by, registrar):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(approved_by=person, **done)


def test_what_does_not_hold_goes_back_with_remarks_and_comes_again(
    applied, project, seller, registrar
):
    doubtful = ALL | {"quantity": False}
    act = {"request": applied, "points": doubtful, "actor": registrar}
    assert refusal(lambda: ledger.check(remarks=" ", **act)) == "invalid_request"
    done = ledger.check(remarks="The statement says 9 t.", **act)
    applied.refresh_from_db()
    assert (applied.status, done.passed, done.points["quantity"]) == ("returned", False, False)
    assert auditing.run().findings == []
    assert refusal(lambda: supply.passed(applied, registrar)) == "invalid_state"
    again = {"project": project, "actor": seller, "replaces": applied}
    corrected = ledger.apply(verified=supply.verified(9_000), **again)
    assert corrected.application.replaces == applied
    other_days = {"monitoring_start": date(2025, 1, 1), "monitoring_end": date(2025, 2, 1)}
    twice = supply.verified(9_000, **other_days)
    assert refusal(lambda: ledger.apply(verified=twice, **again)) == "invalid_state"


def test_days_are_issued_once_unless_the_application_says_why(project, applied, seller):
    half = {"monitoring_start": date(2024, 7, 1), "monitoring_end": date(2025, 6, 30)}
    act = lambda **more: ledger.apply(  # noqa: E731 - the same act, twice
        project=project, verified=supply.verified(**half, **more), actor=seller
    )
    assert refusal(act) == "period_issued"
    assert act(overlap_reason="another part of the fleet").status == "submitted"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"quantity_kg": 10_001, "reported_kg": 10_000}, "report_exceeded"),
        ({"verifier": ""}, "evidence_required"),
        ({"statement": b""}, "evidence_required"),
        ({"report": b""}, "evidence_required"),
        ({"report": b"same", "statement": b"same"}, "evidence_required"),
        ({"monitoring_end": date(2023, 1, 1)}, "invalid_request"),
        ({"monitoring_end": date(2099, 1, 1)}, "invalid_request"),
        ({"quantity_kg": 0}, "below_minimum"),
    ],
)
def test_an_application_without_what_it_needs_is_refused(project, seller, changes, code):
    verified = supply.verified(**changes)
    assert refusal(lambda: ledger.apply(project=project, verified=verified, actor=seller)) == code
    assert not IssuanceRequest.objects.exists()


def test_the_database_refuses_days_to_come_too(project, seller, monkeypatch):
    monkeypatch.setattr(issuance, "check_amounts", lambda request: None)
    to_come = supply.verified(monitoring_end=date(2099, 1, 1))
    with pytest.raises(IntegrityError, match="not over"), transaction.atomic():
        ledger.apply(project=project, verified=to_come, actor=seller)


def test_each_road_refuses_the_other_ones_schemes(seller, registrar, project):
    upstream = supply.project(supply.person("owner"))
    verified = supply.verified()
    act = lambda: ledger.apply(project=upstream, verified=verified, actor=seller)  # noqa: E731
    assert refusal(act) == "issued_upstream"
    asked = {
        "project": project,
        "methodology_version": project.methodology_version,
        "monitoring_start": date(2024, 1, 1),
        "monitoring_end": date(2024, 12, 31),
        "quantity_kg": 1000,
        "upstream_serial": "S-1",
        "custody_account": "C",
        "trade_reference": "T",
        "evidence": b"x",
        "actor": registrar,
    }
    assert refusal(lambda: ledger.request_issuance(**asked)) == "issued_here"


def test_nothing_is_issued_under_a_methodology_that_is_not_accepted(project, seller):
    MethodologyVersion.objects.update(accepted=False)
    project.methodology_version.refresh_from_db()
    verified = supply.verified()
    act = lambda: ledger.apply(project=project, verified=verified, actor=seller)  # noqa: E731
    assert refusal(act) == "methodology_not_accepted"


def test_the_database_refuses_a_methodology_not_accepted_too(project, seller, monkeypatch):
    MethodologyVersion.objects.update(accepted=False)
    project.methodology_version.refresh_from_db()
    monkeypatch.setattr(issuance, "check_amounts", lambda request: None)
    with pytest.raises(IntegrityError, match="not accepted"), transaction.atomic():
        ledger.apply(project=project, verified=supply.verified(), actor=seller)


def test_a_refused_files_may_serve_a_corrected_request(applied, project, seller, registrar):
    ledger.check(request=applied, points={}, remarks="no", actor=registrar)
    content = bytes(applied.evidence_file.content)
    again = supply.verified(statement=content)
    assert (
        ledger.apply(project=project, verified=again, actor=seller).evidence_sha256
        == applied.evidence_sha256
    )


def letters():
    """Whom the letters since the last call went to, and the last one."""
    while outbox.drain(kinds=("mail_issuance",)):
        pass
    assert not OutboxMessage.objects.exclude(last_error="").exists()
    found = list(mail.outbox)
    mail.outbox.clear()
    return sorted(to for letter in found for to in letter.to), found[-1] if found else None


@pytest.fixture
def told(settings, seller_organization, seller, citizen, organizer, stranger):
    """Whom a letter about the seller's projects goes to: administrator and preparer, not viewer and approver."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for user, role in ((citizen, "viewer"), (organizer, "preparer"), (stranger, "approver")):
        Membership.objects.create(user=user, organization=seller_organization, role=role)
    return sorted([seller.email, organizer.email])


def test_the_owners_members_hear_that_an_application_came_back(applied, registrar, told):
    doubtful = ALL | {"quantity": False}
    ledger.check(
        request=applied, points=doubtful, remarks="The statement says 9 t.", actor=registrar
    )
    receivers, letter = letters()
    assert receivers == told
    assert "The statement says 9 t." in letter.body and "已附意见退回" in letter.subject
    assert f"{settings.SITE_URL}/" in letter.body
    assert f"/account/issuances/{applied.public_id}/" in letter.body
    assert letters() == ([], None)


def test_the_owners_members_hear_of_the_batch_not_of_the_check(
    applied, registrar, second_registrar, told
):
    supply.passed(applied, registrar)
    assert letters() == ([], None)
    applied.refresh_from_db()
    batch = ledger.issue(request=applied, actor=second_registrar)
    receivers, letter = letters()
    assert receivers == told
    assert f"/registry/batches/{batch.code}/" in letter.body and "10" in letter.subject
    assert letters() == ([], None)


def test_the_owners_members_hear_of_a_refusal_and_why(applied, registrar, second_registrar, told):
    supply.passed(applied, registrar)
    applied.refresh_from_db()
    ledger.refuse_issuance(request=applied, actor=second_registrar, note="核查机构无资质")
    receivers, letter = letters()
    assert receivers == told
    assert "核查机构无资质" in letter.body and "未获批准" in letter.subject
    assert f"/account/issuances/{applied.public_id}/" in letter.body


def test_what_registrars_bring_in_from_upstream_is_told_to_nobody(seller_organization, told):
    supply.batch(seller_organization.party, 10_000)
    assert letters() == ([], None)
