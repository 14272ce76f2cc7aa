"""What waits for registrars: applications to check, requests to decide, lists to finish."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.queries import person_name
from marketplace.clock import SHENZHEN
from marketplace.registry import applying, custody, doubts, served
from marketplace.registry.models import BlockImport, IssuanceRequest, Scheme
from marketplace.registry.withdrawals import reading

MOST_SELECTED = 100
LISTS_SHOWN = 10


@dataclass(frozen=True)
class RequestLine:
    """A request for issue, as the queue shows it."""

    public_id: UUID
    project_zh: str
    project_en: str
    scheme: str
    serial: str
    quantity_kg: int
    monitoring_start: date
    monitoring_end: date
    requested_by: str
    by_ids: tuple[int | None, ...]
    requested_at: datetime
    unread: bool
    to_be_opened: bool
    reference: str


@dataclass(frozen=True)
class BlockFacts:
    """The block of a request: as its serial names it, or as the registrar ``stated`` it beside the serial."""

    registry: Any
    first: int | None
    last: int | None
    stated: bool = False


def requests(status: str, *, scheme: str = "") -> list[RequestLine]:
    """Return the requests in this state (of one scheme), oldest first."""
    rows = IssuanceRequest.objects.filter(status=status)
    if scheme:
        rows = rows.filter(project__scheme__code=scheme)
    rows = rows.select_related("project__scheme", "requested_by").order_by("requested_at", "id")
    codes = doubts.scheme_codes()
    return [
        RequestLine(
            public_id=row.public_id,
            project_zh=row.project.name_zh,
            project_en=row.project.name_en,
            scheme=row.project.scheme.code,
            serial=row.upstream_serial,
            quantity_kg=row.quantity_kg,
            monitoring_start=row.monitoring_start,
            monitoring_end=row.monitoring_end,
            requested_by=person_name(row.requested_by),
            by_ids=(row.requested_by_id, row.checked_by_id),
            requested_at=row.requested_at,
            unread=custody.unread(row),
            to_be_opened=doubts.to_be_opened(row, codes),
            reference=row.trade_reference,
        )
        for row in rows
    ]


def same_statement(request: IssuanceRequest) -> list[IssuanceRequest]:
    """Return the other applications that name this one's verifier and statement number; what was sent back is out."""
    said = getattr(request, "application", None)
    if said is None:
        return []
    same = IssuanceRequest.objects.filter(
        application__verifier__iexact=said.verifier,
        application__statement_number__iexact=said.statement_number,
    )
    rows = same.exclude(pk=request.pk).exclude(status__in=served.SPENT)
    return list(rows.select_related("project", "batch").order_by("requested_at", "id"))


def selected(ids: Sequence[str]) -> list[IssuanceRequest]:
    """Return the requests of these public ids; what is no id is passed over."""
    found = []
    for text in ids[:MOST_SELECTED]:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    rows = IssuanceRequest.objects.select_related("project__scheme", "methodology_version")
    return list(rows.filter(public_id__in=found).order_by("requested_at", "id"))


def schemes() -> QuerySet[Scheme]:
    """Return the schemes, for the filter."""
    return Scheme.objects.order_by("code")


def recent_imports() -> QuerySet[BlockImport]:
    """Return the lists that wait to be decided, then the latest that were sent."""
    rows = BlockImport.objects.exclude(state=BlockImport.State.DROPPED).defer("content")
    counted = rows.select_related("uploaded_by").annotate(
        all=Count("rows"), wrong=Count("rows", filter=Q(rows__state="wrong"))
    )
    return counted.order_by("state", "-id")[:LISTS_SHOWN]


def checked_points(request: IssuanceRequest) -> list[tuple[Any, bool]]:
    """Return each point of a finished check with whether it held."""
    done = getattr(request, "check_done", None)
    if done is None:
        return []
    return [(label, done.points.get(name, False)) for name, label in applying.POINTS.items()]


def years_before(request: IssuanceRequest) -> int:
    """Return how many whole years before the request its monitoring period ended."""
    asked, ended = request.requested_at.astimezone(SHENZHEN).date(), request.monitoring_end
    return asked.year - ended.year - ((asked.month, asked.day) < (ended.month, ended.day))


def block_facts(request: IssuanceRequest) -> BlockFacts | None:
    """Return what the serial number of a request says, read; None where it was never read."""
    if not request.foreign_registry:
        return None
    name = custody.REGISTRY_NAMES.get(request.foreign_registry, request.foreign_registry)
    stated = request.foreign_first is not None and not custody.names_its_block(request)
    return BlockFacts(name, request.foreign_first, request.foreign_last, stated)


def waiting_count() -> int:
    """Return how many things wait for a registrar."""
    states = [IssuanceRequest.Status.SUBMITTED, IssuanceRequest.Status.PENDING]
    return IssuanceRequest.objects.filter(status__in=states).count() + reading.counts().waiting
