"""The consoles: staff may look things up; nothing that is evidence can be changed by hand."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import Organization, User
from tests.cast import sign_in


@pytest.fixture
def superuser(registrar):
    User.objects.filter(pk=registrar.pk).update(is_superuser=True)
    registrar.refresh_from_db()
    return registrar


def test_every_list_of_accounts_opens(client, superuser, nanshan_expo):
    sign_in(client, superuser)
    for model in admin.site._registry:
        if model._meta.app_label == "accounts":
            address = reverse(f"admin:accounts_{model._meta.model_name}_changelist")
            assert client.get(address).status_code == 200


def test_an_organization_is_read_only_even_for_a_superuser(client, superuser, nanshan_expo):
    sign_in(client, superuser)
    address = reverse("admin:accounts_organization_change", args=[nanshan_expo.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"approval_required": "on"}).status_code == 403
    assert not Organization.objects.get(pk=nanshan_expo.pk).approval_required


def test_staff_rights_are_given_and_names_are_not_touched(client, superuser, citizen):
    sign_in(client, superuser)
    address = reverse("admin:accounts_user_change", args=[citizen.pk])
    form = {"is_active": "on", "is_staff": "on", "email": "stolen@evil.example", "groups": []}
    assert client.post(address, form).status_code == 302
    citizen.refresh_from_db()
    assert citizen.is_staff
    assert citizen.email == "citizen@zhonghe.example"


@pytest.mark.parametrize(
    "address", ["/cms/users/", "/cms/account/", "/cms/groups/", "/cms/users/add/"]
)
def test_wagtails_pages_on_people_open(client, superuser, address):
    sign_in(client, superuser)
    assert client.get(address, follow=True).status_code in (200, 404)


def test_wagtails_account_page_changes_neither_password_nor_address(client, superuser):
    sign_in(client, superuser)
    page = client.get("/cms/account/", follow=True).content.decode()
    assert "new_password1" not in page
    assert 'type="email"' not in page
