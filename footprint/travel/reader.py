"""Reads an attendance file: the child opens and adds it up, this process knows the places."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from footprint import places, text
from footprint.attendance.tally import Way
from footprint.files import process
from footprint.numbers import plain
from footprint.text import Text

MAX_ERRORS = 100
_SUGGESTED = 40
"""Unknown places that get suggestions; looking for them takes a tenth of a second each."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with a cell: `F17`, its column and what to do."""

    row: int
    cell: str
    column: str
    heading: str
    code: str
    message: Text

    def as_data(self) -> dict[str, object]:
        """Strings, integers and mappings only."""
        return {"row": self.row, "cell": self.cell, "column": self.column, "heading": self.heading,
                "code": self.code, "message": self.message.as_data()}  # fmt: skip


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not counted: its known cells, and what is wrong with them."""

    row: int
    cells: Mapping[str, str]
    problems: tuple[CellProblem, ...]


@dataclass(frozen=True)
class Reading:
    """A file that was read and added up. Nothing in it names a person.

    `headings` are the file's own words for the columns that were read, in their order.
    """

    name: str
    sha256: str
    rows: int
    ways: tuple[Way, ...]
    bad_rows: tuple[BadRow, ...]
    bad_count: int
    headings: Mapping[str, str]
    dropped_columns: int

    @property
    def people(self) -> Decimal:
        """People in all good rows."""
        return sum((way.people for way in self.ways), Decimal(0))

    @property
    def trips(self) -> Decimal:
        """Journeys of all good rows, a return trip being two."""
        return sum((way.trips for way in self.ways), Decimal(0))

    @property
    def errors(self) -> tuple[CellProblem, ...]:
        """The first hundred things that are wrong."""
        found = [problem for bad in self.bad_rows for problem in bad.problems]
        return tuple(found[:MAX_ERRORS])

    def file_data(self) -> dict[str, object]:
        """What a draft keeps of the file."""
        return {"name": self.name, "sha256": self.sha256, "rows": self.rows,
                "people": plain(self.people), "error_count": self.bad_count}  # fmt: skip


def read(
    name: str, content: bytes, *, progress: process.Progress = lambda rows, total: None
) -> Reading:
    """Read a .csv or .xlsx; raises CalculationError `file_refused` when it cannot be opened safely."""
    told = process.run("travel", name, content, answer=Ends(), progress=progress)
    return reading(name, content, told)


def reading(name: str, content: bytes, told: Mapping[str, Any]) -> Reading:
    """What the child told of a table, as an object."""
    headings: dict[str, str] = told["columns"]
    return Reading(
        name=Path(name).name[:80],
        sha256=hashlib.sha256(content).hexdigest(),
        rows=int(told["rows"]),
        ways=tuple(_way(item) for item in told["ways"]),
        bad_rows=tuple(_bad(item, headings) for item in told["bad"]),
        bad_count=int(told["bad_count"]),
        headings=headings,
        dropped_columns=int(told["dropped"]),
    )


class Ends:
    """Answers the child's questions about places; far-fetched suggestions stop after forty."""

    def __init__(self) -> None:
        self._asked = 0

    def __call__(self, question: list[str]) -> Mapping[str, object]:
        """Route and kilometres between two places; raises CalculationError for an unknown one."""
        start, end = question
        for field, name in (("from", start), ("to", end)):
            if _known(name) is None:
                self._asked += 1
                raise places.unknown(name, field=field, suggest=self._asked <= _SUGGESTED)
        found = places.find(start), places.find(end)
        return {"route": places.route(*found), "km": plain(places.distance_km(*found))}


@lru_cache(maxsize=4096)
def _known(name: str) -> places.Place | None:
    return places.lookup(name)


def _way(item: Mapping[str, Any]) -> Way:
    return Way(
        activity=item["activity"],
        options=tuple(sorted(item["options"].items())),
        factor=None if item["factor"] is None else Decimal(item["factor"]),
        factor_source=item["factor_source"],
        rows=item["rows"],
        people=Decimal(item["people"]),
        trips=Decimal(item["trips"]),
        passenger_km=Decimal(item["passenger_km"]),
    )


def _bad(item: Mapping[str, Any], headings: Mapping[str, str]) -> BadRow:
    problems = [
        CellProblem(
            row=item["row"],
            cell=problem["cell"],
            column=problem["field"],
            heading=headings.get(problem["field"], ""),
            code=problem["code"],
            message=text.from_data(problem["message"]),
        )
        for problem in item["problems"]
    ]
    return BadRow(item["row"], item["cells"], tuple(problems))
