"""Certificates in the public API: what one says, whether it stands, its paper, its proof. No key is needed."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from ninja.errors import Throttled

from marketplace import canonical
from marketplace.certificates import contents, files, queries, throttle
from marketplace.certificates.queries import Certificate
from marketplace.certificates.views import MISSES_AN_HOUR
from marketplace.errors import MarketError
from marketplace.registry import codes
from marketplace.registry import queries as registry

router = Router(tags=["certificates"])


class LineOut(Schema):
    """One batch of a certificate; ``serials`` are both ends, inclusive, one number a kilogram."""

    batch: str
    project_zh: str
    project_en: str
    methodology_zh: str
    methodology_en: str
    monitoring_period: list[str]
    serials: list[int]
    kg: int
    upstream_state: str
    upstream_proof: str


class NoteOut(Schema):
    """Something that became known after the certificate was issued."""

    kind: str
    at: datetime


class CertificateOut(Schema):
    """A certificate as it is today. ``status``: sealing, stands, annotated or refused_upstream."""

    code: str
    revision: int
    latest_revision: int
    status: str
    demo: bool
    beneficiary: dict[str, str]
    purpose: str
    jurisdiction: str
    title_zh: str
    title_en: str
    period: str
    kg: int
    retired_at: datetime
    retirement: str
    lines: list[LineOut]
    notes: list[NoteOut]
    statement_sha256: str
    log_position: int | None
    pdf_status: str
    pdf_sha256: str
    url: str


@router.get(
    "/certificates/{code}",
    response=CertificateOut,
    summary="What a certificate says, and whether it stands",
)
def certificate(
    request: HttpRequest, code: str, revision: int | None = Query(None, ge=1, le=999)
) -> dict[str, Any]:
    """Return a certificate in its latest revision, or in the one asked for."""
    return _out(_found(request, code, revision))


@router.get("/certificates/{code}/pdf", summary="The signed PDF, byte for byte")
def pdf(
    request: HttpRequest, code: str, revision: int | None = Query(None, ge=1, le=999)
) -> HttpResponse:
    """Return the paper; 409 ``not_indexed_yet`` while it is being made, 404 after it was erased."""
    found = _found(request, code, revision)
    content = files.content_of(found.statement)
    if content is None:
        raise MarketError("not_found" if found.sha256 else "not_indexed_yet")
    return _fresh(HttpResponse(content, content_type="application/pdf"))


@router.get(
    "/certificates/{code}/proof", summary="Statement, signature, inclusion proof and checkpoint"
)
def proof(
    request: HttpRequest, code: str, revision: int | None = Query(None, ge=1, le=999)
) -> HttpResponse:
    """Return what the offline checker takes; 409 ``not_indexed_yet`` while the log hasn't sealed it."""
    bundle = _found(request, code, revision).bundle()
    if bundle is None:
        raise MarketError("not_indexed_yet")
    return _fresh(HttpResponse(canonical.dumps(bundle), content_type="application/json"))


def _found(request: HttpRequest, code: str, revision: int | None) -> Certificate:
    known = codes.normalize(code)
    found = queries.certificate(known, revision=revision) if known else None
    if found is None:
        if not throttle.allowed(request, what="miss", limit=MISSES_AN_HOUR, seconds=3600):
            raise Throttled(wait=3600)
        raise MarketError("not_found")
    return found


def _fresh(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


def _out(found: Certificate) -> dict[str, Any]:
    body, texts = found.statement.body, found.statement.disclosed
    name = contents.name(body["beneficiary"], texts)
    place = registry.leaf_and_proof(found.statement.leaf_id)
    return {
        "code": found.code,
        "revision": found.revision,
        "latest_revision": found.latest_revision,
        "status": found.standing.value,
        "demo": body["demo"] or settings.DEMO,
        "beneficiary": {
            "kind": name.kind,
            "name_zh": name.zh,
            "name_en": name.en,
            "uscc": body["beneficiary"].get("uscc", ""),
            "uscc_stated": body["beneficiary"].get("uscc_stated", ""),
        },
        "purpose": body["purpose"],
        "jurisdiction": body["jurisdiction"],
        "title_zh": contents.said(body["claim"]["title_zh"], texts),
        "title_en": contents.said(body["claim"]["title_en"], texts),
        "period": body["claim"]["period"],
        "kg": body["kg"],
        "retired_at": body["retired_at"],
        "retirement": body["retirement"],
        "lines": [_line(entry, found) for entry in body["lines"]],
        "notes": [{"kind": note.kind, "at": note.at} for note in found.notes],
        "statement_sha256": found.statement.sha256,
        "log_position": place.position if place else None,
        "pdf_status": found.paper.value,
        "pdf_sha256": found.sha256,
        "url": files.address(found.code),
    }


def _line(entry: dict[str, Any], found: Certificate) -> dict[str, Any]:
    line = contents.line(entry)
    above = next((row for row in found.retirement.lines if row.batch == line.batch), None)
    return {
        "batch": line.batch,
        "project_zh": line.project_zh,
        "project_en": line.project_en,
        "methodology_zh": line.methodology_zh,
        "methodology_en": line.methodology_en,
        "monitoring_period": entry["period"],
        "serials": entry["serials"],
        "kg": line.kg,
        "upstream_state": above.upstream_state if above else "",
        "upstream_proof": above.proof_number if above else "",
    }
