"""What a dossier must say before it can be handed in. Pure: a mapping of columns in, sentences by field out."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

NEEDED = (
    "name_zh",
    "name_en",
    "kind",
    "scheme",
    "methodology_version",
    "district",
    "place_zh",
    "starts_on",
    "who_zh",
    "who_en",
    "participants",
    "summary_zh",
    "summary_en",
    "co_benefits_zh",
    "co_benefits_en",
)
MISSING = _("This is needed before the dossier can be handed in.")
# Degrees (WGS 84): a frame around Shenzhen with the Shenzhen-Shanwei Zone, wide enough to catch swapped numbers only.
FRAME = {
    "latitude": (Decimal("22.3"), Decimal("23.1")),
    "longitude": (Decimal("113.6"), Decimal("115.4")),
}
ELSEWHERE = "other"


def problems(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what keeps a dossier's facts from being handed in, by field, in the order of the form."""
    found: dict[str, Any] = {
        name: MISSING for name in NEEDED if facts.get(name) is None or facts[name] == ""
    }
    found |= _point(facts)
    start, end = facts.get("starts_on"), facts.get("ends_on")
    if start and end and end < start:
        found["ends_on"] = _("The period ends before it begins.")
    return found


def _point(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is wrong with the point: half of it missing, or not where the district is."""
    given = {name: facts.get(name) for name in FRAME}
    absent = [name for name, value in given.items() if value is None]
    if len(absent) == 1:
        return {absent[0]: _("A point has a latitude and a longitude.")}
    if absent:
        return {"radius_m": _("A radius needs a point.")} if facts.get("radius_m") else {}
    if facts.get("district") in (ELSEWHERE, ""):
        return {}
    return {
        name: _("This point is not in Shenzhen: look whether the two numbers are swapped.")
        for name, (low, high) in FRAME.items()
        if not low <= given[name] <= high
    }


def early_period(began_on: date | None, periods: Iterable[tuple[date, date]]) -> Any | None:
    """Return what is wrong with monitoring periods beside the day on which the project began, or None."""
    early = [f"{first}/{last}" for first, last in periods if began_on and first < began_on]
    if not early:
        return None
    return _(
        "The project begins on %(began)s; what was measured before can't be its own: %(early)s."
    ) % {
        "began": began_on,
        "early": ", ".join(early),
    }


def period_problem(
    starts_on: date, ends_on: date, others: Sequence[tuple[date, date]], *, today: date
) -> tuple[str, Any] | None:
    """Return the field and sentence of what is wrong with a monitoring period beside the others, or None."""
    if ends_on < starts_on:
        return "ends_on", _("The period ends before it begins.")
    if ends_on >= today:
        return "ends_on", _("Only what is over has been measured.")
    if any(starts_on <= last and first <= ends_on for first, last in others):
        return "starts_on", _("This period overlaps another one: the same days would count twice.")
    return None
