"""What the child says of an attendance file: its ways of travelling and its bad rows, never more."""

from __future__ import annotations

from itertools import islice
from typing import Any

from footprint.attendance import columns
from footprint.attendance.tally import BadRow, Tally, Way
from footprint.files.bounds import RefusedError
from footprint.files.cells import cell_name
from footprint.files.tables import Heading, Table
from footprint.numbers import plain

NEEDED = ("count", "trip")
"""Columns without which no row can be read; the others may be blank in a file that needs none."""


def of_tables(found: list[Table], tally: Tally) -> dict[str, Any]:
    """Count the first table that has our headings; raises RefusedError when none has."""
    for table in found:
        heading = table.heading(columns.match)
        if heading is not None:
            return of_table(table, heading, tally)
    raise RefusedError("empty" if all(table.is_blank() for table in found) else "no_header")


def of_table(table: Table, heading: Heading, tally: Tally) -> dict[str, Any]:
    """Count one table below its heading; raises RefusedError when a needed column is missing."""
    missing = [name for name in NEEDED if name not in heading.positions]
    if missing:
        raise RefusedError("missing_columns", ",".join(missing))
    tally.total = table.height
    tally.add(islice(table.numbered(), heading.row, None), heading.positions)
    positions = {name: at + table.first_column for name, at in heading.positions.items()}
    return {
        "sheet": table.name[:40],
        "columns": heading.words,
        "dropped": heading.others,
        "rows": tally.rows,
        "ways": [_way(way) for way in sorted(tally.ways.values(), key=lambda way: way.key)],
        "bad": [_bad(bad, positions) for bad in tally.bad],
        "bad_count": tally.bad_count,
    }


def _way(way: Way) -> dict[str, Any]:
    return {
        "activity": way.activity,
        "options": dict(way.options),
        "factor": None if way.factor is None else plain(way.factor),
        "factor_source": way.factor_source,
        "rows": way.rows,
        "people": plain(way.people),
        "trips": plain(way.trips),
        "passenger_km": plain(way.passenger_km),
    }


def _bad(bad: BadRow, positions: dict[str, int]) -> dict[str, Any]:
    problems = []
    for error in bad.problems:
        at = positions.get(error.field)
        cell = "" if at is None else cell_name(bad.row, at)
        problems.append({**error.as_data(), "cell": cell})
    return {"row": bad.row, "cells": bad.cells, "problems": problems}
