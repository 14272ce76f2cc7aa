"""National registries built on UNDP's: ``<party>-<unit>-<scope>-<project>-<start>-<end>-<vintage>``.

Source: undp/undp-national-carbon-registry, pull request 360: unique blocks that do not overlap. The groups'
alphabets are not written down there, so letters and digits are taken in all but the numbers.
"""

import re

from marketplace.registry.foreign_serials.shapes import ForeignSerial, UnknownFormError
from marketplace.registry.foreign_serials.texts import year

REGISTRY = "undp"
_FORM = re.compile(
    r"(?P<head>[A-Z]{2,3}-[A-Z0-9]{1,8}-[A-Z0-9]{1,8}-(?P<project>[A-Z0-9]{1,12}))-"
    r"(?P<first>\d{1,15})-(?P<last>\d{1,15})-(?P<year>(19|20)\d{2})"
)


def claims(text: str) -> bool:
    """Return whether the text has all seven groups: no word in it names the registry."""
    return bool(_FORM.fullmatch(text.upper()))


def read(text: str) -> ForeignSerial:
    """Read the text; raises UnknownFormError."""
    found = _FORM.fullmatch(text.upper())
    if found is None:
        raise UnknownFormError(REGISTRY)
    start, end = year(found["year"])
    return ForeignSerial(
        registry=REGISTRY,
        text=text,
        prefix=f"{found['head']}-…-{found['year']}",
        first=int(found["first"]),
        last=int(found["last"]),
        vintage_start=start,
        vintage_end=end,
        vintage_is_year=True,
        project=found["project"],
    )
