"""Taking one's data along, and having it erased."""

import json

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.utils import translation

from accounts import organizations, parties, privacy
from accounts.errors import AccountError
from accounts.models import Invitation, Membership, Party, User
from tests.cast import PASSWORD, sign_in


@pytest.fixture
def keepers(monkeypatch):
    """The registry, restored afterwards, without other apps' keepers."""
    monkeypatch.setattr(privacy, "_keepers", {})
    return privacy


def test_the_export_holds_what_is_stored_and_no_secret(keepers, registrar):
    parties.party_for_guest("guest@example.org")
    parties.claim_guest_purchases(registrar, "guest@example.org")
    text = json.dumps(privacy.export(registrar), ensure_ascii=False)
    assert "登记员甲" in text
    assert "guest@example.org" in text
    assert registrar.password not in text
    assert Authenticator.objects.get(user=registrar).data["secret"] not in text


def test_other_apps_add_what_they_keep_and_erase_it(keepers, citizen):
    erased = []
    keepers.register_keeper(
        privacy.Keeper(
            name="orders",
            export=lambda owned: [party.pseudonym for party in owned],
            erase=erased.extend,
        )
    )
    own = parties.party_for_user(citizen)
    assert privacy.export(citizen)["orders"] == [own.pseudonym]
    privacy.erase(citizen)
    assert erased == [own]


def test_erasing_leaves_a_pseudonym_and_nothing_else(keepers, citizen, nanshan_expo, organizer):
    invitation = organizations.invite(
        nanshan_expo, email=citizen.email, role="viewer", actor=organizer
    )
    organizations.accept(invitation, user=citizen)
    own = parties.party_for_user(citizen)
    parties.set_public_name(own, name_zh="林小雨", name_en="Lin", shows_name=True)
    guest = parties.party_for_guest("lin@example.org")
    parties.claim_guest_purchases(citizen, "lin@example.org")

    privacy.erase(citizen)

    for party in Party.objects.filter(pk__in=[own.pk, guest.pk]):
        assert (party.name_zh, party.name_en, party.email, party.user_id) == ("", "", None, None)
        assert party.pseudonym
    shell = User.objects.get(pk=citizen.pk)
    assert shell.email.endswith("@deleted.invalid")
    assert not shell.is_active
    assert not shell.has_usable_password()
    assert not EmailAddress.objects.filter(user=citizen).exists()
    assert not Membership.objects.filter(user=citizen).exists()
    assert not Invitation.objects.filter(email="citizen@zhonghe.example").exists()


def test_an_open_order_or_a_lone_administrator_hinders(keepers, organizer, nanshan_expo):
    keepers.register_keeper(
        privacy.Keeper(name="orders", export=list, hindrance=lambda owned: "An order is open.")
    )
    assert len(privacy.hindrances(organizer)) == 2
    with pytest.raises(AccountError):
        privacy.erase(organizer)
    assert User.objects.get(pk=organizer.pk).is_active


def test_the_page_erases_after_the_address_is_typed(client, keepers, citizen):
    other = type(client)()
    sign_in(other, citizen)
    sign_in(client, citizen)
    assert client.post("/en/account/delete/", {"email": "wrong@example.org"}).status_code == 200
    assert User.objects.get(pk=citizen.pk).is_active
    assert client.post("/en/account/delete/", {"email": citizen.email}).status_code == 302
    assert not client.login(email=citizen.email, password=PASSWORD)
    # The session in another browser has ended too.
    assert other.get("/en/account/").status_code == 302


def test_the_export_page_asks_to_confirm_first(client, citizen):
    client.force_login(citizen)
    assert "reauthenticate" in client.get("/en/account/data/export/")["Location"]
    sign_in(client, citizen)
    answer = client.get("/en/account/data/export/")
    assert answer["Content-Type"].startswith("application/json")
    assert answer.json()["account"]["email"] == citizen.email


def test_what_hinders_an_erasure_names_the_organization_in_the_readers_language(
    keepers, organizer, nanshan_expo
):
    with translation.override("en"):
        assert "Nanshan Expo Group" in privacy.hindrances(organizer)[0]
    with translation.override("zh-hans"):
        assert "南山会展" in privacy.hindrances(organizer)[0]
