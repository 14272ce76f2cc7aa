"""The public lists: what was issued, retired, cancelled, withdrawn upstream, frozen. Names as people agreed to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum

from accounts import directory, merges
from accounts.models import Party
from accounts.parties import public_name
from marketplace.registry import disclosures, outcomes, supply
from marketplace.registry.models import (
    Cancellation,
    CreditBatch,
    LogEntry,
    Retirement,
    RetirementUpstream,
    SerialBlock,
)
from marketplace.registry.public.paging import Found, page_of

Asked = Mapping[str, Any]
_LENGTH = F("last") - F("first") + 1


@dataclass(frozen=True)
class Totals:
    """What all rows of a list are together."""

    count: int
    kg: int


@dataclass(frozen=True)
class CancellationLine:
    """Kilograms taken out of circulation without a claim. ``reason`` only where an organization gave it."""

    public_id: UUID
    at: datetime
    kg: int
    owner_zh: str
    owner_en: str
    owner_unverified: bool
    reason: str
    blocks: tuple[tuple[str, int, int], ...]
    entry: int | None


@dataclass(frozen=True)
class WithdrawalLine:
    """How far a withdrawal on the issuing platform has got."""

    retirement: UUID
    batch: str
    kg: int
    state: str
    retired_at: datetime
    requested_at: datetime | None
    decided_at: datetime | None
    proof_number: str
    proof_date: date | None
    proof_sha256: str
    made_good_by: UUID | None


def issuances(asked: Asked, *, number: str = "") -> Found:
    """Return issued batches, latest first: a batch is one issue."""
    rows = issued(asked)
    total = rows.aggregate(count=Count("pk"), kg=Sum("quantity_kg"))
    keys = rows.order_by("-issued_at", "-pk").values_list("pk", flat=True)
    page = page_of(keys, _batches, number=number, count=total["count"])
    return Found(page, total["count"], int(total["kg"] or 0))


def issued(asked: Asked) -> QuerySet[CreditBatch]:
    """Return the batches of a project, scheme, monitoring year or time of issue (days of Shenzhen)."""
    rows = CreditBatch.objects.all()
    if "project" in asked:
        rows = rows.filter(project=asked["project"])
    if "scheme" in asked:
        rows = rows.filter(scheme=asked["scheme"])
    if "vintage" in asked:
        year = asked["vintage"]
        rows = rows.filter(
            monitoring_start__lte=date(year, 12, 31), monitoring_end__gte=date(year, 1, 1)
        )
    if "since" in asked:
        rows = rows.filter(issued_at__date__gte=asked["since"])
    if "until" in asked:
        rows = rows.filter(issued_at__date__lte=asked["until"])
    return rows


def retirements(asked: Asked, *, number: str = "") -> Found:
    """Return retirements, newest first; of a project, ``kg`` is what was retired of that project."""
    rows = retired(asked)
    total = totals(rows, asked)
    keys = rows.order_by("-pk").values_list("pk", flat=True)
    page = page_of(keys, newest_first, number=number, count=total.count)
    return Found(page, total.count, total.kg)


def totals(rows: QuerySet[Retirement], asked: Asked) -> Totals:
    """Return how many retirements and kilograms these are; of a project, its kilograms only."""
    total = rows.aggregate(count=Count("pk"), kg=Sum("kg"))
    kg = _of_project(rows, asked["project"]) if "project" in asked else total["kg"]
    return Totals(total["count"], int(kg or 0))


def retired(asked: Asked) -> QuerySet[Retirement]:
    """Return the retirements of a beneficiary (name, code or id), purpose, project, year or kind of beneficiary."""
    rows = Retirement.objects.all()
    if "q" in asked:
        rows = rows.filter(called(asked["q"]))
    if "beneficiary" in asked:
        party = Party.objects.filter(public_id=asked["beneficiary"]).first()
        rows = rows.filter(beneficiary__in=directory.same_body(party) if party else [])
    if "kind" in asked:
        rows = rows.filter(beneficiary__kind=asked["kind"])
    if "purpose" in asked:
        rows = rows.filter(purpose=asked["purpose"])
    if "year" in asked:
        rows = rows.filter(at__year=asked["year"])
    if "project" in asked:
        mine = SerialBlock.objects.filter(
            retirement=OuterRef("pk"), batch__project=asked["project"]
        )
        rows = rows.filter(Exists(mine))
    return rows


def newest_first(ids: list[int]) -> list[Any]:
    """Return retirements by their keys, in the order of the keys."""
    views = {view.id: view for view in outcomes.views(ids)}
    return [views[pk] for pk in ids]


def called(text: str) -> Q:
    """Whose beneficiary has this name, or is the same body as one that has it."""
    others = merges.also_known(named(text, ""), merges.heirs())
    return named(text) | Q(beneficiary__in=others) if others else named(text)


def named(text: str, stem: str = "beneficiary__") -> Q:
    """Whom strangers may find by name: organizations, people who agreed to be named; everybody by pseudonym."""
    said = text.strip()
    name = Q(**{f"{stem}name_zh__icontains": said}) | Q(**{f"{stem}name_en__icontains": said})
    shown = Q(**{f"{stem}kind": "organization"}) | Q(**{f"{stem}shows_name": True})
    code = (
        Q(**{f"{stem}uscc": said.upper()})
        | Q(**{f"{stem}directory_entry__uscc": said.upper()})
        | Q(**{f"{stem}pseudonym": said.upper()})
    )
    return (name & shown) | code


def _of_project(rows: QuerySet[Retirement], project: Any) -> int:
    blocks = SerialBlock.objects.filter(retirement__in=rows.values("pk"), batch__project=project)
    return int(blocks.aggregate(kg=Sum(_LENGTH))["kg"] or 0)


def cancellations(*, number: str = "") -> Found:
    """Return cancellations, newest first."""
    total = Cancellation.objects.aggregate(count=Count("pk"), kg=Sum("kg"))
    keys = Cancellation.objects.order_by("-pk").values_list("pk", flat=True)
    page = page_of(keys, _cancellation_lines, number=number, count=total["count"])
    return Found(page, total["count"], int(total["kg"] or 0))


def _cancellation_lines(ids: list[int]) -> list[CancellationLine]:
    rows = Cancellation.objects.filter(pk__in=ids).select_related("owner").order_by("-pk")
    rows = rows.prefetch_related("blocks__batch")
    found = list(rows)
    texts = disclosures.texts(
        row.reason_digest for row in found if row.owner.kind == "organization"
    )
    entries = entry_numbers(row.leaf_id for row in found)
    lines = []
    for row in found:
        name = public_name(row.owner)
        lines.append(
            CancellationLine(
                public_id=row.public_id,
                at=row.at,
                kg=row.kg,
                owner_zh=name.name_zh,
                owner_en=name.name_en,
                owner_unverified=directory.unproven(row.owner),
                reason=texts.get(row.reason_digest, ""),
                blocks=tuple((b.batch.code, b.first, b.last) for b in row.blocks.all()),
                entry=entries.get(row.leaf_id),
            )
        )
    return lines


def withdrawals(asked: Asked, *, number: str = "") -> Found:
    """Return withdrawals on the issuing platforms, latest retirement first, with their proofs."""
    block = SerialBlock.objects.filter(retirement=OuterRef("retirement"), batch=OuterRef("batch"))
    rows = RetirementUpstream.objects.filter(**asked)
    rows = rows.annotate(kg=Subquery(block.annotate(n=_LENGTH).values("n")[:1]))
    total = rows.aggregate(count=Count("pk"), all=Sum("kg"))
    keys = rows.order_by("-retirement_id", "batch_id").values_list("pk", flat=True)

    def load(ids: list[int]) -> list[WithdrawalLine]:
        found = rows.filter(pk__in=ids).select_related("retirement", "batch", "made_good_by")
        return [_withdrawal(row) for row in found.order_by("-retirement_id", "batch_id")]

    page = page_of(keys, load, number=number, count=total["count"])
    return Found(page, total["count"], int(total["all"] or 0))


def _withdrawal(row: Any) -> WithdrawalLine:
    return WithdrawalLine(
        retirement=row.retirement.public_id,
        batch=row.batch.code,
        kg=row.kg,
        state=row.state,
        retired_at=row.retirement.at,
        requested_at=row.requested_at,
        decided_at=row.decided_at,
        proof_number=row.proof_number,
        proof_date=row.proof_date,
        proof_sha256=row.proof_sha256,
        made_good_by=row.made_good_by.public_id if row.made_good_by else None,
    )


def entry_numbers(leaf_ids: Iterable[int]) -> dict[int, int]:
    """Return the numbers (from 1) under which leaves stand in the log; what waits is missing."""
    rows = LogEntry.objects.filter(leaf_id__in=list(leaf_ids))
    return {leaf_id: position + 1 for leaf_id, position in rows.values_list("leaf_id", "position")}


def _batches(ids: list[int]) -> list[Any]:
    views = supply.batch_views(ids)
    return [views[pk] for pk in ids]
