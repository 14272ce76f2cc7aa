"""``manage.py prepare_site``: what every new version of the code needs before it serves.

One process for several commands, since each would take seconds only to start.
"""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
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
            _collect_changed_static_files()


def _collect_changed_static_files() -> None:
    """Collect unless the same files were collected the same way before."""
    stamp = Path(settings.STATIC_ROOT) / ".collected"
    now = _fingerprint()
    if not stamp.exists() or stamp.read_text() != now:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(now)


def _fingerprint() -> str:
    """Return a hash over every static file's name, size and time, and the way they are stored."""
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            status = Path(storage.path(path)).stat()
            digest.update(f"{path} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.hexdigest()
