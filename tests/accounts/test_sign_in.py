"""Signing up, in and out: no enumeration, no open door, mails in one's own language."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client, override_settings

from accounts import parties, people
from accounts.models import User
from tests.cast import PASSWORD, sign_in

SIGNUP, LOGIN, RESET = "/en/accounts/signup/", "/en/accounts/login/", "/en/accounts/password/reset/"
LIMITS = {
    "login_failed": "5/5m/key,20/5m/ip",
    "login": "30/m/ip",
    "signup": "20/m/ip",
    "reset_password": "20/m/ip",
}


def link_in(message) -> str:
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def shape(answer) -> str:
    """The page without what differs at each request."""
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())


def test_signing_up_takes_a_confirmed_address(client, db):
    form = {"email": "New@Example.org", "name": "新人", "password1": PASSWORD}
    answer = client.post("/en/accounts/signup/", form)
    assert answer["Location"].endswith("/confirm-email/")
    user = User.objects.get()
    assert (user.email, user.name, user.language) == ("new@example.org", "新人", "en")
    assert client.post(LOGIN, {"login": user.email, "password": PASSWORD})["Location"].endswith(
        "/confirm-email/"
    )
    assert "_auth_user_id" not in client.session
    page = client.get(link_in(mail.outbox[0]))
    client.post(page.wsgi_request.path)
    answer = client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    assert answer["Location"] == "/en/account/"


def test_confirming_an_address_brings_guest_purchases_along(client, db):
    guest = parties.party_for_guest("new@example.org")
    client.post(SIGNUP, {"email": "new@example.org", "password1": PASSWORD})
    user = User.objects.get()
    assert guest not in parties.parties_of(user)
    client.post(link_in(mail.outbox[0]))
    assert guest in parties.parties_of(user)


def test_a_mail_speaks_the_language_of_whom_it_goes_to(client, citizen):
    client.post(RESET, {"email": citizen.email})
    message = mail.outbox[0]
    assert "设置新密码" in message.subject
    html = message.alternatives[0][0]
    assert 'lang="zh-hans"' in html
    assert link_in(message) in html


def test_signing_up_with_a_known_address_looks_the_same(client, citizen):
    known = client.post(SIGNUP, {"email": citizen.email, "password1": PASSWORD}, follow=True)
    unknown = type(client)().post(
        SIGNUP, {"email": "nobody@example.org", "password1": PASSWORD}, follow=True
    )
    assert known.redirect_chain == unknown.redirect_chain
    assert shape(known).replace(citizen.email, "") == shape(unknown).replace(
        "nobody@example.org", ""
    )
    assert User.objects.filter(email=citizen.email).count() == 1


def test_asking_for_a_reset_with_an_unknown_address_looks_the_same(client, citizen):
    known = client.post(RESET, {"email": citizen.email}, follow=True)
    unknown = type(client)().post(RESET, {"email": "nobody@example.org"}, follow=True)
    assert shape(known) == shape(unknown)


@pytest.mark.parametrize("read", ["en", "zh-hans", "zh-hant"])
@pytest.mark.parametrize("stored", ["en", "zh-hans"])
def test_who_signs_in_goes_on_in_the_language_being_read(client, citizen, read, stored):
    people.set_profile(citizen, name="", language=stored)
    answer = client.post(f"/{read}/accounts/login/", {"login": citizen.email, "password": PASSWORD})
    assert answer["Location"] == f"/{read}/account/"


def test_a_wrong_password_and_an_unknown_address_look_the_same(client, citizen):
    known = client.post(LOGIN, {"login": citizen.email, "password": "wrong"})
    unknown = client.post(LOGIN, {"login": "nobody@zhonghe.example", "password": "wrong"})
    assert shape(known).replace(citizen.email, "") == shape(unknown).replace(
        "nobody@zhonghe.example", ""
    )


def test_a_reset_link_works_once_and_signs_everybody_else_out(client, citizen):
    thief = type(client)()
    sign_in(thief, citizen)
    client.post(RESET, {"email": citizen.email})
    path = link_in(mail.outbox[0])
    form_path = client.get(path)["Location"]
    fresh = "quite another passphrase"
    assert client.post(form_path, {"password1": fresh, "password2": fresh}).status_code == 302
    assert thief.get("/en/account/").status_code == 302
    assert client.login(email=citizen.email, password=fresh)
    again = type(client)()
    assert (
        "no longer valid" in again.get(path.replace("zh-hans", "en"), follow=True).content.decode()
    )


def test_a_mailed_link_ignores_a_forged_host(client, citizen, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.post(RESET, {"email": citizen.email}, headers={"host": "evil.example"})
    assert "evil.example" not in mail.outbox[0].body
    assert "http://testserver/" in mail.outbox[0].body


@override_settings(ACCOUNT_RATE_LIMITS=LIMITS)
def test_guessing_passwords_is_stopped_whoever_asks(client, citizen):
    for _ in range(6):
        client.post(LOGIN, {"login": citizen.email, "password": "wrong"})
    # Another process, another browser: the count is in the shared cache.
    other = type(client)()
    answer = other.post(LOGIN, {"login": citizen.email, "password": PASSWORD})
    assert answer.status_code == 200
    assert "_auth_user_id" not in other.session


@override_settings(ACCOUNT_RATE_LIMITS=LIMITS)
def test_guessing_codes_is_stopped(client, registrar):
    client.post(LOGIN, {"login": registrar.email, "password": PASSWORD})
    page = "/en/accounts/2fa/authenticate/"
    answers = [client.post(page, {"code": f"{n:06d}"}).content.decode() for n in range(7)]
    assert "Too many" in answers[-1]


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https:evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "/\\evil",
        "javascript:alert(1)",
    ],
)
def test_signing_in_never_leads_off_the_site(client, citizen, target):
    answer = client.post(
        f"{LOGIN}?next={target}", {"login": citizen.email, "password": PASSWORD, "next": target}
    )
    assert answer["Location"] == "/en/account/"


def test_signing_in_leads_where_one_wanted(client, citizen):
    form = {"login": citizen.email, "password": PASSWORD, "next": "/en/organizations/"}
    assert client.post(LOGIN, form)["Location"] == "/en/organizations/"


def test_a_session_gets_a_new_key_at_sign_in(client, citizen):
    client.get(LOGIN)
    session = client.session
    session["x"] = 1
    session.save()
    before = client.session.session_key
    client.post(LOGIN, {"login": citizen.email, "password": PASSWORD})
    assert client.session.session_key != before


@pytest.mark.parametrize(
    "path", [LOGIN, SIGNUP, RESET, "/en/accounts/logout/", "/en/account/profile/"]
)
def test_no_form_works_from_another_site(citizen, path):
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, citizen)
    assert strict.post(path, {"login": citizen.email, "password": PASSWORD}).status_code == 403


def test_signing_out_takes_a_deliberate_press(client, citizen):
    sign_in(client, citizen)
    assert client.get("/en/accounts/logout/").status_code == 200
    assert "_auth_user_id" in client.session
    client.post("/en/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_an_address_in_capitals_is_the_same_person(client, citizen):
    form = {"login": citizen.email.upper(), "password": PASSWORD}
    assert client.post(LOGIN, form).status_code == 302
    assert EmailAddress.objects.filter(user=citizen).count() == 1


@pytest.mark.parametrize("extra", ["is_staff", "is_superuser", "is_active", "groups", "language"])
def test_a_form_cannot_be_stretched(client, citizen, extra):
    sign_in(client, citizen)
    client.post("/en/account/profile/", {"name": "x", "language": "en", extra: "1"})
    citizen.refresh_from_db()
    assert not citizen.is_staff
    assert not citizen.is_superuser
    assert citizen.is_active
