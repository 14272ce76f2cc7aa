"""Regen's batch denominations: ``C01-20190101-20200101-001``, or with the project after the class.

They name a whole batch and its days, no block and no count. Source: regen-ledger, x/ecocredit/spec.
"""

import re

from marketplace.registry.foreign_serials.shapes import ForeignSerial, UnknownFormError
from marketplace.registry.foreign_serials.texts import day

REGISTRY = "regen"
_CLAIMS = re.compile(r"[A-Z]{1,3}\d{2,}(-\d{3,})?-\d{8}-\d{8}\b", re.I)
_FORM = re.compile(
    r"(?P<class>[A-Z]{1,3}\d{2,5})(-(?P<project>\d{3,6}))?-(?P<start>\d{8})-(?P<end>\d{8})-\d{3,6}"
)


def claims(text: str) -> bool:
    """Return whether the text begins as a batch denomination does."""
    return bool(_CLAIMS.match(text))


def read(text: str) -> ForeignSerial:
    """Read the text; raises UnknownFormError."""
    found = _FORM.fullmatch(text.upper())
    start = day(found["start"], "%Y%m%d") if found else None
    end = day(found["end"], "%Y%m%d") if found else None
    if found is None or start is None or end is None:
        raise UnknownFormError(REGISTRY)
    return ForeignSerial(
        registry=REGISTRY,
        text=text,
        prefix=text.upper(),
        vintage_start=start,
        vintage_end=end,
        project=found["project"] or "",
    )
