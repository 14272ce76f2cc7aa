"""Migrate a database: the libraries' tables alone, or everything (run as `python -m tests.migrate_stage STAGE`)."""

import sys

import django
from django.conf import settings
from django.core.management import call_command, get_commands


def libraries() -> None:
    """Apply every migration that is not ours, and those of accounts, which they depend on."""
    import environ
    from django.apps import apps
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    owner = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)
    connection.settings_dict.update(USER=owner["USER"], PASSWORD=owner["PASSWORD"])
    executor = MigrationExecutor(connection)
    ours = {
        "footprint",
        "marketplace",
        "registry",
        "market",
        "payments",
        "certificates",
        "events",
        "cms",
        "demo",
    }
    labels = {config.label for config in apps.get_app_configs()} - ours
    executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] in labels])


def everything() -> None:
    """Apply all migrations, then take the app role's rights to change evidence."""
    call_command("migrate", verbosity=0, interactive=False)
    if "secure_database" in get_commands():
        call_command("secure_database", verbosity=0)


if __name__ == "__main__":
    django.setup()
    {"libraries": libraries, "all": everything}[sys.argv[1]]()
