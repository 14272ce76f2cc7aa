"""Who benefited, and how much: organizations by name, people only where they agreed, all others together.

Parties that were merged in the directory are one beneficiary here; each retirement keeps naming whom it named.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet, Sum

from accounts import directory, merges
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
    rows = _named_rows(asked).annotate(body=merges.body("beneficiary", merges.heirs()))
    total = rows.aggregate(count=Count("body", distinct=True), kg=Sum("kg"))
    keys = (
        rows.values("body")
        .annotate(total=Sum("kg"))
        .order_by("-total", "body")
        .values_list("body", flat=True)
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
    known = merges.heirs()
    ids = Retirement.objects.filter(_NAMED).order_by().values_list("beneficiary", flat=True)
    bodies = dict.fromkeys(known.get(pk, pk) for pk in ids.distinct())
    return sorted(_lines(list(bodies)), key=lambda line: str(line.public_id))


def one(public_id: UUID) -> Party | None:
    """Return a beneficiary by its own or a merged entry's public id, or None when nothing was retired for it."""
    party = Party.objects.filter(public_id=public_id).first()
    if party is None:
        return None
    mine = Retirement.objects.filter(beneficiary__in=directory.same_body(party))
    return directory.kept(party) if mine.exists() else None


def _named_rows(asked: lists.Asked) -> QuerySet[Retirement]:
    rows = Retirement.objects.filter(_NAMED)
    return rows.filter(lists.called(asked["q"])) if "q" in asked else rows


def _lines(ids: list[int]) -> list[Beneficiary]:
    known = merges.heirs()
    members = {*ids, *(merged for merged, kept in known.items() if kept in set(ids))}
    sums: dict[int, dict[str, Any]] = {
        row["body"]: row
        for row in Retirement.objects.filter(beneficiary__in=members)
        .annotate(body=merges.body("beneficiary", known))
        .order_by()
        .values("body")
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
