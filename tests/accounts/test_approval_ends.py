"""Nobody alone ends what keeps one person alone from acting, and the others hear of it."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import translation

from accounts import approval_ends, organizations, queries, waiting
from accounts.errors import AccountError
from accounts.models import Organization, Role

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _post_office(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def required(organization):
    return Organization.objects.get(pk=organization.pk).approval_required


def refused(act):
    with pytest.raises(AccountError) as refusal:
        act()
    return refusal.value.code


def test_one_administrator_asks_and_an_approver_agrees(district_office, office_admin, approver):
    asked = approval_ends.ask(district_office, actor=office_admin)
    assert approval_ends.ask(district_office, actor=office_admin) == asked
    assert required(district_office)
    assert [letter.to for letter in mail.outbox] == [[approver.email]]
    assert len(waiting.for_user(approver)) == 1
    assert refused(lambda: approval_ends.agree(asked, actor=office_admin)) == "same_person"
    mail.outbox.clear()
    approval_ends.agree(asked, actor=approver)
    assert not required(district_office)
    assert [letter.to for letter in mail.outbox] == [[office_admin.email]]
    assert refused(lambda: approval_ends.agree(asked, actor=approver)) == "already_decided"


def test_a_preparer_has_no_say_and_a_no_keeps_it_on(
    district_office, office_admin, approver, clerk, stranger
):
    asked = approval_ends.ask(district_office, actor=office_admin)
    for nobody in (clerk, stranger):
        assert (
            refused(lambda nobody=nobody: approval_ends.agree(asked, actor=nobody)) == "not_allowed"
        )
    approval_ends.refuse(asked, actor=approver)
    assert required(district_office)
    assert approval_ends.pending(district_office.pk) is None


def test_whoever_asked_hears_that_approval_stays(district_office, office_admin, approver):
    asked = approval_ends.ask(district_office, actor=office_admin)
    district_office.memberships.filter(user=office_admin).update(role=Role.VIEWER)
    mail.outbox.clear()
    approval_ends.refuse(asked, actor=approver)
    (letter,) = mail.outbox
    assert letter.to == [office_admin.email]
    assert queries.person_name(approver) in letter.body


def test_who_was_asked_hears_that_it_was_taken_back(district_office, office_admin, approver):
    asked = approval_ends.ask(district_office, actor=office_admin)
    mail.outbox.clear()
    approval_ends.refuse(asked, actor=office_admin)
    (letter,) = mail.outbox
    assert letter.to == [approver.email]
    assert "撤回" in letter.body or "took back" in letter.body


def test_who_is_alone_has_to_invite_somebody_first(district_office, office_admin, clerk):
    assert refused(lambda: approval_ends.ask(district_office, actor=office_admin)) == "nobody_else"


def test_the_database_keeps_it_on_without_a_second_person(district_office, office_admin, approver):
    approval_ends.ask(district_office, actor=office_admin)
    row = Organization.objects.filter(pk=district_office.pk)
    with pytest.raises(DatabaseError, match="second person"), transaction.atomic():
        row.update(approval_required=False)


def test_the_page_asks_and_agrees(client, district_office, office_admin, approver):
    with translation.override("en"):
        page = reverse("accounts:organization", args=[district_office.party.public_id])
        off = reverse("accounts:organization_approval", args=[district_office.party.public_id])
        end = reverse("accounts:approval_end", args=[district_office.party.public_id])
        client.force_login(office_admin)
        told = client.post(off, {"required": "no"}, follow=True).content.decode()
        assert "Approval stays on until" in told
        assert "Agree, turn off" not in told
        client.post(end, {"do": "agree"})
        assert required(district_office)
        client.force_login(approver)
        assert "Agree, turn off" in client.get(page).content.decode()
        client.post(end, {"do": "agree"})
    assert not required(district_office)


def invited(organization, admin, person, role=Role.APPROVER):
    """Have an administrator invite somebody who accepts at once."""
    made = organizations.invite(organization, email=person.email, role=role, actor=admin)
    return organizations.accept(made, user=person)


def test_who_was_invited_only_just_now_can_not_agree(
    district_office, office_admin, approver, stranger, monkeypatch
):
    invited(district_office, office_admin, stranger)
    asked = approval_ends.ask(district_office, actor=office_admin)
    assert refused(lambda: approval_ends.agree(asked, actor=stranger)) == "too_new"
    monkeypatch.setattr(approval_ends, "TOO_NEW", timedelta(0))
    approval_ends.agree(asked, actor=stranger)
    assert not required(district_office)


def test_who_was_given_the_role_only_just_now_can_not_agree(
    district_office, office_admin, approver, clerk
):
    asked = approval_ends.ask(district_office, actor=office_admin)
    own = district_office.memberships.get(user=clerk)
    organizations.change_role(own, role=Role.APPROVER, actor=office_admin)
    assert refused(lambda: approval_ends.agree(asked, actor=clerk)) == "too_new"


def test_the_others_are_told_of_somebody_new_who_may_approve(
    district_office, office_admin, approver, clerk, stranger, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        invited(district_office, office_admin, stranger)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        [office_admin.email, approver.email]
    )
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        own = district_office.memberships.get(user=stranger)
        organizations.change_role(own, role=Role.PREPARER, actor=office_admin)
    assert not mail.outbox


def test_the_history_says_who_and_which_role(district_office, office_admin, approver, stranger):
    member = invited(district_office, office_admin, stranger)
    organizations.remove_member(member, actor=office_admin)
    left, joined, _invited = queries.acts_of(district_office)[:3]
    assert (left.kind, left.member) == ("left", stranger.get_full_name())
    assert (joined.kind, joined.role) == ("joined", Role.APPROVER.label)
