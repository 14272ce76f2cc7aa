"""The consoles: staff may look things up; nothing that is evidence can be changed by hand."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from accounts import access
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


@pytest.mark.parametrize("role", ["finance", "registrar", "supervisor", "editor"])
def test_the_groups_that_grant_roles_stay_whatever_a_superuser_does(client, superuser, role):
    sign_in(client, superuser)
    group = Group.objects.get(name=role)
    desk = reverse("admin:auth_group_changelist")
    one = {"action": "delete_selected", "_selected_action": [group.pk], "post": "yes"}
    client.post(desk, one)
    delete = reverse("admin:auth_group_delete", args=[group.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    client.post(reverse("admin:auth_group_change", args=[group.pk]), {"name": "other"})
    cms = reverse("wagtailusers_groups:delete", args=[group.pk])
    assert client.post(cms).status_code in (302, 403)
    form = {"name": "other"} | {
        f"{panel}-{count}": "0"
        for panel in ("page_permissions", "collection_permissions", "image_permissions", "document_permissions")
        for count in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
    }  # fmt: skip
    answer = client.post(reverse("wagtailusers_groups:edit", args=[group.pk]), form)
    assert Group.objects.get(pk=group.pk).name == role
    assert "other" not in Group.objects.values_list("name", flat=True)
    assert answer.status_code in (200, 302)


def test_other_groups_may_go(client, superuser):
    sign_in(client, superuser)
    for address in ("admin:auth_group_delete", "wagtailusers_groups:delete"):
        group = Group.objects.create(name="passing")
        client.post(reverse(address, args=[group.pk]), {"post": "yes"})
        assert not Group.objects.filter(pk=group.pk).exists()


@pytest.mark.parametrize("change", ["DELETE FROM auth_group WHERE name = 'registrar'",
                                    "UPDATE auth_group SET name = 'x' WHERE name = 'supervisor'"])  # fmt: skip
def test_the_database_keeps_the_groups_that_grant_roles(cast_database, change):
    with pytest.raises(DatabaseError, match="staff role group"), transaction.atomic():
        connection.cursor().execute(change)


def test_the_trigger_knows_every_role(cast_database):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'role_group_rows'"
        )
        (told,) = cursor.fetchone()
    assert all(f"'{role}'" in told for role in access.STAFF_GROUPS)
