"""Who benefited, and how much: organizations by name, people only where they agreed, all others together."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum

from accounts import directory
from accounts.models import Party
from marketplace.registry.models import Retirement
from marketplace.registry.public import lists
from marketplace.registry.public.paging import Found, page_of

# An organization, or a person who agreed and has a name to show: the rule of accounts' public_name.
_NAMED = Q(beneficiary__kind="organization") | (
    Q(beneficiary__shows_name=True) & ~Q(beneficiary__name_zh="", beneficiary__name_en="")
)


@dataclass(frozen=True)
class Beneficiary:
    """One beneficiary and everything retired in that name."""

    public_id: UUID
    kind: str
    name_zh: str
    name_en: str
    uscc: str
    code: str
    unverified: bool
    retirements: int
    kg: int
    last_at: datetime


@dataclass(frozen=True)
class Individuals:
    """All people who are not named, together."""

    people: int
    retirements: int
    kg: int


def named(asked: lists.Asked, *, number: str = "") -> Found:
    """Return beneficiaries that may be named, most kilograms first; ``kg`` is theirs together."""
    rows = _named_rows(asked)
    total = rows.aggregate(count=Count("beneficiary", distinct=True), kg=Sum("kg"))
    keys = (
        rows.values("beneficiary")
        .annotate(total=Sum("kg"))
        .order_by("-total", "beneficiary")
        .values_list("beneficiary", flat=True)
    )
    page = page_of(keys, _lines, number=number, count=total["count"])
    return Found(page, total["count"], int(total["kg"] or 0))


def individuals() -> Individuals:
    """Return what was retired in the names of people who are not named."""
    rows = Retirement.objects.exclude(_NAMED)
    found = rows.aggregate(
        people=Count("beneficiary", distinct=True), retirements=Count("pk"), kg=Sum("kg")
    )
    return Individuals(found["people"], found["retirements"], int(found["kg"] or 0))


def all_named() -> list[Beneficiary]:
    """Return every named beneficiary, by public id: the stable order of the export."""
    ids = Retirement.objects.filter(_NAMED).values_list("beneficiary", flat=True).distinct()
    return sorted(_lines(list(ids)), key=lambda line: str(line.public_id))


def one(public_id: UUID) -> Party | None:
    """Return a beneficiary by public id, or None when nothing was retired in that name."""
    return Party.objects.filter(public_id=public_id, retirements__isnull=False).first()


def _named_rows(asked: lists.Asked) -> QuerySet[Retirement]:
    rows = Retirement.objects.filter(_NAMED)
    return rows.filter(lists.named(asked["q"])) if "q" in asked else rows


def _lines(ids: list[int]) -> list[Beneficiary]:
    sums: dict[int, dict[str, Any]] = {
        row["beneficiary"]: row
        for row in Retirement.objects.filter(beneficiary__in=ids)
        .order_by()
        .values("beneficiary")
        .annotate(count=Count("pk"), total=Sum("kg"), last=Max("at"))
    }
    parties = Party.objects.select_related("directory_entry").in_bulk(ids)
    return [
        Beneficiary(
            public_id=parties[pk].public_id,
            kind=parties[pk].kind,
            name_zh=parties[pk].name_zh,
            name_en=parties[pk].name_en,
            uscc=parties[pk].uscc or "",
            code=directory.code_of(parties[pk]),
            unverified=directory.unproven(parties[pk]),
            retirements=sums[pk]["count"],
            kg=int(sums[pk]["total"]),
            last_at=sums[pk]["last"],
        )
        for pk in ids
    ]
