"""Reads an inventory workbook: the child opens it, here its rows become activities of a draft."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from footprint import guidelines, numbers, sets, travel
from footprint.calculation import compute
from footprint.choice import Rules
from footprint.errors import CalculationError
from footprint.files import process
from footprint.files.cells import cell_name, shown
from footprint.files.refusals import refused
from footprint.inputs import ActivityInput
from footprint.travel.reader import BadRow, CellProblem, Ends, Reading
from footprint.workbook import columns, facts
from footprint.workbook.facts import FactProblem
from footprint.workbook.lines import read_row

PEOPLE_UNITS = ("person", "passenger-km")


@dataclass(frozen=True)
class WorkbookReading:
    """A workbook that was read: what it says of the subject, its activities, its bad rows."""

    name: str
    sha256: str
    basics: Mapping[str, str]
    wrong_facts: tuple[FactProblem, ...]
    activities: tuple[ActivityInput, ...]
    rows: int
    bad_rows: tuple[BadRow, ...]
    headings: Mapping[str, str]
    travel: Reading | None
    counts_twice: bool
    is_template: bool
    """Whether it is our template, which holds all amounts, and not some rows to be added."""

    @property
    def bad_count(self) -> int:
        """Rows that were not taken, of both sheets."""
        return len(self.bad_rows) + (self.travel.bad_count if self.travel else 0)

    def as_data(self) -> dict[str, Any]:
        """For an import's result; see `imports.readings`."""
        from footprint.imports.readings import of_travel

        attended = of_travel(self.travel) if self.travel else None
        people = numbers.plain(self.travel.people) if self.travel else ""
        return {
            "file": {"name": self.name, "sha256": self.sha256, "rows": self.rows, "people": people,
                     "error_count": self.bad_count},
            "whole": self.is_template,
            "basics": dict(self.basics),
            "wrong_facts": [item.as_data() for item in self.wrong_facts],
            "headings": dict(self.headings),
            "bad": [_bad_data(bad) for bad in self.bad_rows],
            "travel": attended and {key: attended[key] for key in ("bad", "headings", "trips", "dropped")},
            "counts_twice": self.counts_twice,
            "activities": [item.as_data() for item in self.activities],
        }  # fmt: skip


def read(
    form: str,
    name: str,
    content: bytes,
    *,
    progress: process.Progress = lambda rows, total: None,
) -> WorkbookReading:
    """Read a workbook of this form; raises CalculationError `file_refused`."""
    told = process.run("inventory", name, content, answer=Ends(), progress=progress)
    _check_mark(told["mark"], form)
    attended = told["travel"] and travel.reader.reading(name, content, told["travel"])
    basics, wrong = facts.read(told["facts"])
    good, bad = _rows(told["activities"], form, basics.get("region", ""))
    journeys = travel.activities(attended) if attended else []
    return WorkbookReading(
        name=Path(name).name[:80],
        sha256=hashlib.sha256(content).hexdigest(),
        basics=basics,
        wrong_facts=tuple(wrong),
        activities=(*good, *journeys),
        rows=len(good) + (attended.rows if attended else 0),
        bad_rows=tuple(bad),
        headings=told["activities"]["columns"] if told["activities"] else {},
        travel=attended,
        is_template=bool(told["mark"]),
        counts_twice=bool(journeys) and any(item.unit in PEOPLE_UNITS for item in good),
    )


def _check_mark(mark: list[str] | None, form: str) -> None:
    """A template of a version or form that is not this page's is refused with the way out."""
    if not mark:
        return
    version, made_for = [*mark, "", ""][:2]
    if version not in columns.READABLE:
        raise refused("newer_template", version[:12])
    if made_for and made_for != form:
        raise refused("other_form")


def _rows(
    told: Mapping[str, Any] | None, form: str, region: str
) -> tuple[list[ActivityInput], list[BadRow]]:
    if told is None:
        return [], []
    guideline = guidelines.load(columns.GUIDELINES[form])
    rules = Rules(sets.load(), guideline, region or "CN-GD")
    good: list[ActivityInput] = []
    bad: list[BadRow] = []
    for item in told["rows"]:
        try:
            entered = read_row(item["cells"], form, guideline)
            if entered is not None:
                compute(entered, rules)
                good.append(entered)
        except CalculationError as error:
            bad.append(_bad(item, error, told))
    return good, bad


def _bad(item: Mapping[str, Any], error: CalculationError, told: Mapping[str, Any]) -> BadRow:
    column = _column(error.field, item["cells"])
    position = told["positions"].get(column)
    problem = CellProblem(
        row=item["row"],
        cell="" if position is None else cell_name(item["row"], position),
        column=column,
        heading=told["columns"].get(column, ""),
        code=error.code,
        message=error.message,
    )
    cells = {name: shown(text) for name, text in item["cells"].items()}
    return BadRow(item["row"], cells, (problem,))


def _column(field: str, cells: Mapping[str, str]) -> str:
    """The column of a calculation's field, such as `options.trip`."""
    if field in columns.IDS:
        return field
    head, _dot, option = field.partition(".")
    if head == "factor":
        return "factor"
    if option == "distance_km":
        return "distance_km"
    if option in ("people_per_vehicle", "occupants_per_room"):
        return "sharing"
    if head == "options":
        return next((name for name in ("option1", "option2", "option3") if not cells.get(name)), "option1")  # fmt: skip
    return "activity"


def _bad_data(bad: BadRow) -> dict[str, Any]:
    problems = [problem.as_data() for problem in bad.problems]
    return {"row": bad.row, "cells": dict(bad.cells), "problems": problems}
