"""The registry's part of /api/v1: supply and retirements; reading needs no key. The log is in ``log_api``."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.decorators import decorate_view

from marketplace.errors import MarketError
from marketplace.registry import freshness, queries

router = Router(tags=["registry"])


class ProjectOut(Schema):
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
    owner_zh: str
    owner_en: str
    is_demo: bool


class BatchOut(Schema):
    """Kilograms: issued = available + listed + held + retired + cancelled."""

    code: str
    project: str
    methodology: str
    methodology_version: str
    scheme: str
    credit_type: str
    vintage_start: date
    vintage_end: date
    issued_at: datetime
    status: str
    increment_kg: int
    first_serial: int
    last_serial: int
    upstream_serial: str
    issued_kg: int
    available_kg: int
    listed_kg: int
    held_kg: int
    retired_kg: int
    cancelled_kg: int
    is_demo: bool


class RetiredLineOut(Schema):
    batch: str
    kg: int
    first_serial: int
    last_serial: int
    upstream_state: str
    proof_number: str


class RetirementOut(Schema):
    """``certificate`` is given only where the beneficiary is an organization."""

    public_id: UUID
    retired_at: datetime
    kg: int
    purpose: str
    jurisdiction: str
    beneficiary_kind: str
    beneficiary_zh: str
    beneficiary_en: str
    beneficiary_code: str
    beneficiary_unverified: bool
    claim_kind: str
    title_zh: str
    title_en: str
    period: str
    certificate: str | None
    lines: list[RetiredLineOut]
    is_demo: bool


class SerialOut(Schema):
    batch: str
    serial: int
    state: str
    first_serial: int | None
    last_serial: int | None
    retirement: UUID | None
    cancellation: UUID | None


@router.get("/projects", response=list[ProjectOut], summary="Projects")
@decorate_view(freshness.public_read())
def projects(request: HttpRequest) -> Any:
    return list(queries.projects())


@router.get("/batches", response=list[BatchOut], summary="All batches")
@decorate_view(freshness.public_read())
def batches(request: HttpRequest, project: str = "") -> Any:
    return [_batch(view) for view in queries.batches(project_code=project)]


@router.get("/batches/{code}", response=BatchOut, summary="A batch and where its kilograms are")
@decorate_view(freshness.public_read())
def batch(request: HttpRequest, code: str) -> Any:
    view = queries.batch(code)
    if view is None:
        raise MarketError("not_found")
    return _batch(view)


@router.get("/batches/{code}/serials/{serial}", response=SerialOut, summary="Find a serial number")
@decorate_view(freshness.public_read())
def serial(request: HttpRequest, code: str, serial: int) -> Any:
    found = queries.find_serial(code, serial)
    if found is None:
        raise MarketError("not_found")
    return {
        "batch": found.batch,
        "serial": found.serial,
        "state": found.state,
        "first_serial": found.first,
        "last_serial": found.last,
        "retirement": found.retirement,
        "cancellation": found.cancellation,
    }


@router.get("/retirements/{public_id}", response=RetirementOut, summary="A retirement")
@decorate_view(freshness.public_read())
def retirement(request: HttpRequest, public_id: UUID) -> Any:
    view = queries.retirement(public_id)
    if view is None:
        raise MarketError("not_found")
    return retirement_out(view)


def _batch(view: queries.BatchView) -> dict[str, Any]:
    return {
        **{name: getattr(view, name) for name in BatchOut.model_fields if hasattr(view, name)},
        "project": view.project.code,
        "methodology": view.methodology.code,
        "methodology_version": view.methodology.version,
        "scheme": view.scheme_code,
        "issued_kg": view.quantity_kg,
    }


def retirement_out(view: queries.RetirementView) -> dict[str, Any]:
    """Return a retirement as the API says it: public fields only."""
    return {
        **{name: getattr(view, name) for name in RetirementOut.model_fields if hasattr(view, name)},
        "retired_at": view.at,
        "certificate": view.code if view.beneficiary_kind == "organization" else None,
        "lines": [
            {
                "batch": line.batch,
                "kg": line.kg,
                "first_serial": line.first,
                "last_serial": line.last,
                "upstream_state": line.upstream_state,
                "proof_number": line.proof_number,
            }
            for line in view.lines
        ],
    }
