"""`manage.py secure_database`: give the site's own database role what it needs, and no more.

Run after every `migrate`, as the owner. The role may read and write ordinary tables. Models that say
``app_may_update`` are evidence: it may add and read rows, change the named columns, delete nothing.
"""

from typing import Any

import environ
import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import models
from psycopg import sql


class Command(BaseCommand):
    help = "Grant the site's database role its rights: evidence may be added and read, not changed."

    def handle(self, *args: Any, **options: Any) -> None:
        role = settings.DATABASE_APP_ROLE
        with _owner() as connection:
            if connection.execute("SELECT current_user").fetchone() == (role,):
                raise CommandError(
                    "DATABASE_OWNER_URL and DATABASE_URL name the same role; evidence needs two."
                )
            _grant_ordinary(connection, sql.Identifier(role))
            evidence = [m for m in apps.get_models() if hasattr(m, "app_may_update")]
            for model in evidence:
                _restrict(connection, sql.Identifier(role), model)
        if options["verbosity"]:
            self.stdout.write(f"{len(evidence)} tables of evidence are closed to {role}.")


def _owner() -> psycopg.Connection:
    """Connect as the owner, to the database that Django is using."""
    if not settings.DATABASE_OWNER_URL:
        raise CommandError("DATABASE_OWNER_URL is not set.")
    owner = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)
    return psycopg.connect(
        host=owner["HOST"] or None,
        port=owner["PORT"] or None,
        user=owner["USER"] or None,
        password=owner["PASSWORD"] or None,
        dbname=settings.DATABASES["default"]["NAME"],
    )


def _grant_ordinary(connection: psycopg.Connection, role: sql.Identifier) -> None:
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {}",
        "REVOKE CREATE ON SCHEMA public FROM {}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {}",
        "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {}",
    ):
        connection.execute(sql.SQL(statement).format(role))


def _restrict(
    connection: psycopg.Connection, role: sql.Identifier, model: type[models.Model]
) -> None:
    table = sql.Identifier(model._meta.db_table)
    connection.execute(sql.SQL("REVOKE UPDATE, DELETE, TRUNCATE ON {} FROM {}").format(table, role))
    columns = [model._meta.get_field(name).column for name in model.app_may_update]
    if columns:
        named = sql.SQL(", ").join(map(sql.Identifier, columns))
        connection.execute(sql.SQL("GRANT UPDATE ({}) ON {} TO {}").format(named, table, role))
