"""`manage.py migrate`, as the owner of the tables.

The site's own role may not create tables nor change evidence, so migrations connect by DATABASE_OWNER_URL.
Without that variable Django's own behaviour is kept.
"""

from typing import Any

import environ
from django.conf import settings
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import connections


class Command(MigrateCommand):
    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DATABASE_OWNER_URL:
            owner = environ.Env.db_url_config(settings.DATABASE_OWNER_URL)
            connection = connections[options["database"]]
            connection.close()
            connection.settings_dict.update(USER=owner["USER"], PASSWORD=owner["PASSWORD"])
        super().handle(*args, **options)
