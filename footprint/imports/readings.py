"""What is kept of a file that was read: activities, sums and bad rows, as plain data. Pure."""

from __future__ import annotations

from typing import Any

from footprint import travel
from footprint.files.process import Progress
from footprint.travel.reader import Reading
from footprint.workbook import reader as workbook


def read(
    name: str, content: bytes, *, purpose: str, form: str, progress: Progress
) -> dict[str, Any]:
    """Read a file for its purpose; raises CalculationError when it cannot be read at all."""
    if purpose == "travel":
        return of_travel(travel.read(name, content, progress=progress))
    return workbook.read(form, name, content, progress=progress).as_data()


def of_travel(reading: Reading) -> dict[str, Any]:
    """An attendance file's reading as data."""
    return {
        "file": reading.file_data(),
        "trips": format(reading.trips, "f"),
        "dropped": reading.dropped_columns,
        "headings": dict(reading.headings),
        "bad": [
            {
                "row": bad.row,
                "cells": dict(bad.cells),
                "problems": [problem.as_data() for problem in bad.problems],
            }
            for bad in reading.bad_rows
        ],
        "activities": [item.as_data() for item in travel.activities(reading)],
    }
