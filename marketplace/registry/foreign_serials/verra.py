"""Verra's Verified Carbon Units.

``0001-000001-000100-VCS-VCU-003-VER-US-0003-01012020-31122020-1``: block start and end are the second and third
group, quantity = end − start + 1, and the vintage's days come before the last group. Source: help.cloverly.com,
"Registry serial number ranges". A sectoral scope between country and project is optional (from memory).
"""

import re

from marketplace.registry.foreign_serials.shapes import ForeignSerial, UnknownFormError
from marketplace.registry.foreign_serials.texts import day

REGISTRY = "verra"
_CLAIMS = re.compile(r"-(VCS|VCU)-", re.I)
_FORM = re.compile(
    r"(?P<head>\d{1,8})-(?P<first>\d{1,15})-(?P<last>\d{1,15})-"
    r"(?P<tail>VCS-VCU-\d{1,4}-VER-[A-Z]{2}(-\d{1,2})?-(?P<project>\d{1,6})-"
    r"(?P<start>\d{8})-(?P<end>\d{8})-\w{1,4})"
)


def claims(text: str) -> bool:
    """Return whether the text calls itself one of Verra's."""
    return bool(_CLAIMS.search(text))


def read(text: str) -> ForeignSerial:
    """Read the text; raises UnknownFormError."""
    found = _FORM.fullmatch(text.upper())
    start = day(found["start"], "%d%m%Y") if found else None
    end = day(found["end"], "%d%m%Y") if found else None
    if found is None or start is None or end is None:
        raise UnknownFormError(REGISTRY)
    return ForeignSerial(
        registry=REGISTRY,
        text=text,
        prefix=f"{found['head']}-…-{found['tail']}",
        first=int(found["first"]),
        last=int(found["last"]),
        vintage_start=start,
        vintage_end=end,
        project=found["project"],
    )
