"""`manage.py factors check [SET…]` validates factor sets; `manage.py factors diff OLD NEW` compares two.

A set is named by its id, or by a folder that holds one which is not yet published.
"""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from footprint import checks, sets
from footprint.library import differences
from footprint.library.differences import Change, Difference
from footprint.numbers import plain, printed
from footprint.sets import Factor


class Command(BaseCommand):
    """Checks every row, the pinned files and the defaults; or says what a new set changes."""

    help = "Check factor sets and the guidelines that use them, or compare two sets."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """An action and the sets it is about."""
        parser.add_argument("action", choices=["check", "diff"])
        parser.add_argument("sets", nargs="*", help="ids or folders; all published ones by default")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what is asked for; fail where something is wrong."""
        named = options["sets"]
        if options["action"] == "check":
            for folder in map(_folder, named or sets.available()):
                self._check(folder)
            return
        if len(named) != 2:
            raise CommandError("diff takes two sets: the older and the newer")
        old, new = (sets.read(_folder(name)) for name in named)
        for line in report(differences.compare(old, new)):
            self.stdout.write(line)

    def _check(self, folder: Path) -> None:
        problems = list(checks.check_folder(folder))
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"set {folder.name}: {len(problems)} problems")
        found = sets.read(folder)
        self.stdout.write(f"set {found.id}: {len(found)} factors, sha256 {found.sha256}")


def report(found: Difference) -> Iterator[str]:
    """A difference as lines of text, the defaults that it touches last."""
    yield f"{found.old} -> {found.new}: {found.unchanged} rows are the same"
    yield from (f"+ {_row(factor)}" for factor in found.added)
    yield from (f"- {_row(factor)}" for factor in found.removed)
    yield from (f"~ {_change(change)}" for change in found.changed)
    for item in found.affected:
        now = "removed" if item.new is None else f"{printed(item.new.value)} {item.new.unit}"
        percent = "" if item.percent is None else f" ({plain(item.percent)} %)"
        yield f"! {item.guideline.en}, {item.what.en}: {item.old.id} {printed(item.old.value)} -> {now}{percent}"


def _row(factor: Factor) -> str:
    return f"{factor.id} {printed(factor.value)} {factor.unit}"


def _change(change: Change) -> str:
    columns = ", ".join(change.columns)
    if not change.of_value:
        return f"{change.old.id} [{columns}]"
    percent = "" if change.percent is None else f" ({plain(change.percent)} %)"
    return (
        f"{_row(change.old)} -> {printed(change.new.value)} {change.new.unit}{percent} [{columns}]"
    )


def _folder(name: str) -> Path:
    if name in sets.available():
        return sets.FOLDER / name
    folder = Path(name)
    if not (folder / "set.toml").is_file():
        raise CommandError(f"{name} is no published set and no folder with a set.toml")
    return folder
