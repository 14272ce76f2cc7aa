"""What a case, a freeze or an anomaly is about, found by its public name."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse

from accounts.models import Party
from accounts.parties import public_name
from marketplace.market.models import Listing, Order
from marketplace.registry.models import CreditBatch, Retirement
from marketplace.supervision.models import CaseSubject

Kind = CaseSubject.Kind
FREEZABLE = (Kind.BATCH, Kind.LISTING, Kind.ACCOUNT)
Pair = tuple[str, str]


@dataclass(frozen=True)
class Subject:
    """A thing by kind and public name, as a supervisor reads it; works with ``|localname``."""

    kind: str
    ref: str
    kind_label: Any
    name_zh: str
    name_en: str
    href: str
    row: Any


def find(kind: str, ref: str) -> Subject | None:
    """Return what goes by that name, or None."""
    try:
        row = _FINDERS[kind](ref)
    except (KeyError, ValueError):
        return None
    return None if row is None else of(kind, row)


def of(kind: str, row: Any) -> Subject:
    """Return a row as a subject."""
    ref, name_zh, name_en = _NAMES[kind](row)
    return Subject(
        kind=kind,
        ref=ref,
        kind_label=Kind(kind).label,
        name_zh=name_zh,
        name_en=name_en,
        href=reverse("supervision:thing", args=[kind, ref]),
        row=row,
    )


def all_of(pairs: Iterable[Pair]) -> list[Subject]:
    """Return the subjects of (kind, ref) pairs, in order, each once; what is not there is left out."""
    found = [find(kind, ref) for kind, ref in dict.fromkeys(map(tuple, pairs))]
    return [subject for subject in found if subject is not None]


def _batch(ref: str) -> CreditBatch | None:
    return CreditBatch.objects.select_related("project").filter(code=ref).first()


def _listing(ref: str) -> Listing | None:
    rows = Listing.objects.select_related("batch__project", "seller")
    return rows.filter(public_id=UUID(ref)).first()


def _account(ref: str) -> Party | None:
    return Party.objects.filter(public_id=UUID(ref)).first()


def _order(ref: str) -> Order | None:
    return Order.objects.select_related("owner", "payer").filter(number=ref).first()


def _retirement(ref: str) -> Retirement | None:
    rows = Retirement.objects.select_related("owner", "beneficiary")
    return rows.filter(public_id=UUID(ref)).first()


def _name_of_party(row: Party) -> tuple[str, str, str]:
    named = public_name(row)
    return str(row.public_id), named.name_zh or named.name_en, named.name_en or named.name_zh


def _name_of_listing(row: Listing) -> tuple[str, str, str]:
    project = row.batch.project
    end = f" · {row.batch.code}"
    return str(row.public_id), project.name_zh + end, project.name_en + end


_FINDERS = {
    "batch": _batch,
    "listing": _listing,
    "account": _account,
    "order": _order,
    "retirement": _retirement,
}
_NAMES: dict[str, Any] = {
    "batch": lambda row: (row.code, row.code, row.code),
    "listing": _name_of_listing,
    "account": _name_of_party,
    "order": lambda row: (row.number, row.number, row.number),
    "retirement": lambda row: (str(row.public_id), str(row.public_id), str(row.public_id)),
}
