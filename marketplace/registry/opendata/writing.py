"""Rows as CSV and JSON, piece by piece, the same bytes for the same rows. Pure.

CSV is UTF-8 with a byte order mark, since Excel reads Chinese wrongly without it, with CRLF (RFC 4180). A
text that a spreadsheet would take for a formula gets an apostrophe before it.
"""

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from marketplace.registry.opendata.dictionary import Row, Value

BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(value: Value) -> str:
    """Return a cell's text: booleans as true and false, nothing as nothing, no text a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def csv_lines(rows: Iterable[Iterable[Value]]) -> bytes:
    """Return rows as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def csv_head(header: Iterable[str]) -> bytes:
    """Return the mark and the line of column names."""
    return BOM.encode() + csv_lines([header])


def json_head(about: dict[str, Any]) -> bytes:
    """Return the beginning of the document: what it is, then an open list of rows."""
    return _json(about)[:-1] + b',"rows":['


def json_row(header: Iterable[str], row: Row, *, first: bool) -> bytes:
    """Return one row as an object, with the comma before it."""
    return (b"\n" if first else b",\n") + _json(dict(zip(header, row, strict=True)))


def json_tail() -> bytes:
    """Return the end of the document."""
    return b"\n]}\n"


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
