"""CCER, PHCER and all others: no published form was found, so any text is taken.

A block at its end is read where it can hardly be anything else: two numbers of the same width joined by a hyphen
that are not both years, or two numbers joined by a word or sign that says "from, to". Where the text
names no block, whoever files it may say first and last beside it.
"""

import re

from marketplace.registry.foreign_serials.shapes import UNCERTAIN, ForeignSerial, UnknownFormError
from marketplace.registry.foreign_serials.texts import LONGEST

REGISTRY = "free_text"
_SPOKEN = re.compile(
    r"(?P<head>.*?)(?P<first>\d{1,15})(?: - | ?(?:至|到|~|\bto\b) ?)(?P<last>\d{1,15})", re.I
)
_JOINED = re.compile(r"(?P<head>(?:.*\D)?)(?P<first>\d{1,15})-(?P<last>\d{1,15})")
_YEARS = range(1990, 2101)


def claims(text: str) -> bool:
    """Return True: what no registry's form claims is free text."""
    return bool(text)


def read(text: str) -> ForeignSerial:
    """Read the text; raises UnknownFormError for one without a letter or digit, or one that is too long."""
    if not any(c.isalnum() for c in text) or len(text) > LONGEST:
        raise UnknownFormError(REGISTRY)
    found = _SPOKEN.fullmatch(text) or _joined(text)
    return ForeignSerial(
        registry=REGISTRY,
        text=text,
        prefix=(found["head"].rstrip(" -/#.:") if found else text).upper(),
        first=int(found["first"]) if found else None,
        last=int(found["last"]) if found else None,
        certainty=UNCERTAIN,
    )


def _joined(text: str) -> re.Match[str] | None:
    found = _JOINED.fullmatch(text)
    if found is None or len(found["first"]) != len(found["last"]):
        return None
    years = len(found["first"]) == 4 and {int(found["first"]), int(found["last"])} <= set(_YEARS)
    return None if years else found
