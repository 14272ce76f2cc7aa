"""The public log under /api/v1/log: entries, checkpoints and proofs, as JSON and as the checker's files."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Query, Router, Schema
from ninja.decorators import decorate_view

from marketplace.errors import MarketError
from marketplace.registry import freshness, log, merkle, queries, signing

router = Router(tags=["public log"])
PAGE = 1_000


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
    """That the tree of ``second`` entries begins with the tree of ``first`` (RFC 6962, section 2.1.2)."""

    first: int
    second: int
    first_root: str | None
    second_root: str | None
    proof: list[str]


@router.get("/log/checkpoint", response=CheckpointOut, summary="The newest signed checkpoint")
@decorate_view(freshness.public_read())
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
@decorate_view(freshness.public_read())
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
@decorate_view(freshness.public_read())
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
@decorate_view(freshness.public_read())
def consistency(
    request: HttpRequest,
    first: Annotated[int, Query(ge=1, le=2**53)],
    second: Annotated[int | None, Query(ge=1, le=2**53)] = None,
) -> Any:
    """Return the proof; a root is null where no checkpoint was signed at that size."""
    newest = _newest()
    wanted = second or newest.size
    if not first <= wanted <= newest.size:
        raise MarketError("not_found")
    roots = queries.roots([first, wanted])
    return {
        "first": first,
        "second": wanted,
        "first_root": roots.get(first),
        "second_root": roots.get(wanted),
        "proof": [step.hex() for step in log.consistency(first, wanted)],
    }


@router.get("/log/key.txt", include_in_schema=False)
@decorate_view(freshness.public_read())
def key_file(request: HttpRequest) -> HttpResponse:
    """The key, as the offline checker reads it."""
    return _plain(signing.vkey() + "\n")


@router.get("/log/checkpoint.txt", include_in_schema=False)
@decorate_view(freshness.public_read())
def checkpoint_file(request: HttpRequest) -> HttpResponse:
    """The newest checkpoint, as the offline checker reads it."""
    return _plain(_newest().note)


@router.get("/log/entries.jsonl", include_in_schema=False)
@decorate_view(freshness.public_read())
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
