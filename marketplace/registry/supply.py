"""Reading supply: totals, projects, batches, holdings, serial numbers."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.models import Party
from marketplace.registry import participants
from marketplace.registry.models import CreditBatch, Holding, Project, SerialBlock
from marketplace.registry.shapes import (
    BatchView,
    HoldingView,
    MethodologyView,
    ProjectView,
    SerialFinding,
    Totals,
)

_LENGTH = F("last") - F("first") + 1
Places = dict[str, int]
LARGEST_SERIAL = 2**63 - 1  # what the database's bigint holds


def totals() -> Totals:
    """Return where all kilograms ever issued are."""
    issued = CreditBatch.objects.aggregate(kg=Coalesce(Sum("quantity_kg"), 0))["kg"]
    held = Holding.objects.aggregate(
        available=Coalesce(Sum("available_kg"), 0),
        listed=Coalesce(Sum("listed_kg"), 0),
        held=Coalesce(Sum("held_kg"), 0),
    )
    left = SerialBlock.objects.aggregate(
        retired=Coalesce(Sum(_LENGTH, filter=Q(retirement__isnull=False)), 0),
        cancelled=Coalesce(Sum(_LENGTH, filter=Q(cancellation__isnull=False)), 0),
    )
    return Totals(
        issued=int(issued),
        for_sale=int(held["listed"]),
        reserved=int(held["held"]),
        owned=int(held["available"]),
        retired=int(left["retired"]),
        cancelled=int(left["cancelled"]),
    )


def projects() -> tuple[ProjectView, ...]:
    """Return all projects, by code."""
    return tuple(project_view(row) for row in Project.objects.select_related("owner"))


def project(code: str) -> ProjectView | None:
    """Return one project, or None."""
    row = Project.objects.select_related("owner").filter(code=code).first()
    return project_view(row) if row else None


def project_view(row: Project) -> ProjectView:
    """Return a project's public face."""
    return ProjectView(
        id=row.pk,
        code=row.code,
        name_zh=row.name_zh,
        name_en=row.name_en,
        kind=row.kind,
        district=row.district,
        summary_zh=row.summary_zh,
        summary_en=row.summary_en,
        who_zh=row.who_zh,
        who_en=row.who_en,
        participants=participants.shown(row.participants),
        few_participants=participants.is_few(row.participants),
        co_benefits_zh=row.co_benefits_zh,
        co_benefits_en=row.co_benefits_en,
        owner_zh=row.owner.name_zh,
        owner_en=row.owner.name_en,
        is_demo=row.is_demo,
    )


def batch(code: str) -> BatchView | None:
    """Return one batch, or None."""
    found = _views(CreditBatch.objects.filter(code=code))
    return found[0] if found else None


def batches(*, project_code: str = "") -> tuple[BatchView, ...]:
    """Return all batches (of one project), latest issue first."""
    rows = CreditBatch.objects.all()
    return _views(rows.filter(project__code=project_code) if project_code else rows)


def batch_views(ids: Iterable[int]) -> dict[int, BatchView]:
    """Return batches by id."""
    return {view.id: view for view in _views(CreditBatch.objects.filter(pk__in=list(ids)))}


def holdings_of(party: Party) -> tuple[HoldingView, ...]:
    """Return what a party has now, oldest vintage first; empty holdings are left out."""
    rows = Holding.objects.filter(account=party).exclude(available_kg=0, listed_kg=0, held_kg=0)
    rows = rows.order_by("batch__monitoring_end", "batch_id")
    views = batch_views(row.batch_id for row in rows)
    return tuple(
        HoldingView(views[row.batch_id], row.available_kg, row.listed_kg, row.held_kg)
        for row in rows
    )


def find_serial(batch_code: str, serial: int) -> SerialFinding | None:
    """Say where a serial number of a batch is; None when the batch has no such number.

    One statement for the page that everybody may ask (``migrations/0016_serial_finding.sql``): three descents, of the
    batch's code, of the blocks' ends and of what the block belongs to.
    """
    if not 0 < serial <= LARGEST_SERIAL:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registry_find_serial(%s, %s)", (batch_code, serial))
        row = cursor.fetchone()
    if row is None:
        return None
    circulating, first, last, retirement, cancellation = row
    state = "circulating" if circulating else "retired" if retirement else "cancelled"
    return SerialFinding(batch_code, serial, state, first, last, retirement, cancellation)


def _views(rows: QuerySet[CreditBatch]) -> tuple[BatchView, ...]:
    found = list(
        rows.select_related(
            "project__owner", "methodology_version__methodology", "scheme", "issuance"
        )
    )
    places = _places([row.pk for row in found])
    return tuple(_view(row, places[row.pk]) for row in found)


def _places(ids: list[int]) -> dict[int, Places]:
    """Return, per batch, the sums of its holdings and of its serial blocks."""
    places: dict[int, Places] = defaultdict(
        lambda: dict.fromkeys(("available", "listed", "held", "retired", "cancelled"), 0)
    )
    for row in (
        Holding.objects.filter(batch__in=ids)
        .values("batch_id")
        .annotate(available=Sum("available_kg"), listed=Sum("listed_kg"), held=Sum("held_kg"))
    ):
        for name in ("available", "listed", "held"):
            places[row["batch_id"]][name] = int(row[name])
    for row in (
        SerialBlock.objects.filter(batch__in=ids)
        .values("batch_id")
        .annotate(
            retired=Sum(_LENGTH, filter=Q(retirement__isnull=False)),
            cancelled=Sum(_LENGTH, filter=Q(cancellation__isnull=False)),
        )
    ):
        for name in ("retired", "cancelled"):
            places[row["batch_id"]][name] = int(row[name] or 0)
    return places


def _view(row: CreditBatch, places: Places) -> BatchView:
    return BatchView(
        id=row.pk,
        code=row.code,
        project=project_view(row.project),
        methodology=_methodology(row),
        scheme_code=row.scheme.code,
        scheme_zh=row.scheme.name_zh,
        scheme_en=row.scheme.name_en,
        scheme_kind=row.scheme.kind,
        credit_type=row.scheme.credit_type,
        vintage_start=row.monitoring_start,
        vintage_end=row.monitoring_end,
        quantity_kg=row.quantity_kg,
        available_kg=places["available"],
        listed_kg=places["listed"],
        held_kg=places["held"],
        retired_kg=places["retired"],
        cancelled_kg=places["cancelled"],
        status=row.status,
        increment_kg=row.increment_kg,
        first_serial=row.first_serial,
        last_serial=row.last_serial,
        next_serial=row.next_serial,
        upstream_serial=row.issuance.upstream_serial,
        custody=bool(row.issuance.upstream_serial) and not row.issuance.withdrawal_proof,
        issued_at=row.issued_at,
        is_demo=row.project.is_demo,
        leaf_id=row.leaf_id,
    )


def _methodology(row: CreditBatch) -> MethodologyView:
    version = row.methodology_version
    return MethodologyView(
        code=version.methodology.code,
        version=version.version,
        name_zh=version.name_zh,
        name_en=version.name_en,
        issuer_zh=version.issuer_zh,
        issuer_en=version.issuer_en,
        document_number=version.document_number,
        published=version.published,
        url=version.url,
        quality=version.quality,
    )
