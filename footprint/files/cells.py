"""Cells as the text a person would type, and their names. Standard library only."""

from __future__ import annotations

import datetime
import re

from footprint.files.bounds import MAX_TEXT

DATE = "\x00date "
"""Marks a cell that holds a date, a time or a duration: no number and no word of ours."""
NO_VALUE = "\x00formula"
"""Marks a formula whose value the file does not hold."""
MERGED = "\x00merged "
"""Marks a cell that lies under a merged one; the range follows."""
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def cell_text(cell: object) -> str:
    """A cell as text; numbers with the 15 digits Excel shows and without exponent, dates marked."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell.strip()[:MAX_TEXT]
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return float_text(cell)
    if isinstance(cell, (datetime.date, datetime.time, datetime.timedelta)):
        return f"{DATE}{cell}"
    return str(cell).strip()[:MAX_TEXT]


def float_text(number: float) -> str:
    """A number with at most 15 significant digits: 0.1 + 0.2 is the 0.3 that the sheet shows."""
    text = format(number, ".15g")
    if "e" in text:
        from decimal import Decimal

        text = format(Decimal(text), "f")
    return text


def shown(text: str) -> str:
    """A marked cell as a person sees it."""
    if text.startswith(DATE):
        return text[len(DATE) :]
    return "" if text.startswith("\x00") else text


def column_letters(position: int) -> str:
    """Column 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, position: int) -> str:
    """`F17` for row 17 and column position 5."""
    return f"{column_letters(position)}{row}"


def cell_at(name: str) -> tuple[int, int]:
    """Row number and column position of `F17`; raises ValueError for anything else."""
    match = _REFERENCE.fullmatch(name)
    if match is None:
        raise ValueError(name)
    position = 0
    for letter in match[1]:
        position = position * 26 + ord(letter) - 64
    return int(match[2]), position - 1
