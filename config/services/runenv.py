"""``run.env``: what a run decided, so that ``manage.py`` in another shell finds its parts."""

import shlex
from collections.abc import Mapping
from pathlib import Path

from config.services.paths import var_dir, write_private

_HEAD = "# Written by 'make run'; holds secrets. What the environment says comes first.\n"


def path() -> Path:
    """Return the file's place."""
    return var_dir() / "run.env"


def read() -> dict[str, str]:
    """Return what the last run wrote, or nothing."""
    if not path().exists():
        return {}
    pairs = {}
    for line in path().read_text().splitlines():
        name, found, value = line.partition("=")
        if found and not name.startswith("#"):
            pairs[name] = "".join(shlex.split(value))
    return pairs


def write(values: Mapping[str, str]) -> None:
    """Replace the file (mode 600)."""
    lines = [f"{name}={_quoted(value)}\n" for name, value in sorted(values.items())]
    write_private(path(), _HEAD + "".join(lines))


def _quoted(value: str) -> str:
    """Quote as a shell and django-environ both read it."""
    plain = value and not set(value) & set(" \t\"'#$\\")
    return value if plain else f"'{value}'"
