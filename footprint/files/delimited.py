"""CSV as Chinese offices write it: four encodings, four separators. Standard library only."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from footprint.files.bounds import MAX_BYTES, MAX_COLUMNS, RefusedError

_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = ",\t;，；"


def rows(content: bytes) -> Iterator[list[str]]:
    """Rows of a CSV in UTF-8 (with or without mark), UTF-16 with a mark, or GB18030."""
    if len(content) > MAX_BYTES:
        raise RefusedError("too_big")
    marked = content[:2] in _MARKS
    if content[:4] == b"PK\x03\x04" or (b"\x00" in content[:4096] and not marked):
        raise RefusedError("not_csv")
    text = decoded(content)
    separator = max(_SEPARATORS, key=text.split("\n", 1)[0].count)
    if separator in "，；":
        text, separator = text.replace(separator, "\x1f"), "\x1f"
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if len(row) > MAX_COLUMNS:
                raise RefusedError("too_many_columns")
            yield row
    except csv.Error as error:
        raise RefusedError("not_csv") from error


def decoded(content: bytes) -> str:
    """Text of the first encoding that fits."""
    encodings = ["utf-16"] if content[:2] in _MARKS else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RefusedError("encoding")
