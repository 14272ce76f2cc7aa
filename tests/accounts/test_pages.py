"""The pages of accounts and organizations: each opens, each refuses whom it must (A01–A03, A18)."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from accounts import organizations, tokens
from accounts.models import Membership, Organization, OrganizationToken, Role
from tests.cast import sign_in

OWN_PAGES = [
    "accounts:home",
    "accounts:profile",
    "accounts:public_name",
    "accounts:data",
    "accounts:delete",
    "accounts:organizations",
    "accounts:organization_new",
    "account_email",
    "account_change_password",
    "account_logout",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_list_webauthn",
    "usersessions_list",
]
OPEN_PAGES = ["account_login", "account_signup", "account_reset_password", "account_inactive"]
STAFF_PAGES = ["mfa_generate_recovery_codes", "mfa_deactivate_totp"]
READ = ["organization"]
MANAGE = ["organization_details", "invite", "tokens", "token_new"]
ACTS = ["organization_approval", "organization_leave"]
LANGUAGES = ["zh-hans", "zh-hant", "en"]


def address(name, language="en", **where):
    with translation.override(language):
        return reverse(name, kwargs=where)


def has_chinese(text):
    return re.search(r"[一-鿿]", text)


def main_of(answer):
    """The text of the page's own part, tags left out."""
    page = answer.content.decode()
    start, end = page.index("<main"), page.index("</main>")
    return re.sub(r"<(script|option|title).*?</\1>|<[^>]+>", " ", page[start:end], flags=re.DOTALL)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OWN_PAGES)
def test_ones_own_pages_open_in_each_language(client, citizen, name, language):
    sign_in(client, citizen)
    answer = client.get(address(name, language))
    assert answer.status_code == 200
    if language != "en":
        assert has_chinese(main_of(answer))


@pytest.mark.parametrize("name", sorted({*OWN_PAGES, *STAFF_PAGES} - {"account_logout"}))
def test_ones_own_pages_ask_strangers_to_sign_in(client, db, name):
    answer = client.get(address(name))
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OPEN_PAGES)
def test_the_doors_open_in_each_language(client, db, name, language):
    assert client.get(address(name, language)).status_code == 200


@pytest.mark.parametrize("name", STAFF_PAGES)
def test_the_second_factors_pages_open(client, registrar, name):
    sign_in(client, registrar)
    assert client.get(address(name)).status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_english_page_is_english_and_a_chinese_one_chinese(
    client, organizer, nanshan_expo, language
):
    sign_in(client, organizer)
    text = main_of(
        client.get(
            address("accounts:organization", language, organization_id=nanshan_expo.party.public_id)
        )
    )
    assert ("Members" in text) == (language == "en")
    assert ("成员" in text) == (language == "zh-hans")
    assert ("成員" in text) == (language == "zh-hant")


@pytest.mark.parametrize("name", [*READ, *MANAGE, *ACTS])
@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "head"])
def test_to_strangers_an_organization_does_not_exist(
    client, nanshan_expo, stranger, other_organization, name, method
):
    sign_in(client, stranger)
    foreign = address(f"accounts:{name}", organization_id=nanshan_expo.party.public_id)
    nothing = address(f"accounts:{name}", organization_id="00000000-0000-4000-8000-000000000000")
    answers = [getattr(client, method)(path) for path in (foreign, nothing)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert len({len(answer.content) for answer in answers}) == 1


@pytest.mark.parametrize("name", [*MANAGE, "organization_approval"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_administrators_manage(client, district_office, clerk, name, method):
    sign_in(client, clerk)
    path = address(f"accounts:{name}", organization_id=district_office.party.public_id)
    assert getattr(client, method)(path).status_code == 403


@pytest.mark.parametrize("name", [*READ, *MANAGE])
def test_administrators_see_all_pages(client, nanshan_expo, organizer, name):
    sign_in(client, organizer)
    path = address(f"accounts:{name}", organization_id=nanshan_expo.party.public_id)
    answer = client.get(path)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_nested_ids_must_belong_together(
    client, organizer, nanshan_expo, stranger, other_organization
):
    """The member, token and invitation of A under the address of B (A02)."""
    sign_in(client, stranger)
    theirs = Membership.objects.get(user=organizer)
    token, _secret = tokens.create(nanshan_expo, name="x", scopes=["orders:read"], actor=organizer)
    invitation = organizations.invite(
        nanshan_expo, email="a@example.org", role="viewer", actor=organizer
    )
    mine = other_organization.party.public_id
    for name, where in [
        ("member", {"member_id": theirs.pk}),
        ("member_remove", {"member_id": theirs.pk}),
        ("token_revoke", {"token_id": token.public_id}),
        ("invitation_withdraw", {"invitation_id": invitation.public_id}),
        ("invitation_again", {"invitation_id": invitation.public_id}),
    ]:
        path = address(f"accounts:{name}", organization_id=mine, **where)
        assert client.post(path, {"role": "viewer"}).status_code == 404
    assert OrganizationToken.objects.get(pk=token.pk).revoked_at is None
    assert Membership.objects.get(pk=theirs.pk).role == Role.ADMIN


def test_founding_takes_nothing_that_was_not_asked(client, citizen):
    sign_in(client, citizen)
    client.post(
        address("accounts:organization_new"),
        {
            "name_zh": "林氏工作室",
            "uscc": "",
            "district": "440305",
            "verified_at": "2026-01-01",
            "verified_by": "1",
            "party": "1",
        },
    )
    made = Organization.objects.get()
    assert made.verified_at is None
    assert made.party.uscc is None


@pytest.mark.parametrize(
    "form",
    [
        {"name_zh": "", "name_en": "", "district": "440305"},
        {"name_zh": "甲", "district": "nowhere"},
        {"name_zh": "甲", "district": "440305", "uscc": "12345"},
        {"name_zh": "甲" * 121, "district": "440305"},
        {"name_zh": "甲\x00", "district": "440305"},
    ],
)
def test_a_wrong_form_comes_back_with_the_reason(client, citizen, form):
    sign_in(client, citizen)
    answer = client.post(address("accounts:organization_new"), form)
    assert answer.status_code == 200
    assert "error" in answer.content.decode()
    assert not Organization.objects.exists()


def test_names_are_shown_as_typed_and_never_run(client, citizen):
    sign_in(client, citizen)
    client.post(
        address("accounts:organization_new"),
        {"name_zh": "<script>alert(1)</script>", "district": "440305"},
    )
    made = Organization.objects.get()
    page = client.get(address("accounts:organization", organization_id=made.party.public_id))
    assert b"<script>alert(1)" not in page.content


def test_inviting_by_the_page_mails_a_link_that_works(client, organizer, nanshan_expo, citizen):
    sign_in(client, organizer)
    where = {"organization_id": nanshan_expo.party.public_id}
    client.post(address("accounts:invite", **where), {"email": citizen.email, "role": "preparer"})
    message = mail.outbox[0]
    assert message.to == [citizen.email]
    assert "南山会展" in message.subject
    assert "以经办人身份" in message.body
    path = re.search(r"http://testserver(/\S+)", message.body)[1]
    guest = type(client)()
    assert "next=" in guest.get(path).content.decode()
    sign_in(guest, citizen)
    assert guest.post(path).status_code == 302
    assert Membership.objects.get(user=citizen).role == Role.PREPARER
    assert guest.get(path).status_code == 410


def test_a_mail_server_that_is_down_does_not_lose_the_invitation(
    client, organizer, nanshan_expo, settings
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    sign_in(client, organizer)
    where = {"organization_id": nanshan_expo.party.public_id}
    form = {"email": "a@example.org", "role": "viewer"}
    answer = client.post(address("accounts:invite", **where), form, follow=True)
    assert answer.status_code == 200
    assert "could not be sent" in answer.content.decode()
    assert nanshan_expo.invitations.count() == 1


def test_a_token_is_shown_once(client, organizer, nanshan_expo):
    sign_in(client, organizer)
    where = {"organization_id": nanshan_expo.party.public_id}
    answer = client.post(
        address("accounts:token_new", **where), {"name": "会务系统", "scopes": ["orders:read"]}
    )
    secret = re.search(r"zhk_[0-9a-f]{8}_[\w-]{43}", answer.content.decode())[0]
    assert "no-store" in answer["Cache-Control"]
    assert secret not in client.get(address("accounts:tokens", **where)).content.decode()
    token = OrganizationToken.objects.get()
    client.post(address("accounts:token_revoke", **where, token_id=token.public_id))
    assert tokens.find(secret) is None


def test_the_registrar_verifies_or_refuses_by_the_page(
    client, registrar, stranger, other_organization
):
    organizations.submit_details(
        other_organization,
        name_zh="别家公司",
        name_en="",
        uscc="91440300MA5GYM0020",
        actor=stranger,
    )
    sign_in(client, registrar)
    where = {"organization_id": other_organization.party.public_id}
    assert "1" in main_of(client.get(address("staff:index")))
    assert client.get(address("staff:organization", **where)).status_code == 200
    assert client.post(address("staff:organization_refuse", **where), {}).status_code == 200
    client.post(address("staff:organization_verify", **where))
    other_organization.refresh_from_db()
    assert other_organization.verified_by == registrar


def test_who_founds_with_a_verified_code_reads_so_and_the_desk_too(
    client, stranger, registrar, nanshan_expo, organizer
):
    sign_in(client, stranger)
    code = nanshan_expo.party.uscc
    form = {"name_zh": "南山博览", "name_en": "", "uscc": code, "district": "440305"}
    said = main_of(client.post(address("accounts:organization_new"), form, follow=True))
    assert "A verified organization already bears this code" in said
    assert "invite your e-mail address" in said
    assert nanshan_expo.party.name_en in said
    assert organizer.email not in said
    founded = Organization.objects.get(party__name_zh="南山博览")
    sign_in(client, registrar)
    where = {"organization_id": founded.party.public_id}
    desk = main_of(client.get(address("staff:organization", **where)))
    assert "No second organization can be verified with it." in desk
    where = {"organization_id": nanshan_expo.party.public_id}
    assert "bears this code" not in main_of(client.get(address("staff:organization", **where)))


def test_the_api_tells_a_token_whom_it_acts_for(client, organizer, nanshan_expo):
    _token, secret = tokens.create(nanshan_expo, name="x", scopes=["orders:read"], actor=organizer)
    answer = client.get("/api/v1/organization", headers={"authorization": f"Bearer {secret}"})
    assert answer.json()["name_en"] == "Nanshan Expo Group"
    assert answer.json()["scopes"] == ["orders:read"]
    assert client.get("/api/v1/organization").status_code == 401


def test_no_page_of_ours_changes_anything_by_a_get(client, organizer, nanshan_expo):
    sign_in(client, organizer)
    where = {"organization_id": nanshan_expo.party.public_id}
    for name in ("organization_approval", "organization_leave"):
        assert client.get(address(f"accounts:{name}", **where)).status_code == 405
    member = Membership.objects.get(user=organizer)
    path = address("accounts:member_remove", **where, member_id=member.pk)
    assert client.get(path).status_code == 405
