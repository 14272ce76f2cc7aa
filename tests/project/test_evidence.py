"""Nothing that is evidence can be deleted: by no road, by nobody, the app's superuser included.

Walks every model that says ``app_may_update``. The rows are the demo-like busy market's own, made through the verbs.
"""

import psycopg
import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.db import DatabaseError, connection, models, transaction
from django.urls import NoReverseMatch, reverse

from accounts import people
from accounts.models import Organization, Party, User
from marketplace.registry import log
from marketplace.registry.models import Project
from marketplace.supervision import cases
from tests.cast import TOTP_SECRET, sign_in
from tests.market import stall
from tests.market.conftest import expo, metro, seller_party  # noqa: F401 - fixtures

EVIDENCE = sorted(
    (model for model in apps.get_models() if hasattr(model, "app_may_update")),
    key=lambda model: model._meta.label,
)
NAMES = [model._meta.label for model in EVIDENCE]


@pytest.fixture
def busy(metro, expo, supervisor):  # noqa: F811
    """Something was bought, retired, sealed, and looked into."""
    stall.pay(stall.order(expo, (metro, 500), retire=True))
    cases.open_case(title="T", reason="R", about=[("batch", metro.batch.code)], actor=supervisor)
    log.seal()


@pytest.fixture
def superuser(cast_database):
    user = people.create_person("root@zhonghe.example", name="管理", password=None)
    people.make_staff(user, groups=("editor",), totp_secret=TOTP_SECRET)
    User.objects.filter(pk=user.pk).update(is_superuser=True)
    user.refresh_from_db()
    return user


def refused(act):
    """The act is refused by Django's own protection or by the database."""
    with (
        pytest.raises((models.ProtectedError, models.RestrictedError, DatabaseError)) as caught,
        transaction.atomic(),
    ):
        act()
    return str(caught.value)


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_no_road_in_the_code_deletes_it(busy, subtests):
    for model in EVIDENCE:
        with subtests.test(model._meta.label):
            deletes_nothing(model)


def deletes_nothing(model):
    count = model._base_manager.count()
    row = model._base_manager.first()
    if row is not None:
        refused(row.delete)
        refused(model._base_manager.filter(pk=row.pk).delete)
        refused(lambda: model._base_manager.filter(pk=row.pk)._raw_delete("default"))
    table = model._meta.db_table
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE", f"DROP TABLE {table}"):
        words = refused(lambda statement=statement: sql(statement))
        assert "permission denied" in words or "must be owner" in words, words
    assert model._base_manager.count() == count


def test_even_the_owner_of_the_tables_is_refused(fresh_db, owner_connection, subtests):
    """Rights keep the site's role out; the triggers keep out whoever else connects."""
    for model in EVIDENCE:
        table = model._meta.db_table
        for statement in (f"DELETE FROM {table}", f"TRUNCATE {table} CASCADE"):
            with (
                subtests.test(statement),
                pytest.raises(psycopg.Error, match="evidence is written once"),
            ):
                owner_connection.execute(statement)


@pytest.mark.parametrize("root", [User, Party, Organization, Project], ids=lambda one: one.__name__)
def test_deleting_what_evidence_points_to_takes_nothing_along(busy, root):
    def count():
        return {
            label: model._base_manager.count() for label, model in zip(NAMES, EVIDENCE, strict=True)
        }

    before = count()
    tried = 0
    for row in root._base_manager.all():
        try:
            with transaction.atomic():
                row.delete()
        except (models.ProtectedError, models.RestrictedError, DatabaseError):
            tried += 1
    assert tried
    assert count() == before


def test_no_key_of_evidence_lets_a_deletion_through():
    for model in EVIDENCE:
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey):
                kept = (models.PROTECT, models.RESTRICT)
                assert field.remote_field.on_delete in kept, f"{model._meta.label}.{field.name}"


def test_the_admin_shows_a_superuser_a_refusal_and_no_fault(client, busy, superuser):
    sign_in(client, superuser)
    for model in admin.site._registry:
        row = model._base_manager.order_by("pk").last()
        if row is None or not model._meta.label.startswith(
            ("accounts", "registry", "market", "payments", "certificates", "events", "supervision")
        ):
            continue
        meta = model._meta
        address = reverse(f"admin:{meta.app_label}_{meta.model_name}_delete", args=[quote(row.pk)])
        for answer in (client.get(address), client.post(address, {"post": "yes"})):
            assert answer.status_code in (302, 403, 404, 405), meta.label
        many = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        listing = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
        assert client.post(listing, many).status_code in (200, 302, 403)
        assert model._base_manager.filter(pk=row.pk).exists(), meta.label


def test_wagtails_pages_delete_no_person(client, busy, superuser, organizer):
    sign_in(client, superuser)
    roads = [("wagtailusers_users:delete", [organizer.pk], {})]
    roads.append(("wagtail_bulk_action", ["accounts", "user", "delete"], {"id": organizer.pk}))
    for name, args, query in roads:
        try:
            address = reverse(name, args=args)
        except NoReverseMatch:
            continue
        if query:
            address += f"?id={query['id']}&next=/cms/"
        assert client.get(address).status_code < 500, name
        answer = client.post(address, follow=True)
        assert answer.status_code == 200 and "这里不能删除人员" in answer.content.decode(), name
        assert User.objects.filter(pk=organizer.pk).exists(), name
