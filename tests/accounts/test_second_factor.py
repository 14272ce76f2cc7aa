"""The wall before the consoles: no road in without a second factor proven in this session (A17)."""

import time

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.core.cache import cache

from accounts import people, second_factor
from tests.cast import PASSWORD, TOTP_SECRET, code_of, sign_in

CONSOLES = [
    "/cms/",
    "/cms/pages/",
    "/admin/",
    "/admin/accounts/user/",
    "/en/staff/",
    "/zh-hans/staff/organizations/",
]
LOGIN = "/en/accounts/login/"
METHODS = ["get", "post", "head", "put", "delete"]


def enter_password(client, person):
    return client.post(LOGIN, {"login": person.email, "password": PASSWORD})


@pytest.mark.parametrize("address", CONSOLES)
@pytest.mark.parametrize("method", METHODS)
def test_nobody_enters_without_signing_in(client, db, address, method):
    answer = getattr(client, method)(address)
    assert answer.status_code == 302
    assert "/accounts/login/?next=" in answer["Location"]


@pytest.mark.parametrize("address", CONSOLES)
def test_a_person_who_is_not_staff_is_refused(client, citizen, address):
    sign_in(client, citizen)
    assert client.get(address).status_code == 403


@pytest.mark.parametrize("address", CONSOLES)
@pytest.mark.parametrize("method", METHODS)
def test_a_password_alone_does_not_open_a_console(client, registrar, address, method):
    sign_in(client, registrar, with_second_factor=False)
    answer = getattr(client, method)(address)
    assert answer.status_code == 302
    assert "/accounts/2fa/reauthenticate/?next=" in answer["Location"]


def test_a_factor_merely_enrolled_elsewhere_is_not_proof(client, registrar):
    client.force_login(registrar)
    assert "/2fa/reauthenticate/" in client.get("/en/staff/")["Location"]


def test_staff_without_a_factor_are_sent_to_set_one_up(client, citizen):
    people.make_staff(citizen, groups=["registrar"])
    sign_in(client, citizen)
    assert "/2fa/totp/activate/?next=" in client.get("/en/staff/")["Location"]


def test_signing_in_with_the_code_opens_the_staff_pages(client, registrar):
    assert "/accounts/2fa/authenticate/" in enter_password(client, registrar)["Location"]
    assert client.get("/en/staff/").status_code == 302
    answer = client.post("/en/accounts/2fa/authenticate/", {"code": code_of(registrar)})
    assert answer["Location"] == "/en/staff/"
    assert client.get("/zh-hans/staff/").status_code == 200


def test_a_password_session_is_raised_by_the_code_and_comes_back(client, registrar):
    sign_in(client, registrar, with_second_factor=False)
    detour = client.get("/en/staff/organizations/")["Location"]
    answer = client.post(detour, {"code": code_of(registrar), "next": "/en/staff/organizations/"})
    assert answer["Location"] == "/en/staff/organizations/"
    assert client.get("/en/staff/organizations/").status_code == 200


def test_a_code_counts_once_even_within_its_time(client, registrar):
    code = code_of(registrar)
    sign_in(client, registrar, with_second_factor=False)
    assert client.post("/en/accounts/2fa/reauthenticate/", {"code": code}).status_code == 302
    # allauth's own memory of used codes is shorter than the time a code is valid.
    cache.delete(f"allauth.mfa.totp.used?user={registrar.pk}&code={code}")
    other = type(client)()
    sign_in(other, registrar, with_second_factor=False)
    assert other.post("/en/accounts/2fa/reauthenticate/", {"code": code}).status_code == 200


@pytest.mark.parametrize("code", ["000000", "", "１２３４５６", "x" * 5000])
def test_a_wrong_code_opens_nothing(client, registrar, code):
    sign_in(client, registrar, with_second_factor=False)
    client.post("/en/accounts/2fa/reauthenticate/", {"code": code})
    assert client.get("/en/staff/").status_code == 302


def test_a_proof_wears_off_after_half_a_day(client, registrar):
    sign_in(client, registrar)
    session = client.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] = time.time() - second_factor.PROOF_LASTS_SECONDS - 1
    session.save()
    assert client.get("/en/staff/").status_code == 302


def test_a_proof_by_a_factor_since_removed_is_none(client, registrar):
    sign_in(client, registrar)
    Authenticator.objects.filter(user=registrar).delete()
    assert "/2fa/totp/activate/" in client.get("/en/staff/")["Location"]


def test_anothers_proof_left_in_the_session_is_none(client, registrar, finance):
    sign_in(client, registrar)
    records = client.session[AUTHENTICATION_METHODS_SESSION_KEY]
    client.force_login(finance)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session["account_authentication_methods_user"] = str(registrar.pk)
    session.save()
    assert client.get("/en/staff/").status_code == 302


@pytest.mark.parametrize(
    "address",
    [
        "/cms/login/",
        "/cms/login/?next=/cms/pages/",
        "/cms/password_reset/",
        "/admin/login/",
        "/admin/login/?next=//evil.example/",
        "/admin/password_change/",
        "/en/_util/login/",
        "/zh-hant/_util/login/?next=/cms/",
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_other_login_route_takes_a_password(client, registrar, address, method):
    form = {"username": registrar.email, "login": registrar.email, "password": PASSWORD}
    answer = getattr(client, method)(address, form if method == "post" else {})
    assert answer.status_code == 302
    assert "/accounts/login/?next=" in answer["Location"]
    assert "evil" not in answer["Location"]
    assert "_auth_user_id" not in client.session


def test_a_person_the_cms_will_not_admit_is_refused_and_not_sent_in_circles(client, registrar):
    sign_in(client, registrar)
    answer = client.get("/cms/", follow=True)
    assert answer.status_code == 403
    assert len(answer.redirect_chain) <= 2


def test_the_other_logout_routes_lead_to_ours(client, registrar):
    sign_in(client, registrar)
    assert client.get("/admin/logout/")["Location"].endswith("/accounts/logout/")
    assert client.post("/cms/logout/")["Location"].endswith("/accounts/logout/")


@pytest.mark.parametrize(
    ("address", "who", "status"),
    [
        ("/en/staff/organizations/", "registrar", 200),
        ("/en/staff/organizations/", "finance", 403),
        ("/en/staff/organizations/", "supervisor", 200),
        ("/en/staff/organizations/", "editor", 403),
        ("/en/staff/", "editor", 200),
    ],
)
def test_each_group_enters_its_own_queues(client, request, address, who, status):
    sign_in(client, request.getfixturevalue(who))
    assert client.get(address).status_code == status


def test_a_superuser_outside_the_group_does_not_act_for_it(client, finance):
    type(finance).objects.filter(pk=finance.pk).update(is_superuser=True)
    sign_in(client, finance)
    assert client.get("/en/staff/organizations/").status_code == 403


def test_secrets_of_apps_are_encrypted_in_the_database(registrar):
    assert TOTP_SECRET not in str(Authenticator.objects.get(user=registrar).data)
