"""The Climate Action Reserve: ``CAR-1-US-293-1-120-CA-2006-102-1 to 29251``.

The block is what stands around "to", the vintage year is the eighth group, the fourth is the project. Source:
help.cloverly.com, "Registry serial number ranges".
"""

import re

from marketplace.registry.foreign_serials.shapes import ForeignSerial, UnknownFormError
from marketplace.registry.foreign_serials.texts import year

REGISTRY = "car"
_FORM = re.compile(
    r"(?P<head>CAR-\d{1,3}-[A-Z]{2}-(?P<project>\d{1,6})-\d{1,4}-\d{1,6}-[A-Z]{2}-"
    r"(?P<year>(19|20)\d{2})-\d{1,8})-(?P<first>\d{1,15}) TO (?P<last>\d{1,15})"
)


def claims(text: str) -> bool:
    """Return whether the text calls itself one of the Climate Action Reserve's."""
    return text.upper().startswith("CAR-")


def read(text: str) -> ForeignSerial:
    """Read the text; raises UnknownFormError."""
    found = _FORM.fullmatch(text.upper())
    if found is None:
        raise UnknownFormError(REGISTRY)
    start, end = year(found["year"])
    return ForeignSerial(
        registry=REGISTRY,
        text=text,
        prefix=found["head"],
        first=int(found["first"]),
        last=int(found["last"]),
        vintage_start=start,
        vintage_end=end,
        vintage_is_year=True,
        project=found["project"],
    )
