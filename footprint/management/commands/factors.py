"""`manage.py factors check [SET]`: validate published factor sets and the guidelines on them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from footprint import checks, sets


class Command(BaseCommand):
    """Checks every row, the pinned files and the defaults."""

    help = "Check published factor sets and the guidelines that use them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One action so far."""
        parser.add_argument("action", choices=["check"])
        parser.add_argument("sets", nargs="*", help="ids of sets; all by default")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what is wrong and fail, or say that all is well."""
        for set_id in options["sets"] or sets.available():
            problems = list(checks.check(set_id))
            for problem in problems:
                self.stderr.write(problem)
            if problems:
                raise CommandError(f"set {set_id}: {len(problems)} problems")
            found = sets.load(set_id)
            self.stdout.write(f"set {set_id}: {len(found)} factors, sha256 {found.sha256}")
