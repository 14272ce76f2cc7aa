"""The public lists under /api/v1: retirements, beneficiaries, and where a serial number is. Public fields only."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja.decorators import decorate_view

from marketplace.errors import MarketError
from marketplace.registry import freshness
from marketplace.registry.api import RetirementOut, retirement_out
from marketplace.registry.models import Project, Retirement
from marketplace.registry.public import beneficiaries as who
from marketplace.registry.public import lists, serial_search, serial_texts

router = Router(tags=["registry"])
MOST = 200


class RetirementsAsked(Schema):
    """Which retirements. ``after`` is the ``next`` of the page before."""

    beneficiary: UUID | None = None
    q: Annotated[str, Query(max_length=120)] = ""
    kind: Literal["organization", "person", ""] = ""
    purpose: Literal["event", "office_year", "personal", "gift", "other", ""] = ""
    project: Annotated[str, Query(max_length=40)] = ""
    year: Annotated[int | None, Query(ge=2000, le=2199)] = None
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50
    after: UUID | None = None


class RetirementsOut(Schema):
    """A page of retirements, newest first; ``count`` and ``kg`` are of all that were found."""

    count: int
    kg: int
    next: UUID | None
    retirements: list[RetirementOut]


class BeneficiaryOut(Schema):
    id: UUID
    kind: str
    name_zh: str
    name_en: str
    uscc: str
    retirements: int
    kg: int
    last_at: datetime


class IndividualsOut(Schema):
    people: int
    retirements: int
    kg: int


class BeneficiariesOut(Schema):
    """Named beneficiaries, most kilograms first; people who are not named are ``individuals`` together."""

    count: int
    kg: int
    page: int
    pages: int
    beneficiaries: list[BeneficiaryOut]
    individuals: IndividualsOut


class PartOut(Schema):
    first_serial: int
    last_serial: int
    kg: int
    state: str
    retirement: UUID | None
    cancellation: UUID | None


class SerialsOut(Schema):
    """``kind``: numbers, batch, foreign, foreign_part or certificate; ``parts`` cover the range, unless ``more``."""

    asked: str
    kind: str
    batch: str | None
    upstream_serial: str
    certificate: str
    parts: list[PartOut]
    more: bool


@router.get("/retirements", response=RetirementsOut, summary="Retirements, filtered")
@decorate_view(freshness.public_read())
def retirements(request: HttpRequest, asked: Query[RetirementsAsked]) -> Any:
    """Return a page by key, so that a far page costs no more than a near one."""
    wanted = _wanted(asked)
    rows = lists.retired(wanted)
    totals = lists.totals(rows, wanted)
    if asked.after:
        before = Retirement.objects.filter(public_id=asked.after).values_list("pk", flat=True)
        rows = rows.filter(pk__lt=before.first() or 0)
    ids = list(rows.order_by("-pk").values_list("pk", flat=True)[: asked.limit + 1])
    views = lists.newest_first(ids[: asked.limit])
    return {
        "count": totals.count,
        "kg": totals.kg,
        "next": views[-1].public_id if len(ids) > asked.limit else None,
        "retirements": [retirement_out(view) for view in views],
    }


@router.get("/beneficiaries", response=BeneficiariesOut, summary="Totals by beneficiary")
@decorate_view(freshness.public_read())
def beneficiaries(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=120)] = "",
    page: Annotated[int, Query(ge=1, le=10**6)] = 1,
) -> Any:
    found = who.named({"q": q} if q else {}, number=str(page))
    return {
        "count": found.count,
        "kg": found.kg,
        "page": found.page.number,
        "pages": found.page.paginator.num_pages,
        "beneficiaries": [
            {"id": line.public_id, **{name: getattr(line, name) for name in _LINE}}
            for line in found.page.object_list
        ],
        "individuals": who.individuals(),
    }


_LINE = ("kind", "name_zh", "name_en", "uscc", "retirements", "kg", "last_at")


@router.get("/registry/serials", response=SerialsOut, summary="Where a serial number is")
@decorate_view(freshness.public_read())
def serials(
    request: HttpRequest,
    q: Annotated[str, Query(min_length=1, max_length=serial_texts.LONGEST)],
) -> Any:
    """Answer for a number or range of a batch, a foreign block, or a certificate; 404 for what is unknown."""
    found = serial_search.find(q)
    if found.kind in (serial_search.Kind.UNKNOWN, serial_search.Kind.NOTHING):
        raise MarketError("not_found")
    return {
        "asked": found.asked,
        "kind": found.kind.value,
        "batch": found.batch.code if found.batch else None,
        "upstream_serial": found.batch.upstream_serial if found.batch else "",
        "certificate": found.certificate,
        "more": found.more,
        "parts": [
            {
                "first_serial": part.first,
                "last_serial": part.last,
                "kg": part.kg,
                "state": part.state,
                "retirement": part.retirement,
                "cancellation": part.cancellation,
            }
            for part in found.parts
        ],
    }


def _wanted(asked: RetirementsAsked) -> dict[str, Any]:
    """Return the filter in the lists' terms; raises ``not_found`` for a project that there isn't."""
    wanted: dict[str, Any] = {
        name: value
        for name in ("q", "kind", "purpose", "year", "beneficiary")
        if (value := getattr(asked, name))
    }
    if asked.project:
        project = Project.objects.filter(code=asked.project).first()
        if project is None:
            raise MarketError("not_found")
        wanted["project"] = project
    return wanted
