"""Every read of footprints that another app may use; frozen values, a fixed number of queries."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from footprint import guidelines, inventory, sets
from footprint.models import Footprint
from footprint.numbers import EXACT, rounded
from footprint.results import Result
from footprint.text import Text, from_data


@dataclass(frozen=True)
class LineView:
    """A stored line; `kg` is exact kilograms."""

    activity: str
    name: Text
    label: str
    source_class: str
    stage: str
    value: str
    unit: str
    quality: str
    evidence: str
    grade: str
    kg: Decimal
    steps: tuple[Text, ...]
    clause: Text
    factors: tuple[dict[str, Any], ...]
    memos: tuple[dict[str, Any], ...]
    ghg_protocol: str
    iso_14064_1: int


@dataclass(frozen=True)
class ClassTotal:
    """Kilograms of one source class of the guideline."""

    id: str
    number: str
    name: Text
    part: str
    kg: Decimal
    included: bool
    reason: str
    stages_out: dict[str, str] = field(default_factory=dict)
    """Stage → reason, where a class that is in is left out at a stage."""
    left_out_kg: Decimal | None = None


@dataclass(frozen=True)
class FootprintView:
    """A stored footprint as others may show it; the total is `total_kg`, rounded up once."""

    public_id: uuid.UUID | None
    kind: str
    title: str
    guideline: str
    guideline_title: Text
    guideline_version: str
    factor_set: str
    factor_set_sha256: str
    region: str
    participants: int | None
    total_exact: Decimal
    total_kg: int
    lines: tuple[LineView, ...]
    warnings: tuple[dict[str, Any], ...]
    classes: tuple[ClassTotal, ...]
    quality_shares: dict[str, Decimal]
    grade_shares: dict[str, Decimal]
    inputs: dict[str, Any]
    subject_ref: str
    owner_id: int | None
    superseded_by: uuid.UUID | None
    created_at: datetime | None


@dataclass(frozen=True)
class FactorSetView:
    """The factor set that new calculations use."""

    id: str
    title: Text
    count: int
    sha256: str


def current_factor_set() -> FactorSetView:
    """The newest published set; no query."""
    found = sets.load()
    return FactorSetView(found.id, found.title, len(found), found.sha256)


def footprint(public_id: uuid.UUID) -> FootprintView | None:
    """The footprint of this public id, or None; one query."""
    found = Footprint.objects.select_related("superseded_by").filter(public_id=public_id).first()
    return _view(found) if found else None


def preview(
    result: Result,
    *,
    title: str = "",
    boundary: dict[str, dict[str, Any]] | None = None,
    details: dict[str, Any] | None = None,
) -> FootprintView:
    """A calculation that is not stored, seen as a stored one would be; no query."""
    data: dict[str, Any] = result.as_data()
    activities = [line.entered.as_data() for line in result.lines]
    inputs = {
        **(details or {}),
        "activities": activities,
        "participants": result.participants,
        "boundary": boundary or {},
    }
    row = Footprint(
        kind=Footprint.Kind.PLANNED,
        title=title,
        guideline=result.guideline,
        guideline_version=result.guideline_version,
        factor_set=result.factor_set,
        factor_set_sha256=result.factor_set_sha256,
        region=result.region,
        inputs=inputs,
        lines=data["lines"],
        warnings=data["warnings"],
        total_exact=result.total_exact,
        total_kg=result.total_kg,
    )
    return replace(_view(row), public_id=None)


def current(subject_ref: str, *, kind: str) -> FootprintView | None:
    """The current footprint of a subject, or None; one query."""
    rows = Footprint.objects.filter(subject_ref=subject_ref, kind=kind, superseded_by=None)
    found = rows.select_related("superseded_by").order_by("-id").first()
    return _view(found) if found else None


def history(subject_ref: str, *, kind: str) -> tuple[FootprintView, ...]:
    """All footprints of a subject, newest first; one query."""
    rows = Footprint.objects.filter(subject_ref=subject_ref, kind=kind).select_related(
        "superseded_by"
    )
    return tuple(_view(row) for row in rows.order_by("-id"))


def _view(row: Footprint) -> FootprintView:
    lines = tuple(_line(line) for line in row.lines)
    guideline = guidelines.load(row.guideline, row.guideline_version)
    return FootprintView(
        public_id=row.public_id,
        kind=row.kind,
        title=row.title,
        guideline=row.guideline,
        guideline_title=guideline.title,
        guideline_version=row.guideline_version,
        factor_set=row.factor_set,
        factor_set_sha256=row.factor_set_sha256,
        region=row.region,
        participants=row.inputs.get("participants"),
        total_exact=row.total_exact,
        total_kg=row.total_kg,
        lines=lines,
        warnings=tuple(row.warnings),
        classes=_classes(guideline, lines, row.inputs.get("boundary", {})),
        quality_shares=_shares(lines, "quality"),
        grade_shares=_shares(lines, "grade"),
        inputs=row.inputs,
        subject_ref=row.subject_ref,
        owner_id=row.owner_id,
        superseded_by=row.superseded_by.public_id if row.superseded_by else None,
        created_at=row.created_at if row.pk else None,
    )


def _line(data: dict[str, Any]) -> LineView:
    asked = inventory.label(data["label"])
    return LineView(
        activity=data["activity"],
        name=asked or from_data(data["name"]),
        label="" if asked else data["label"],
        source_class=data["source_class"],
        stage=data["stage"],
        value=data["value"],
        unit=data["unit"],
        quality=data["quality"],
        evidence=data["evidence"],
        grade=data["grade"],
        kg=Decimal(data["kg"]),
        steps=tuple(from_data(step) for step in data["steps"]),
        clause=from_data(data["clause"]),
        factors=tuple(data["factors"]),
        memos=tuple(data["memos"]),
        ghg_protocol=data["ghg_protocol"],
        iso_14064_1=data["iso_14064_1"],
    )


def _classes(
    guideline: guidelines.Guideline,
    lines: tuple[LineView, ...],
    boundary: dict[str, dict[str, Any]],
) -> tuple[ClassTotal, ...]:
    sums = _sums(lines, "source_class")
    return tuple(
        ClassTotal(
            id=item.id,
            number=item.number,
            name=item.name,
            part=item.part,
            kg=sums.get(item.id, Decimal(0)),
            included=bool(boundary.get(item.id, {"included": item.id in sums})["included"]),
            reason=str(boundary.get(item.id, {}).get("reason", "")),
            stages_out=boundary.get(item.id, {}).get("stages_out", {}),
            left_out_kg=_decimal(boundary.get(item.id, {}).get("left_out_kg")),
        )
        for item in guideline.classes
        if item.part == "required" or item.id in sums
    )


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _shares(lines: tuple[LineView, ...], what: str) -> dict[str, Decimal]:
    sums = _sums(lines, what)
    total = sum(sums.values(), Decimal(0))
    if not total:
        return {}
    return {
        key: rounded(EXACT.divide(kg * 100, total), places=1) for key, kg in sorted(sums.items())
    }


def _sums(lines: tuple[LineView, ...], what: str) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for line in lines:
        key = getattr(line, what)
        sums[key] = EXACT.add(sums.get(key, Decimal(0)), line.kg)
    return sums
