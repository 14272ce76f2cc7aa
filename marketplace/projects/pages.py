"""A dossier's facts as pages show them: in words, by group, with the remarks and the history beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts import queries as accounts
from accounts.models import District
from look import formats
from look.templatetags.look import date_range, day, localname, number
from marketplace.market import kinds
from marketplace.projects.models import Dossier, DossierVersion, Remark
from marketplace.projects.words import GROUPS, LABELS, methodology_label


@dataclass(frozen=True)
class Shown:
    """One fact: its field, what it is called, what it says (a dash for nothing)."""

    field: str
    label: str
    value: str


@dataclass(frozen=True)
class Step:
    """One version in a dossier's history."""

    number: int
    status: str
    status_label: str
    submitted_by: str
    submitted_at: datetime | None
    decided_by: str
    decided_at: datetime | None
    remarks: Sequence[tuple[str, str]]


def shown_groups(version: DossierVersion) -> list[tuple[str, list[Shown]]]:
    """Return a version's facts by group."""
    return [
        (
            str(heading),
            [Shown(name, str(LABELS[name]), in_words(version, name)) for name in names],
        )
        for heading, names in GROUPS
    ]


def in_words(version: DossierVersion, name: str) -> str:
    """Return one fact as people read it."""
    value = getattr(version, name)
    if value is None or value == "":
        return formats.NOTHING
    if name in ("starts_on", "ends_on"):
        return day(value)
    if name == "participants":
        return number(value)
    if name == "radius_m":
        return f"{number(value)} {_('m')}"
    if name == "takes_part":
        return str(version.get_takes_part_display())
    if name == "kind":
        return kinds.label(value)
    if name == "district":
        return str(District(value).label)
    if name == "methodology_version":
        return methodology_label(value)
    if name == "scheme":
        return localname(value)
    return str(value)


def remarks(dossier: Dossier) -> list[Remark]:
    """Return what the registrar remarked on the last version that was sent back, until a later one is handed in."""
    if dossier.versions.filter(status=DossierVersion.Status.SUBMITTED).exists():
        return []
    decided = dossier.versions.filter(status__in=["returned", "accepted"]).order_by("-number")
    last = decided.first()
    if last is None or last.status != DossierVersion.Status.RETURNED:
        return []
    return list(last.remarks.all())


def history(dossier: Dossier) -> list[Step]:
    """Return a dossier's versions that were handed in, newest first."""
    rows = dossier.versions.exclude(status=DossierVersion.Status.DRAFT)
    related = rows.select_related("submitted_by", "decided_by").prefetch_related("remarks")
    return [
        Step(
            number=row.number,
            status=row.status,
            status_label=str(row.get_status_display()),
            submitted_by=accounts.person_name(row.submitted_by),
            submitted_at=row.submitted_at,
            decided_by=accounts.person_name(row.decided_by),
            decided_at=row.decided_at,
            remarks=[(str(LABELS[each.field]), each.text) for each in row.remarks.all()],
        )
        for row in related
    ]


def initial(version: DossierVersion) -> dict[str, Any]:
    """Return a version's facts as its form begins with them."""
    facts = {name: getattr(version, name) for name in DossierVersion.CONTENT}
    for name in ("scheme", "methodology_version"):
        facts[name] = getattr(version, f"{name}_id")
    for name in ("latitude", "longitude"):
        facts[name] = None if facts[name] is None else f"{facts[name].normalize():f}"
    return facts


def point(version: DossierVersion) -> str:
    """Return the point in words such as "22.63636° N, 114.04989° E", or nothing."""
    if version.latitude is None or version.longitude is None:
        return ""
    north, east = version.latitude, version.longitude
    return (
        f"{abs(north):f}° {'N' if north >= 0 else 'S'}, {abs(east):f}° {'E' if east >= 0 else 'W'}"
    )


def period(version: DossierVersion) -> str:
    """Return when the project runs, in words."""
    if version.starts_on is None:
        return ""
    if version.ends_on is None:
        return f"{day(version.starts_on)} –"
    return date_range(version.starts_on, version.ends_on)


def changed(dossier: Dossier, version: DossierVersion) -> set[str]:
    """Return the fields in which a version differs from the last accepted one before it; none for the first."""
    before = dossier.versions.filter(
        status=DossierVersion.Status.ACCEPTED, number__lt=version.number
    ).first()
    if before is None:
        return set()
    return {
        name
        for name in DossierVersion.CONTENT
        if DossierVersion._meta.get_field(name).value_from_object(before)
        != DossierVersion._meta.get_field(name).value_from_object(version)
    }
