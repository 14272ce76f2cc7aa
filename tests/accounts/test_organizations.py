"""Organizations, members, invitations, verification."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.http import Http404
from django.utils import timezone, translation

from accounts import access, directory, organizations, queries
from accounts.errors import AccountError
from accounts.identifiers import clean_uscc
from accounts.models import Invitation, Membership, Organization, Role, User


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Expect a verb to refuse with this code."""
    with pytest.raises(AccountError) as caught:
        yield
    assert caught.value.code == code


def test_the_founder_administers_an_organization_that_is_not_yet_verified(stranger):
    made = organizations.create(founder=stranger, name_zh="新公司", uscc="9144 0300 ma5g ym00 20")
    assert queries.role_in(stranger, made) == Role.ADMIN
    assert made.uscc_declared == "91440300MA5GYM0020"
    assert made.party.uscc is None
    assert not queries.is_verified(made.pk)


@pytest.mark.parametrize("code", ["91440300MA5GYM0021", "9144", "91440300MA5GYM00I0", "ABC" * 6])
def test_a_code_with_a_wrong_check_digit_is_refused(stranger, code):
    with pytest.raises(ValidationError):
        organizations.create(founder=stranger, name_zh="新公司", uscc=code)
    assert not Organization.objects.exists()


def test_full_width_digits_are_forgiven(stranger):
    made = organizations.create(
        founder=stranger, name_zh="新公司", uscc="９１４４０３００MA5GYM0020"
    )
    assert made.uscc_declared == "91440300MA5GYM0020"


def test_nobody_can_squat_anothers_code(nanshan_expo, stranger, registrar):
    squatter = organizations.create(founder=stranger, name_zh="冒名", uscc=nanshan_expo.party.uscc)
    with refused("uscc_taken"):
        organizations.verify(squatter, staff=registrar)


def test_staff_verify_once_and_never_their_own(stranger, other_organization, registrar):
    with refused("uscc_missing"):
        organizations.verify(other_organization, staff=registrar)
    organizations.submit_details(
        other_organization,
        name_zh="别家公司",
        name_en="",
        uscc="91440300MA5GYM0020",
        actor=stranger,
    )
    Membership.objects.create(user=registrar, organization=other_organization, role=Role.VIEWER)
    with refused("own_organization"):
        organizations.verify(other_organization, staff=registrar)
    Membership.objects.filter(user=registrar).delete()
    organizations.verify(other_organization, staff=registrar)
    other_organization.party.refresh_from_db()
    assert other_organization.party.uscc == "91440300MA5GYM0020"
    with refused("already_decided"):
        organizations.refuse(other_organization, staff=registrar, reason="晚了")
    with refused("already_verified"):
        organizations.submit_details(
            other_organization, name_zh="改名", name_en="", uscc="", actor=stranger
        )


def test_a_refused_organization_corrects_its_details_and_waits_again(
    stranger, other_organization, registrar
):
    with refused("reason_missing"):
        organizations.refuse(other_organization, staff=registrar, reason=" ")
    organizations.refuse(other_organization, staff=registrar, reason="名称与登记不符")
    assert queries.count_awaiting_verification() == 0
    organizations.submit_details(
        other_organization, name_zh="真名公司", name_en="", uscc="", actor=stranger
    )
    assert [one.name_zh for one in queries.awaiting_verification()] == ["真名公司"]


def test_administrators_alone_hear_that_staff_verified_or_refused_and_why(
    stranger, citizen, other_organization, registrar, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Membership.objects.create(user=citizen, organization=other_organization, role=Role.PREPARER)
    with django_capture_on_commit_callbacks(execute=True):
        organizations.refuse(other_organization, staff=registrar, reason="名称与登记不符")
    (refusal,) = mail.outbox
    assert refusal.to == [stranger.email]
    assert "名称与登记不符" in refusal.body and "未能通过核验" in refusal.subject
    assert f"{settings.SITE_URL}/" in refusal.body
    assert f"/organizations/{other_organization.party.public_id}/" in refusal.body
    mail.outbox.clear()
    organizations.submit_details(
        other_organization, name_zh="真名", name_en="", uscc="91440300MA5GYM0020", actor=stranger
    )
    User.objects.filter(pk=stranger.pk).update(language="en")
    with django_capture_on_commit_callbacks(execute=True):
        organizations.verify(other_organization, staff=registrar)
    (done,) = mail.outbox
    assert done.to == [stranger.email] and "is verified" in done.subject
    with django_capture_on_commit_callbacks(execute=True), refused("already_decided"):
        organizations.verify(other_organization, staff=registrar)
    assert len(mail.outbox) == 1


def test_an_invitation_is_accepted_once(nanshan_expo, organizer, citizen, stranger):
    invitation = organizations.invite(
        nanshan_expo, email="Citizen@zhonghe.example", role="viewer", actor=organizer
    )
    organizations.accept(invitation, user=citizen)
    assert queries.role_in(citizen, nanshan_expo) == Role.VIEWER
    with refused("invitation_ended"):
        organizations.accept(invitation, user=stranger)
    assert queries.role_in(stranger, nanshan_expo) is None


def test_an_old_withdrawn_or_replaced_invitation_is_void(nanshan_expo, organizer, citizen):
    def fresh() -> Invitation:
        return organizations.invite(
            nanshan_expo, email="a@example.org", role="viewer", actor=organizer
        )

    late = fresh()
    Invitation.objects.filter(pk=late.pk).update(expires_at=timezone.now())
    with refused("invitation_ended"):
        organizations.accept(late, user=citizen)
    replaced, living = fresh(), fresh()
    with refused("invitation_ended"):
        organizations.accept(replaced, user=citizen)
    organizations.withdraw_invitation(living, actor=organizer)
    with refused("invitation_ended"):
        organizations.accept(living, user=citizen)


def test_a_member_is_not_invited_again(nanshan_expo, organizer):
    with refused("already_member"):
        organizations.invite(nanshan_expo, email=organizer.email, role="viewer", actor=organizer)


def test_the_last_administrator_cannot_go_or_step_down(nanshan_expo, organizer):
    only = Membership.objects.get(user=organizer)
    with refused("last_admin"):
        organizations.remove_member(only, actor=organizer)
    with refused("last_admin"):
        organizations.change_role(only, role="viewer", actor=organizer)


def test_two_administrators_who_leave_at_once_leave_one(fresh_db, nanshan_expo, organizer, citizen):
    second = Membership.objects.create(user=citizen, organization=nanshan_expo, role=Role.ADMIN)
    first = Membership.objects.get(user=organizer)
    outcomes, start = [], threading.Barrier(2)

    def leave(membership: Membership, user: User) -> None:
        start.wait()
        try:
            organizations.remove_member(membership, actor=user)
            outcomes.append("left")
        except AccountError as error:
            outcomes.append(error.code)
        connection.close()

    threads = [
        threading.Thread(target=leave, args=pair)
        for pair in ((first, organizer), (second, citizen))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["last_admin", "left"]


def test_one_member_alone_can_not_ask_for_a_second_ones_approval(nanshan_expo, organizer):
    with refused("second_member_needed"):
        organizations.require_approval(nanshan_expo, actor=organizer)
    nanshan_expo.refresh_from_db()
    assert not nanshan_expo.approval_required


def test_history_names_what_happened(nanshan_expo, organizer, stranger):
    Membership.objects.create(organization=nanshan_expo, user=stranger, role=Role.APPROVER)
    organizations.require_approval(nanshan_expo, actor=organizer)
    organizations.require_approval(nanshan_expo, actor=organizer)  # again: nothing happens
    assert [act.kind for act in queries.acts_of(nanshan_expo)] == [
        "approval_on",
        "verified",
        "created",
    ]


def test_a_colleagues_role_decides_and_a_stranger_finds_nothing(
    district_office, clerk, approver, stranger
):
    office = district_office.party.public_id
    assert access.organization_for(clerk, office, roles=access.PREPARERS)[0] == district_office
    with pytest.raises(PermissionDenied):
        access.organization_for(approver, office, roles=access.PREPARERS)
    with pytest.raises(Http404):
        access.organization_for(stranger, office)


def test_a_name_that_shows_otherwise_than_it_is_written_is_refused(stranger, nanshan_expo):
    with pytest.raises(ValidationError):
        organizations.create(founder=stranger, name_zh="中和\u202e公司")
    with pytest.raises(ValidationError):
        organizations.submit_details(
            nanshan_expo, name_zh="中和", name_en="Z\u200bH", uscc="", actor=stranger
        )
    with pytest.raises(ValidationError):
        directory.add(uscc="91440300MA5GYM0020", name_zh="中\u2066和", actor=stranger)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("91440300MA5GYM002", "you typed 17"),
        ("91440300MA5GYMO020", "I, O, S, V and Z never occur"),
        ("91440300MA5GYM0021", "check digit at the end doesn't fit"),
        ("91440300MA5GMY0020", "check digit at the end doesn't fit"),
    ],
)
def test_a_wrong_code_names_the_likely_slip(typed, said):
    with translation.override("en"), pytest.raises(ValidationError, match=said):
        clean_uscc(typed)
