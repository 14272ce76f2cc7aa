"""Organization tokens: shown once, found by digest, limited by scopes."""

import pytest
from django.db import IntegrityError, transaction
from ninja.errors import AuthorizationError

from accounts import tokens
from accounts.api import OrganizationTokenAuth
from accounts.errors import AccountError
from accounts.models import OrganizationToken


@pytest.fixture
def made(nanshan_expo, organizer):
    return tokens.create(
        nanshan_expo, name="会务系统", scopes=["orders:read", "quotes:write"], actor=organizer
    )


def bearer(rf, secret):
    return rf.get("/", HTTP_AUTHORIZATION=f"Bearer {secret}")


def test_the_secret_is_nowhere_in_the_database(made):
    token, secret = made
    stored = OrganizationToken.objects.filter(pk=token.pk).values().get()
    assert secret not in str(stored)
    assert secret.startswith(stored["prefix"])
    assert stored["digest"] == tokens.digest(secret)


def test_a_token_opens_what_its_scopes_name(rf, made, nanshan_expo):
    _token, secret = made
    caller = OrganizationTokenAuth(scopes=["orders:read"])(bearer(rf, secret))
    assert caller.organization == nanshan_expo
    with pytest.raises(AuthorizationError):
        OrganizationTokenAuth(scopes=["orders:write"])(bearer(rf, secret))


@pytest.mark.parametrize("wrong", ["", "zhk_", "x" * 10_000, "zhk_00000000_" + "A" * 43, "\x00"])
def test_a_wrong_token_opens_nothing(rf, made, wrong):
    assert OrganizationTokenAuth()(bearer(rf, wrong)) is None


def test_a_revoked_token_opens_nothing_and_stays_listed(rf, made, organizer, nanshan_expo):
    token, secret = made
    tokens.revoke(token, actor=organizer)
    tokens.revoke(token, actor=organizer)
    assert OrganizationTokenAuth()(bearer(rf, secret)) is None
    assert nanshan_expo.acts.filter(kind="token_revoked").count() == 1


def test_its_use_is_noted_at_most_once_a_minute(rf, made):
    _token, secret = made
    OrganizationTokenAuth()(bearer(rf, secret))
    first = OrganizationToken.objects.get().last_used_at
    OrganizationTokenAuth()(bearer(rf, secret))
    assert OrganizationToken.objects.get().last_used_at == first


@pytest.mark.parametrize(
    ("scopes", "code"), [([], "scope_missing"), (["admin:all"], "scope_unknown")]
)
def test_scopes_are_chosen_from_the_list(nanshan_expo, organizer, scopes, code):
    with pytest.raises(AccountError) as caught:
        tokens.create(nanshan_expo, name="x", scopes=scopes, actor=organizer)
    assert caught.value.code == code


def test_a_view_cannot_ask_for_a_scope_that_does_not_exist():
    with pytest.raises(ValueError, match="unknown scopes"):
        OrganizationTokenAuth(scopes=["orders:wirte"])


def test_two_tokens_cannot_have_one_digest(made, nanshan_expo, organizer):
    token, _secret = made
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganizationToken.objects.create(
            organization=nanshan_expo,
            name="copy",
            prefix=token.prefix,
            digest=token.digest,
            scopes=["orders:read"],
            created_by=organizer,
        )
