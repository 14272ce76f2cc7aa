"""Methodologies in /api/v1; reading needs no key."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from marketplace.errors import MarketError
from marketplace.methodologies import queries

router = Router(tags=["methodologies"])


class CardOut(Schema):
    """``status``: filed, superseded, submitted, under_review; a proposal under way has its id in ``proposal``."""

    code: str
    version: str
    name_zh: str
    name_en: str
    issuer_zh: str
    issuer_en: str
    published: str
    status: str
    kinds: list[str]
    quality: str
    accepted: bool
    issued_kg: int
    proposal: UUID | None
    is_demo: bool


class OpinionOut(Schema):
    """``reviewer`` is empty where the expert did not agree to be named; ``answers`` are yes, partly or no."""

    kinds: list[str]
    reviewer: str
    verdict: str
    answers: dict[str, str]
    at: datetime


class DocumentOut(Schema):
    name: str
    size: int
    sha256: str


class VersionOut(Schema):
    """``quality``.

    A the issuer's own text was read, B a faithful copy, C reports, D memory; ``accepted``: for new credits
    here.
    """

    version: str
    status: str
    name_zh: str
    name_en: str
    issuer_zh: str
    issuer_en: str
    scope_zh: str
    scope_en: str
    document_number: str
    published: str
    url: str
    quality: str
    kinds: list[str]
    accepted: bool
    documents: list[DocumentOut]
    opinions: list[OpinionOut]


class UseOut(Schema):
    """A project; kilograms."""

    code: str
    name_zh: str
    name_en: str
    version: str
    issued_kg: int
    retired_kg: int
    is_demo: bool


class ActOut(Schema):
    act: str
    version: str
    at: datetime


class MethodologyOut(Schema):
    """A methodology with its versions, the one in force first; kilograms."""

    code: str
    name_zh: str
    name_en: str
    issued_kg: int
    retired_kg: int
    versions: list[VersionOut]
    projects: list[UseOut]
    acts: list[ActOut]


@router.get("/methodologies", response=list[CardOut], summary="Methodologies, filed and proposed")
def methodologies(request: HttpRequest, q: str = "", kind: str = "", status: str = "") -> Any:
    filters = queries.Filters(text=q[:80], kind=kind[:40], status=status)
    return [_plain(CardOut, card) for card in queries.cards(filters)]


@router.get("/methodologies/{code}", response=MethodologyOut, summary="A methodology")
def methodology(request: HttpRequest, code: str) -> Any:
    page = queries.page(code)
    if page is None:
        raise MarketError("not_found")
    return _plain(MethodologyOut, page) | {
        "versions": [
            _plain(VersionOut, version)
            | {
                "documents": [_plain(DocumentOut, each) for each in version.documents],
                "opinions": [_plain(OpinionOut, each) for each in version.opinions],
            }
            for version in page.versions
        ],
        "projects": [_plain(UseOut, use) for use in page.projects],
        "acts": [_plain(ActOut, act) for act in page.acts],
    }


def _plain(schema: type[Schema], thing: Any) -> dict[str, Any]:
    return {name: getattr(thing, name) for name in schema.model_fields}
