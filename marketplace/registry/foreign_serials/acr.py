"""The American Carbon Registry: ``ACR-US-192-2010-203-1-5000``.

Country, project, vintage year, issue, first and last tonne. Source: help.cloverly.com, "Registry serial number ranges".
"""

import re

from marketplace.registry.foreign_serials.shapes import ForeignSerial, UnknownFormError
from marketplace.registry.foreign_serials.texts import year

REGISTRY = "acr"
_FORM = re.compile(
    r"(?P<head>ACR-[A-Z]{2}-(?P<project>\d{1,6})-(?P<year>(19|20)\d{2})-\d{1,8})-"
    r"(?P<first>\d{1,15})-(?P<last>\d{1,15})"
)


def claims(text: str) -> bool:
    """Return whether the text calls itself one of the American Carbon Registry's."""
    return text.upper().startswith("ACR-")


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
