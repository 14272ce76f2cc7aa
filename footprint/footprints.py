"""The verbs of stored footprints: the only writer of their table."""

import json
from collections.abc import Mapping, Sequence

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import Party, User
from footprint import guidelines, sets
from footprint.calculation import calculate
from footprint.errors import CalculationError
from footprint.inputs import from_data
from footprint.models import Footprint
from footprint.results import Result
from footprint.text import Text

Boundary = Mapping[str, Mapping[str, object]]
"""Source class id → `{"included": bool, "reason": str}`; a class left out needs a reason.

`stages_out` (stage → reason) may say where a class that is in is not; `left_out_kg` what the boundary leaves out.
"""


class FootprintError(Exception):
    """A stored footprint cannot be changed in the way that was asked."""


@transaction.atomic
def store(
    result: Result,
    *,
    kind: str,
    title: str = "",
    owner: Party | None = None,
    created_by: User | None = None,
    subject_ref: str = "",
    boundary: Boundary | None = None,
    levers: Mapping[str, str] | None = None,
    details: Mapping[str, object] | None = None,
) -> Footprint:
    """Freeze a calculation; an earlier one of the same kind for the same subject is superseded.

    `levers` are the reductions chosen with it, each with its share in percent; they change no kilogram.
    `details` are kept with the inputs: what the activities were made of, such as an office's sites.

    Raises CalculationError when the boundary leaves a class out without a reason.
    """
    inputs = _inputs(result, details=details or {})
    if boundary is not None:
        inputs["boundary"] = _checked(boundary, result)
    if levers:
        inputs["levers"] = dict(levers)
    before = _current_locked(subject_ref, kind)
    data = result.as_data()
    footprint = Footprint.objects.create(
        kind=kind,
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
        subject_ref=subject_ref,
        owner=owner,
        created_by=created_by,
    )
    if before is not None:
        supersede(before, footprint)
    return footprint


def _inputs(result: Result, *, details: Mapping[str, object]) -> dict[str, object]:
    """What a result was made from, as it is frozen with it."""
    inputs: dict[str, object] = {
        **details,
        "activities": [line.entered.as_data() for line in result.lines],
        "participants": result.participants,
    }
    if result.days is not None:
        inputs["days"] = result.days
    return inputs


@transaction.atomic
def supersede(old: Footprint, new: Footprint) -> None:
    """Name the successor of a footprint, once; raises FootprintError if it already has one."""
    changed = Footprint.objects.filter(pk=old.pk, superseded_by=None).update(superseded_by=new)
    if changed != 1:
        raise FootprintError(_("This footprint has already been superseded."))
    old.superseded_by = new


def recompute(footprint: Footprint) -> Result:
    """Compute a stored footprint again from its own inputs, set and guideline version.

    Raises FootprintError when the published set on disk is not the one it was made with.
    """
    factor_set = sets.load(footprint.factor_set)
    if factor_set.sha256 != footprint.factor_set_sha256:
        raise FootprintError(
            f"factor set {factor_set.id} has changed since this footprint was stored"
        )
    return calculate(
        footprint.guideline,
        factor_set,
        [from_data(item) for item in footprint.inputs["activities"]],
        region=footprint.region,
        participants=footprint.inputs["participants"],
        days=footprint.inputs.get("days"),
        version=footprint.guideline_version,
    )


def recomputes_identically(footprint: Footprint) -> bool:
    """Whether computing again gives the very bytes that were stored."""
    data = recompute(footprint).as_data()
    same_total = data["total_kg"] == footprint.total_kg
    return same_total and _bytes(data["lines"]) == _bytes(footprint.lines)


def _bytes(lines: object) -> bytes:
    return json.dumps(lines, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _current_locked(subject_ref: str, kind: str) -> Footprint | None:
    """The current footprint of a subject, with other writers for it waiting until we commit."""
    if not subject_ref:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"footprint:{kind}:{subject_ref}"],
        )
    return Footprint.objects.filter(subject_ref=subject_ref, kind=kind, superseded_by=None).first()


def _checked(boundary: Boundary, result: Result) -> dict[str, dict[str, object]]:
    """Every required class in or out; out only with a reason and without lines."""
    guideline = guidelines.load(result.guideline, result.guideline_version)
    with_lines: Sequence[str] = [line.source_class for line in result.lines]
    checked: dict[str, dict[str, object]] = {}
    for item in guideline.classes:
        said = boundary.get(
            item.id, {"included": item.id in with_lines or item.part != "required", "reason": ""}
        )
        included, reason = bool(said.get("included")), str(said.get("reason") or "").strip()
        if not included and not reason and item.part == "required":
            message = Text(
                f"请说明为何不含“{item.name.zh}”。", f"Say why “{item.name.en}” is left out."
            )
            raise CalculationError("reason_required", message, field=f"boundary.{item.id}")
        if not included and item.id in with_lines:
            message = Text(
                f"“{item.name.zh}”已排除，却有数据。",
                f"“{item.name.en}” is left out but has lines.",
            )
            raise CalculationError("class_left_out", message, field=f"boundary.{item.id}")
        checked[item.id] = {"included": included, "reason": reason, **_details(said)}
    return checked


def _details(said: Mapping[str, object]) -> dict[str, object]:
    return {key: said[key] for key in ("stages_out", "left_out_kg") if said.get(key)}
