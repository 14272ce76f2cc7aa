"""The directory of parties: people, guests, the platform."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import override_settings

from accounts import parties
from accounts.models import Party, User
from tests.cast import sign_in


def test_a_user_has_one_party(citizen):
    first = parties.party_for_user(citizen)
    assert parties.party_for_user(citizen) == first
    assert first.kind == "person"
    assert first.pseudonym.startswith("P-")


def test_a_guest_is_keyed_by_address_in_any_letter_case(db):
    guest = parties.party_for_guest("Guest@Example.org ")
    assert parties.party_for_guest("guest@example.org") == guest


def test_two_requests_at_once_make_one_party(fresh_db, citizen):
    found, start = [], threading.Barrier(4)

    def ask() -> None:
        start.wait()
        found.append(parties.party_for_user(User.objects.get(pk=citizen.pk)).pk)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1


def test_a_person_is_a_pseudonym_to_strangers_until_she_says_otherwise(citizen):
    party = parties.party_for_user(citizen)
    assert parties.public_name(party).name_zh == party.pseudonym
    parties.set_public_name(party, name_zh="林小雨", name_en="Lin Xiaoyu", shows_name=False)
    party.refresh_from_db()
    assert parties.public_name(party).is_pseudonym
    parties.set_public_name(party, name_zh="林小雨", name_en="Lin Xiaoyu", shows_name=True)
    party.refresh_from_db()
    assert parties.public_name(party).name_en == "Lin Xiaoyu"


def test_an_organization_is_always_named(nanshan_expo):
    assert parties.public_name(nanshan_expo.party).name_zh == "南山会展"


def test_the_platform_is_one_party_with_a_valid_code(db):
    platform = parties.platform_party()
    assert parties.platform_party() == platform
    assert platform.kind == "organization"


@override_settings(ZHONGHE={"OPERATOR_USCC": "91440300MA5GYM0020"})
def test_the_platform_is_the_operator_that_settings_name(db):
    assert parties.platform_party().uscc == "91440300MA5GYM0020"


def test_a_guests_purchases_join_the_account_that_proves_the_address(citizen):
    guest = parties.party_for_guest("lin.guest@example.org")
    parties.claim_guest_purchases(citizen, "Lin.Guest@example.org")
    assert parties.parties_of(citizen) == [parties.party_for_user(citizen), guest]
    # What is bought later with the same address belongs to the same account.
    assert parties.party_for_guest("lin.guest@example.org") == guest


def test_an_address_that_changes_hands_takes_no_purchases_along(citizen, stranger):
    old = parties.party_for_guest("shared@example.org")
    parties.claim_guest_purchases(citizen, "shared@example.org")
    parties.claim_guest_purchases(stranger, "shared@example.org")
    assert old in parties.parties_of(citizen)
    assert old not in parties.parties_of(stranger)
    assert parties.party_for_guest("shared@example.org") != old


def test_a_claim_link_works_for_whoever_got_the_mail(client, citizen):
    guest = parties.party_for_guest("other-mailbox@example.org")
    path = parties.claim_address(guest).removeprefix("http://testserver")
    assert client.get(path).status_code == 200
    client.post(path)
    assert guest not in parties.parties_of(citizen)
    sign_in(client, citizen)
    assert client.post(path).status_code == 302
    assert guest in parties.parties_of(citizen)
    # It works once: a copy of the mail takes nothing away later.
    assert client.get(path).status_code == 404


def test_a_forged_claim_link_is_nothing(client, citizen):
    parties.party_for_guest("victim@example.org")
    sign_in(client, citizen)
    assert client.get("/en/account/claim/eyJwYXJ0eSI6IjEifQ:forged/").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "robot"},
        {"kind": "person", "uscc": "91440300MA5GYM0020"},
        {"kind": "organization", "name_zh": "甲", "uscc": "91440300ma5gym0020"},
        {"kind": "organization", "name_zh": "甲", "email": "a@example.org"},
        {"kind": "person", "email": "Upper@example.org"},
        {"kind": "organization"},
        {"kind": "person", "pseudonym": ""},
    ],
)
def test_the_database_refuses_a_party_that_cannot_be(db, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.create(**fields)


def test_two_parties_cannot_share_a_code(nanshan_expo):
    with pytest.raises(IntegrityError), transaction.atomic():
        Party.objects.create(kind="organization", name_zh="冒名", uscc=nanshan_expo.party.uscc)
