"""The public contract of footprints: what can be computed, and the computing. Factors: `factor_api`."""

import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse
from ninja import Router
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StrictStr

from footprint import activities, downloads, guidelines, queries, requests
from footprint.guidelines import Guideline

router = Router(tags=["footprints"])

Number = StrictStr | StrictInt
"""A decimal string, or an integer; JSON's floating numbers are refused, for they are not exact."""


class CustomFactorIn(BaseModel):
    """A factor of the caller's own."""

    value: Number
    unit: str = Field(examples=["kgCO2e/passenger-km"])
    source: str
    reason: str = ""


class ActivityIn(BaseModel):
    """One activity. Its options (`trip`, `distance_km`, `cabin`, …) may stand beside these fields."""

    model_config = ConfigDict(extra="allow")

    activity: str = Field(examples=["electricity"])
    value: Number = Field(examples=["8000"])
    unit: str = Field(examples=["kWh"])
    region: str | None = Field(None, examples=["CN-GD"])
    year: StrictInt | None = None
    factor_id: str | None = None
    factor: CustomFactorIn | None = None
    quality: str | None = None
    stage: str | None = None
    source_class: str | None = None
    label: str | None = None
    options: dict[str, StrictStr | StrictInt] | None = None


class CalculationIn(BaseModel):
    """What to compute."""

    guideline: str = Field(examples=["mee-2019-19"])
    factor_set: str | None = None
    region: str | None = Field(None, examples=["CN-GD"])
    participants: StrictInt | None = Field(None, ge=1, le=10_000_000)
    activities: list[ActivityIn] = Field(min_length=1, max_length=500)
    explain: bool = Field(default=False, description="Also answer other factors and the span.")


@router.post("/footprints/calculate", summary="Compute a footprint", response=dict[str, Any])
def calculate(request: HttpRequest, body: CalculationIn, explain: bool = False) -> dict[str, Any]:
    """Compute with every step; nothing is stored. Decimals are strings without an exponent.

    `?explain=1` adds to each line the other factors that fit it, and the span of them.
    """
    return requests.answer(body.model_dump(exclude_none=True), explain=explain)


@router.get("/guidelines", summary="Guidelines and their activities", response=list[dict[str, Any]])
def list_guidelines(request: HttpRequest) -> list[dict[str, Any]]:
    """All guidelines with source classes, stages, deadlines and the activities they cover."""
    return [_guideline(guidelines.load(item)) for item in guidelines.available()]


@router.get("/footprints/{public_id}", summary="A stored footprint", response=dict[str, Any])
def stored_footprint(request: HttpRequest, public_id: uuid.UUID) -> dict[str, Any]:
    """What was computed and stored, to whoever has its address; with links to it in other forms."""
    view = queries.footprint(public_id)
    if view is None:
        raise Http404
    return {
        "id": str(public_id),
        "kind": view.kind,
        "created_at": view.created_at.isoformat() if view.created_at else None,
        "superseded_by": str(view.superseded_by) if view.superseded_by else None,
        **downloads.as_data(view),
        "links": _links(public_id),
    }


def _links(public_id: uuid.UUID) -> dict[str, str]:
    names = {"page": "result"} | {kind: f"result_{kind}" for kind in ("pdf", "xlsx", "csv", "json")}
    return {
        kind: settings.SITE_URL + reverse(f"footprint:{name}", args=[public_id])
        for kind, name in names.items()
    }


def _guideline(guideline: Guideline) -> dict[str, Any]:
    return {
        "id": guideline.id,
        "version": guideline.version,
        "subject": guideline.subject,
        "title": guideline.title.as_data(),
        "document": guideline.document.as_data(),
        "gwp_basis": guideline.gwp_basis,
        "stages": [
            {"id": stage.id, "name": stage.name.as_data(), "required": stage.required}
            for stage in guideline.stages
        ],
        "source_classes": [
            {
                "id": item.id,
                "number": item.number,
                "name": item.name.as_data(),
                "clause": item.clause.as_data(),
                "part": item.part,
                "activities": [_activity(activity) for activity in item.activities],
            }
            for item in guideline.classes
        ],
        "deadlines": [
            {"credits": item.credits, "years": item.years, "clause": item.clause.as_data()}
            for item in guideline.deadlines
        ],
        "credits": [{"id": item.id, "name": item.name.as_data()} for item in guideline.credits],
    }


def _activity(activity_id: str) -> dict[str, Any]:
    activity = activities.find(activity_id)
    return {
        "id": activity.id,
        "name": activity.name.as_data(),
        "units": list(activity.units),
        "options": {
            option.id: list(option.choices) if option.choices else "decimal"
            for option in activity.options
        },
    }
