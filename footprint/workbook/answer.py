"""What the child says of an inventory workbook: version, facts, activity rows and the travel sheet's sums."""

from __future__ import annotations

from typing import Any

from footprint.attendance import answer as travel
from footprint.attendance import columns as travel_columns
from footprint.attendance.tally import Tally
from footprint.files.bounds import MAX_BAD_ROWS, RefusedError
from footprint.files.cells import cell_name, cell_text
from footprint.files.tables import Heading, Table
from footprint.workbook import columns

_FACT_ROWS = 40
_MARK_ROWS = 5


def of_tables(found: list[Table], tally: Tally) -> dict[str, Any]:
    """Read every sheet that is ours, whatever its name; raises RefusedError when none is."""
    told: dict[str, Any] = {"mark": None, "facts": {}, "activities": None, "travel": None}
    for table in found:
        heading = table.heading(columns.match)
        if heading is not None and told["activities"] is None:
            told["activities"] = _activities(table, heading)
            continue
        heading = table.heading(travel_columns.match)
        if heading is not None and {"count", "trip"} <= heading.positions.keys():
            told["travel"] = told["travel"] or travel.of_table(table, heading, tally)
            continue
        told["mark"] = told["mark"] or _mark(table)
        told["facts"] = told["facts"] or _facts(table)
    if told["activities"] is None and told["travel"] is None:
        raise RefusedError("no_sheets")
    return told


def _activities(table: Table, heading: Heading) -> dict[str, Any]:
    positions = {name: at + table.first_column for name, at in heading.positions.items()}
    rows: list[dict[str, Any]] = []
    for number, row in table.numbered():
        if number <= heading.row:
            continue
        cells = {
            name: text
            for name, at in heading.positions.items()
            if at < len(row) and (text := cell_text(row[at]))
        }
        if cells:
            rows.append({"row": number, "cells": cells})
        if len(rows) > MAX_BAD_ROWS:
            raise RefusedError("too_many_rows")
    return {"columns": heading.words, "positions": positions, "rows": rows}


def _mark(table: Table) -> list[str] | None:
    """The hidden sheet's mark, version and form."""
    for number, row in table.numbered():
        texts = [cell_text(cell) for cell in row]
        if texts[:1] == [columns.MARK]:
            return texts[1:3]
        if number >= _MARK_ROWS:
            break
    return None


def _facts(table: Table) -> dict[str, dict[str, str]]:
    """Label and value beside each other, anywhere in the first rows."""
    facts: dict[str, dict[str, str]] = {}
    for number, row in table.numbered():
        texts = [cell_text(cell) for cell in row]
        for at, label in enumerate(texts[:-1]):
            name = columns.fact(label) if label else ""
            if name and texts[at + 1]:
                cell = cell_name(number, at + 1 + table.first_column)
                facts.setdefault(name, {"text": texts[at + 1], "cell": cell})
        if number >= _FACT_ROWS:
            break
    return facts
