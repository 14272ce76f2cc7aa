"""The projects' part of /api/v1: one project with its place, periods, documents and batches; reading needs no key."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from marketplace.errors import MarketError
from marketplace.projects import gallery, queries
from marketplace.registry import queries as registry

router = Router(tags=["projects"])


class PeriodOut(Schema):
    """What was measured from one day to another, both included."""

    starts_on: date
    ends_on: date
    quantity: str
    unit_zh: str
    unit_en: str
    report_sha256: str


class DocumentOut(Schema):
    """A public document and the SHA-256 by which a copy is recognized."""

    title_zh: str
    title_en: str
    name: str
    size: int
    sha256: str


class ProjectDetailOut(Schema):
    """``participants`` is null where it is unknown or below ten; ``few_participants`` says which of the two."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    district: str
    summary_zh: str
    summary_en: str
    who_zh: str
    who_en: str
    participants: int | None
    few_participants: bool
    co_benefits_zh: str
    co_benefits_en: str
    owner_zh: str
    owner_en: str
    is_demo: bool
    place_zh: str
    place_en: str
    starts_on: date | None
    ends_on: date | None
    accepted_at: list[datetime]
    monitoring_periods: list[PeriodOut]
    documents: list[DocumentOut]
    batches: list[str]
    issued_kg: int
    listed_kg: int
    retired_kg: int


@router.get(
    "/projects/{code}", response=ProjectDetailOut, summary="A project and what became of it"
)
def project(request: HttpRequest, code: str) -> Any:
    view = registry.project(code)
    if view is None:
        raise MarketError("not_found")
    story, made = queries.story(code), gallery.made(code)
    own = {n: getattr(view, n) for n in ProjectDetailOut.model_fields if hasattr(view, n)}
    return {
        **own,
        "place_zh": story.place_zh if story else "",
        "place_en": story.place_en if story else "",
        "starts_on": story.starts_on if story else None,
        "ends_on": story.ends_on if story else None,
        "accepted_at": list(story.changes) if story else [],
        "monitoring_periods": [_period(each) for each in story.periods] if story else [],
        "documents": list(story.documents) if story else [],
        "batches": [batch.view.code for batch in made.batches],
        "issued_kg": made.issued_kg,
        "listed_kg": made.for_sale_kg,
        "retired_kg": made.retired_kg,
    }


def _period(view: queries.PeriodView) -> dict[str, Any]:
    named = ("starts_on", "ends_on", "unit_zh", "unit_en", "report_sha256")
    return {name: getattr(view, name) for name in named} | {"quantity": f"{view.quantity:f}"}
