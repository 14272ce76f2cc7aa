"""Letters about freezes: once to those concerned when it takes effect, once at the release, in public words only."""

import pytest
from django.conf import settings
from django.core import mail

from accounts.models import Membership, Role
from accounts.parties import party_for_user
from marketplace import outbox
from marketplace.market import stops
from marketplace.models import OutboxMessage
from marketplace.registry import freezes
from tests.registry import supply

pytestmark = pytest.mark.django_db
PUBLIC = "核查中的公开说明"
KINDS = ("tell_freeze", "mail_freeze")


@pytest.fixture(autouse=True)
def _post_office(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def supervisors(cast_database):
    return supply.user("supervisor"), supply.user("second-supervisor")


def letters():
    """The letters since the last call."""
    while outbox.drain(kinds=KINDS):
        pass
    assert not OutboxMessage.objects.exclude(last_error="").exists()
    found = list(mail.outbox)
    mail.outbox.clear()
    return found


def receivers(found):
    return sorted(to for letter in found for to in letter.to)


def check_words(letter, page):
    assert PUBLIC in letter.body and "internal" not in letter.body
    assert f"{settings.SITE_URL}/" in letter.body and page in letter.body


def released(verb, supervisors, **subject):
    asks, agrees = supervisors
    return verb(reason="internal", public=PUBLIC, requested_by=asks, approved_by=agrees, **subject)


def test_members_of_a_frozen_account_hear_of_it_and_of_its_release(
    seller_organization, seller, citizen, organizer, supervisors
):
    Membership.objects.create(user=citizen, organization=seller_organization, role=Role.VIEWER)
    account = seller_organization.party
    said = {"reason": "internal", "public": PUBLIC, "actor": supervisors[0]}
    act = freezes.freeze_account(account=account, **said)
    found = letters()
    assert receivers(found) == sorted([seller.email, citizen.email])
    assert "账户已冻结" in found[0].subject and "撤回挂牌" in found[0].body
    check_words(found[0], f"/organizations/{account.public_id}/")
    freezes.confirm(freeze=act, actor=supervisors[1])
    assert letters() == []
    released(freezes.unfreeze_account, supervisors, account=account)
    found = letters()
    assert receivers(found) == sorted([seller.email, citizen.email])
    assert "账户已解除冻结" in found[0].subject
    assert letters() == []


def test_a_person_hears_of_it_in_her_language(organizer, supervisors):
    organizer.language = "en"
    organizer.save()
    freezes.freeze_account(
        account=party_for_user(organizer), reason="internal", actor=supervisors[0]
    )
    (letter,) = letters()
    assert letter.to == [organizer.email] and "Your account is frozen" in letter.subject
    assert "No public reason was given." in letter.body and "internal" not in letter.body
    assert "/en/account/holdings/" in letter.body


def test_a_frozen_batch_is_told_to_its_project_owner_and_to_who_owns_of_it(
    seller_party, seller, organizer, stranger, supervisors
):
    batch, other = (supply.batch(seller_party, 1_000) for _ in range(2))
    supply.give(batch, party_for_user(organizer), 100)
    supply.give(other, party_for_user(stranger), 100)
    said = {"reason": "internal", "public": PUBLIC, "actor": supervisors[0]}
    freezes.freeze(batch=batch, **said)
    found = letters()
    assert receivers(found) == sorted([seller.email, organizer.email])
    check_words(found[0], f"/registry/batches/{batch.code}/")
    released(freezes.unfreeze, supervisors, batch=batch)
    assert receivers(letters()) == sorted([seller.email, organizer.email])


def test_a_frozen_listing_is_told_to_its_seller_alone(metro, seller, seller_party, supervisors):
    said = {"reason": "internal", "public": PUBLIC, "actor": supervisors[0]}
    stops.freeze(listing=metro, **said)
    (letter,) = letters()
    assert letter.to == [seller.email]
    check_words(letter, f"/account/sales/{seller_party.public_id}/{metro.public_id}/")
    released(stops.unfreeze, supervisors, listing=metro)
    assert receivers(letters()) == [seller.email]
