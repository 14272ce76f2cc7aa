"""pgbench's script sent from Python through psycopg alone: what a client in this language reaches without any rules."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg

from benchmarks.pgbench import SCRIPT

_VARIABLE = re.compile(r"(?<!:):([a-z_]+)")
_KEEP = "\\gset"


def steps() -> list[tuple[str, bool]]:
    """Return the script's statements for psycopg, each with whether its answer's columns become variables."""
    return list(_steps(SCRIPT.read_text(encoding="utf-8").splitlines()))


def _steps(lines: list[str]) -> Iterator[tuple[str, bool]]:
    for line in lines:
        keeps = line.endswith(_KEEP)
        if keeps or line.endswith(";"):
            statement = line.removesuffix(_KEEP).rstrip("; ").replace("%", "%%")
            yield _VARIABLE.sub(r"%(\1)s", statement), keeps


class Sender:
    """One client that sends the script over and over, with prepared statements."""

    def __init__(self, url: str, variables: Mapping[str, int], number: int) -> None:
        self.connection = psycopg.connect(url, autocommit=True, prepare_threshold=0)
        self.variables = variables
        self.number = number
        self.steps = steps()
        self.chance = random.Random(number)

    def buy(self, *, listings: int) -> None:
        """Send every statement once, as one purchase."""
        first = self.variables
        known: dict[str, Any] = {
            "listing": first["first_listing"] + self.chance.randrange(listings),
            "kg": self.chance.randint(1, 50),
            "party": first["first_party"] + self.number,
            "organization": first["first_organization"] + self.number,
            "user": first["first_user"] + self.number,
        }
        with self.connection.cursor() as cursor:
            for statement, keeps in self.steps:
                cursor.execute(statement, known)
                if keeps:
                    assert cursor.description is not None
                    names = [column.name for column in cursor.description]
                    known.update(zip(names, cursor.fetchone() or (), strict=True))
