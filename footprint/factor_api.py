"""The public contract of factor sets: heads, rows searched and paged, one row, what changed."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest
from django.views.decorators.http import etag
from ninja import Query as Parameters
from ninja import Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from footprint import sets
from footprint.errors import CalculationError
from footprint.library import catalogue, differences
from footprint.library.catalogue import Entry, Library, Query
from footprint.numbers import plain, printed
from footprint.sets import FactorSet, provenance
from footprint.text import Text

router = Router(tags=["factors"])
MOST = 2_000


class Filters(Schema):
    """What is looked for in a set; empty fields ask for nothing. Without `limit` all of it is answered."""

    q: str = Field("", max_length=80, description="words, Chinese or English; all must be found")
    category: str = Field("", max_length=40)
    kind: str = Field("", max_length=40, description="quantity kind, such as average_co2")
    region: str = Field("", max_length=20, description="ISO 3166, such as CN-GD")
    year: str = Field("", max_length=4)
    grade: str = Field("", max_length=1)
    licence: str = Field("", max_length=60)
    use: str = Field(
        "", max_length=10, description="any: taken by a calculator without being asked for"
    )
    sort: str = Field(
        "", max_length=10, description="year, grade, name or value; else the set's own order"
    )
    limit: int = Field(MOST, ge=1, le=MOST)
    offset: int = Field(0, ge=0, le=1_000_000)


def _tag(request: HttpRequest, set_id: str, *args: Any, **kwargs: Any) -> str | None:
    """A tag for what follows from a set and the rules beside it; the query is part of the address."""
    if set_id not in sets.available():
        return None
    return f'"{sets.load(set_id).sha256[:32]}-{provenance.edition()}"'


@router.get("/factor-sets", summary="Published factor sets", response=list[dict[str, Any]])
def list_factor_sets(request: HttpRequest) -> list[dict[str, Any]]:
    """The heads of all published sets, oldest first."""
    return [_head(sets.load(item)) for item in sets.available()]


@router.get("/factor-sets/{set_id}", summary="A factor set", response=dict[str, Any])
@decorate_view(etag(_tag))
def factor_set(request: HttpRequest, set_id: str, asked: Parameters[Filters]) -> dict[str, Any]:
    """One published set: its head and its rows with their sources, all or those asked for.

    `count` is the size of the set, `found` how many rows fit, `next` the offset to go on from or null.
    """
    library = _library(set_id)
    found = library.find(Query.read(asked.dict(exclude={"limit", "offset"})))
    end = asked.offset + asked.limit
    rows = found[asked.offset : end]
    return {
        **_head(library.factor_set),
        "found": len(found),
        "next": end if end < len(found) else None,
        "factors": [_row(entry) for entry in rows],
    }


@router.get(
    "/factor-sets/{set_id}/factors/{factor_id}", summary="A factor", response=dict[str, Any]
)
def one_factor(request: HttpRequest, set_id: str, factor_id: str) -> dict[str, Any]:
    """One row of a set, with where it is used and what it replaces."""
    library = _library(set_id)
    try:
        entry = library.get(factor_id)
    except CalculationError as error:
        raise Http404 from error
    return {
        **_row(entry),
        "note": entry.factor.note,
        "replaces": [item.factor.id for item in library.replaced_by(entry)],
        "uses": [
            {"kind": use.kind, "name": use.name.as_data(), "reason": use.reason.as_data()}
            for use in entry.uses
        ],
    }


@router.get("/factor-sets/{set_id}/changes", summary="What a set changes", response=dict[str, Any])
def changes(request: HttpRequest, set_id: str, since: str = "") -> dict[str, Any]:
    """How a set differs from its predecessor, or from the set that `since` names; nothing for a first set."""
    new = _library(set_id).factor_set
    older = since[:20] or new.predecessor
    if not older:
        return {
            "old": None,
            "new": new.id,
            "added": [],
            "removed": [],
            "changed": [],
            "affected": [],
        }
    found = differences.compare(_library(older).factor_set, new)
    return {
        "old": found.old,
        "new": found.new,
        "added": [factor.id for factor in found.added],
        "removed": [factor.id for factor in found.removed],
        "changed": [_change(change) for change in found.changed],
        "affected": [_affected(item) for item in found.affected],
    }


def _library(set_id: str) -> Library:
    try:
        return catalogue.of(set_id[:20])
    except CalculationError as error:
        raise Http404 from error


def _head(found: FactorSet) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title.as_data(),
        "note": found.note.as_data(),
        "published": found.published,
        "gwp_basis": found.gwp_basis,
        "predecessor": found.predecessor or None,
        "sha256": found.sha256,
        "count": len(found),
    }


def _row(entry: Entry) -> dict[str, Any]:
    factor, known = entry.factor, entry.provenance
    return {
        "id": factor.id,
        "category": factor.category,
        "name": factor.name.as_data(),
        "value": printed(factor.value),
        "unit": factor.unit,
        "gas_basis": factor.gas_basis,
        "quantity_kind": factor.quantity_kind,
        "gwp_set": known.gwp.set,
        "region": factor.region,
        "year": factor.year,
        "published": factor.published or None,
        "source": factor.source_title,
        "notice_number": factor.notice_number,
        "url": factor.url,
        "licence": factor.licence,
        "grade": factor.grade,
        "valid_range": [_limit(limit) for limit in known.limits],
        "superseded_by": factor.superseded_by or None,
    }


def _limit(limit: provenance.Limit) -> dict[str, Any]:
    bounds = {"min_km": limit.min_km, "max_km": limit.max_km}
    given = {name: plain(value) for name, value in bounds.items() if value is not None}
    return {**limit.text.as_data(), "avoid": limit.avoid, **given}


def _change(change: differences.Change) -> dict[str, Any]:
    return {
        "id": change.new.id,
        "columns": list(change.columns),
        "old": printed(change.old.value),
        "new": printed(change.new.value),
        "percent": _percent(change),
    }


def _affected(item: differences.Affected) -> dict[str, Any]:
    names: Mapping[str, Text] = {"guideline": item.guideline, "what": item.what}
    return {
        **{key: text.as_data() for key, text in names.items()},
        "factor": item.old.id,
        "old": printed(item.old.value),
        "new": printed(item.new.value) if item.new else None,
        "percent": _percent(item),
    }


def _percent(item: differences.Change | differences.Affected) -> str | None:
    return None if item.percent is None else plain(item.percent)
