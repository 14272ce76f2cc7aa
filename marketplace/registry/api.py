"""The registry's part of /api/v1: supply, retirements and the public log; reading needs no key."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Query, Router, Schema

from marketplace.errors import MarketError
from marketplace.registry import log, merkle, queries, signing

router = Router(tags=["registry"])
PAGE = 1_000


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


class CheckpointOut(Schema):
    """``note`` is the signed text (C2SP), ``key`` what verifies it."""

    origin: str
    size: int
    root: str
    time: datetime
    note: str
    key: str


class EntryOut(Schema):
    position: int
    body: str


class EntriesOut(Schema):
    """Entries from ``start`` up to, not including, ``end``; at most a thousand at once."""

    start: int
    end: int
    size: int
    entries: list[EntryOut]


class ProofOut(Schema):
    position: int
    size: int
    leaf_hash: str
    proof: list[str]


class ConsistencyOut(Schema):
    old: int
    new: int
    proof: list[str]


@router.get("/projects", response=list[ProjectOut], summary="Projects")
def projects(request: HttpRequest) -> Any:
    return list(queries.projects())


@router.get("/batches", response=list[BatchOut], summary="All batches")
def batches(request: HttpRequest, project: str = "") -> Any:
    return [_batch(view) for view in queries.batches(project_code=project)]


@router.get("/batches/{code}", response=BatchOut, summary="A batch and where its kilograms are")
def batch(request: HttpRequest, code: str) -> Any:
    view = queries.batch(code)
    if view is None:
        raise MarketError("not_found")
    return _batch(view)


@router.get("/batches/{code}/serials/{serial}", response=SerialOut, summary="Find a serial number")
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
def retirement(request: HttpRequest, public_id: UUID) -> Any:
    view = queries.retirement(public_id)
    if view is None:
        raise MarketError("not_found")
    return _retirement(view)


@router.get("/log/checkpoint", response=CheckpointOut, summary="The newest signed checkpoint")
def checkpoint(request: HttpRequest) -> Any:
    newest = _newest()
    return {
        "origin": settings.LOG_ORIGIN,
        "size": newest.size,
        "root": newest.root_hex,
        "time": newest.at,
        "note": newest.note,
        "key": signing.vkey(),
    }


@router.get("/log/entries", response=EntriesOut, summary="Entries of the log")
def entries(
    request: HttpRequest,
    start: Annotated[int, Query(ge=0, le=2**53)] = 0,
    end: Annotated[int | None, Query(ge=0, le=2**53)] = None,
) -> Any:
    size = log.current_size()
    stop = min(size, start + PAGE if end is None else min(end, start + PAGE))
    found = log.entries(start, stop)
    return {
        "start": start,
        "end": start + len(found),
        "size": size,
        "entries": [{"position": place, "body": body.decode()} for place, body in found],
    }


@router.get("/log/proof", response=ProofOut, summary="That an entry is in the log")
def proof(
    request: HttpRequest,
    position: Annotated[int, Query(ge=0, le=2**53)],
    size: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> Any:
    whole = _newest().size
    wanted = size or whole
    if wanted > whole or position >= wanted:
        raise MarketError("not_found")
    ((_place, body),) = log.entries(position, position + 1)
    return {
        "position": position,
        "size": wanted,
        "leaf_hash": merkle.leaf_hash(body).hex(),
        "proof": [step.hex() for step in log.inclusion(position, wanted)],
    }


@router.get("/log/consistency", response=ConsistencyOut, summary="That the log only grew")
def consistency(
    request: HttpRequest,
    old: Annotated[int, Query(ge=1, le=2**53)],
    new: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> Any:
    whole = _newest().size
    wanted = new or whole
    if not old <= wanted <= whole:
        raise MarketError("not_found")
    steps = [step.hex() for step in log.consistency(old, wanted)]
    return {"old": old, "new": wanted, "proof": steps}


@router.get("/log/key.txt", include_in_schema=False)
def key_file(request: HttpRequest) -> HttpResponse:
    """The key, as the offline checker reads it."""
    return _plain(signing.vkey() + "\n")


@router.get("/log/checkpoint.txt", include_in_schema=False)
def checkpoint_file(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint, as the offline checker reads it."""
    return _plain(_newest().note)


@router.get("/log/entries.jsonl", include_in_schema=False)
def entries_file(request: HttpRequest) -> StreamingHttpResponse:
    """The whole log, one entry a line; a leaf's text never holds a line break."""
    answer = StreamingHttpResponse(_lines(log.current_size()), content_type="application/jsonl")
    answer["Content-Disposition"] = 'attachment; filename="entries.jsonl"'
    return answer


def _lines(size: int) -> Iterator[bytes]:
    for start in range(0, size, PAGE):
        yield b"".join(body + b"\n" for _place, body in log.entries(start, min(size, start + PAGE)))


def _plain(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _newest() -> queries.CheckpointView:
    newest = queries.latest_checkpoint()
    if newest is None:
        raise MarketError("not_found")
    return newest


def _batch(view: queries.BatchView) -> dict[str, Any]:
    return {
        **{name: getattr(view, name) for name in BatchOut.model_fields if hasattr(view, name)},
        "project": view.project.code,
        "methodology": view.methodology.code,
        "methodology_version": view.methodology.version,
        "scheme": view.scheme_code,
        "issued_kg": view.quantity_kg,
    }


def _retirement(view: queries.RetirementView) -> dict[str, Any]:
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
