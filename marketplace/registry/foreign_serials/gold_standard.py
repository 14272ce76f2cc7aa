"""Gold Standard: ``GS1-1-CN-GS1234-…``. Read with reserve: the form is from memory, no source was seen.

Taken: type, country, project, any groups, the vintage year somewhere among them, first and last tonne at the end.
"""

import re

from marketplace.registry.foreign_serials.shapes import UNCERTAIN, ForeignSerial, UnknownFormError
from marketplace.registry.foreign_serials.texts import year

REGISTRY = "gold_standard"
_FORM = re.compile(
    r"(?P<head>GS1-\d{1,3}-[A-Z]{2}-(?P<project>GS\d{1,6})-[A-Z0-9-]{1,60}?)-"
    r"(?P<first>\d{1,15})-(?P<last>\d{1,15})"
)
_YEAR = re.compile(r"(?<![A-Z0-9])((?:19|20)\d{2})(?![A-Z0-9])")


def claims(text: str) -> bool:
    """Return whether the text calls itself one of Gold Standard's."""
    return text.upper().startswith("GS1-")


def read(text: str) -> ForeignSerial:
    """Read the text; raises UnknownFormError."""
    found = _FORM.fullmatch(text.upper())
    if found is None:
        raise UnknownFormError(REGISTRY)
    years = _YEAR.findall(found["head"])
    start, end = year(years[0]) if len(years) == 1 else (None, None)
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
        certainty=UNCERTAIN,
    )
