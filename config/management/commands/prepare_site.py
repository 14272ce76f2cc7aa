"""``manage.py prepare_site``: what every new version of the code needs before it serves.

One process for several commands, since each would take seconds only to start.
"""

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Bring the database (as its owner) or the files (translations, static) up to date."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which half to do: they can run side by side."""
        parser.add_argument("half", choices=["database", "files"])

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the asked half."""
        if options["half"] == "database":
            call_command("migrate", interactive=False, verbosity=0)
            call_command("secure_database", verbosity=0)
        else:
            call_command("build_locale", verbosity=0)
            call_command("collectstatic", interactive=False, verbosity=0)
