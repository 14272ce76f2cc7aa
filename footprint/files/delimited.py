"""CSV as Chinese offices write it: four encodings, four separators. Standard library only."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from footprint.files.bounds import MAX_BYTES, MAX_COLUMNS, RefusedError

_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SEPARATORS = ",\t;，；"
_UNIT = "\x1f"
"""ASCII's own separator of fields, which nobody types."""


def rows(content: bytes) -> Iterator[list[str]]:
    """Rows of a CSV in UTF-8 (with or without mark), UTF-16 with a mark, or GB18030."""
    if len(content) > MAX_BYTES:
        raise RefusedError("too_big")
    marked = content[:2] in _MARKS
    if content[:4] == b"PK\x03\x04" or (b"\x00" in content[:4096] and not marked):
        raise RefusedError("not_csv")
    encoding = encoding_of(content)
    lines = io.TextIOWrapper(io.BytesIO(content), encoding, newline="")
    first = lines.readline()
    lines.seek(0)
    separator = max(_SEPARATORS, key=first.count)
    try:
        for row in csv.reader(_plain(lines, separator), delimiter=_plain_separator(separator)):
            if len(row) > MAX_COLUMNS:
                raise RefusedError("too_many_columns")
            yield row
    except csv.Error as error:
        raise RefusedError("not_csv") from error


def encoding_of(content: bytes) -> str:
    """The first encoding that fits the whole content; raises RefusedError."""
    for encoding in ["utf-16"] if content[:2] in _MARKS else ["utf-8-sig", "gb18030"]:
        try:
            content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise RefusedError("encoding")


def _plain(lines: Iterable[str], separator: str) -> Iterable[str]:
    """Lines with a full-width separator made one that the reader takes."""
    if separator.isascii():
        return lines
    return (line.replace(separator, _UNIT) for line in lines)


def _plain_separator(separator: str) -> str:
    return separator if separator.isascii() else _UNIT
