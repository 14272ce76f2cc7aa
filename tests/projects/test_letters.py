"""Letters on applications and dossiers: to the members who can act on the decision, once, with the remarks."""

import pytest
from django.conf import settings
from django.core import mail

from accounts.models import Membership
from marketplace import outbox
from marketplace.errors import MarketError
from marketplace.models import OutboxMessage
from marketplace.projects import applications, reviews
from tests.projects import yard

pytestmark = pytest.mark.django_db
KINDS = ("mail_owner_application", "mail_dossier")


@pytest.fixture(autouse=True)
def _members(settings, seller_organization, citizen, organizer, stranger):
    """The seller administers; there are a viewer, a preparer and an approver, too."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for user, role in ((citizen, "viewer"), (organizer, "preparer"), (stranger, "approver")):
        Membership.objects.create(user=user, organization=seller_organization, role=role)


def letters():
    """Whom the letters since the last call went to, and the last one."""
    while outbox.drain(kinds=KINDS):
        pass
    assert not OutboxMessage.objects.exclude(last_error="").exists()
    found = list(mail.outbox)
    mail.outbox.clear()
    return sorted(to for letter in found for to in letter.to), found[-1] if found else None


def test_administrators_hear_that_the_application_came_back_then_that_it_is_accepted(
    seller_organization, seller, registrar
):
    page = f"/organizations/{seller_organization.party.public_id}/projects/"
    made = yard.application(seller_organization, seller)
    applications.send_back(made, reason="请补充公示链接。", actor=registrar)
    receivers, letter = letters()
    assert receivers == [seller.email]
    assert "请补充公示链接。" in letter.body and "退回" in letter.subject
    assert f"{settings.SITE_URL}/" in letter.body and page in letter.body
    with pytest.raises(MarketError, match="invalid_state"):
        applications.accept(made, actor=registrar)
    yard.accepted(seller_organization, seller, registrar)
    receivers, letter = letters()
    assert receivers == [seller.email]
    assert "已获准成为项目业主" in letter.subject and page in letter.body
    assert letters() == ([], None)


def test_who_writes_dossiers_hears_of_the_remarks_and_of_the_acceptance(
    seller_organization, seller, organizer, registrar
):
    yard.accepted(seller_organization, seller, registrar)
    assert letters()[0] == [seller.email]
    version = yard.submitted(seller_organization, seller)
    said = {"place_zh": "请写到社区。", "": "请补一张照片。"}
    reviews.send_back(version, said, actor=registrar)
    receivers, letter = letters()
    assert receivers == sorted([seller.email, organizer.email])
    assert "请写到社区。" in letter.body and "请补一张照片。" in letter.body
    party, dossier = seller_organization.party, version.dossier
    assert f"/organizations/{party.public_id}/projects/{dossier.public_id}/" in letter.body
    assert letters() == ([], None)


def test_an_accepted_dossier_is_told_in_the_readers_language(
    seller_organization, seller, organizer, registrar
):
    yard.accepted(seller_organization, seller, registrar)
    letters()
    organizer.language = seller.language = "en"
    organizer.save()
    seller.save()
    version = yard.submitted(seller_organization, seller)
    reviews.accept(version, actor=registrar)
    receivers, letter = letters()
    assert receivers == sorted([seller.email, organizer.email])
    assert "The dossier “Bantian rooftop solar” is accepted" in letter.subject
    assert f"{settings.SITE_URL}/en/organizations/" in letter.body
