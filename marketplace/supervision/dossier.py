"""Everything the database says of some things, as tables: for the desk's pages and for a case's file.

Personal data only as far as it is needed: parties appear by public id and name (a person by pseudonym), staff and
members by name where they acted. No e-mail address, no text of a claim or reason, no bank detail is in it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Act, Party
from accounts.queries import person_name
from marketplace.market.models import Listing, Order, OrderLine, PriceChange
from marketplace.payments.models import Payment, Refund
from marketplace.registry import frozen
from marketplace.registry.models import (
    CreditBatch,
    Freeze,
    Movement,
    Retirement,
    RetirementUpstream,
    SerialBlock,
    Statement,
)
from marketplace.supervision.subjects import Subject

Ids = set[int]


@dataclass(frozen=True)
class Table:
    """Rows under names; ``leaves`` are the log entries these rows have."""

    name: str
    title: Any
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    leaves: Sequence[int] = ()
    more: bool = False


@dataclass
class Scope:
    """The keys of the rows that belong to the subjects."""

    batches: Ids = field(default_factory=set)
    listings: Ids = field(default_factory=set)
    accounts: Ids = field(default_factory=set)
    orders: Ids = field(default_factory=set)
    retirements: Ids = field(default_factory=set)


def tables(subjects: Iterable[Subject], *, most: int) -> list[Table]:
    """Return all that belongs to these subjects, at most so many rows of a kind, newest first."""
    scope = scope_of(subjects)
    return [made for make in _TABLES if (made := make(scope, most)).rows]


def scope_of(subjects: Iterable[Subject]) -> Scope:
    """Return which rows belong to the subjects: a thing itself, and what it was part of."""
    scope = Scope()
    own = {
        "batch": scope.batches,
        "listing": scope.listings,
        "account": scope.accounts,
        "order": scope.orders,
        "retirement": scope.retirements,
    }
    for subject in subjects:
        own[subject.kind].add(subject.row.pk)
    _widen(scope)
    return scope


def _widen(scope: Scope) -> None:
    """Add what the subjects took part in; not what that took part in, or everything would be everything."""
    lines = OrderLine.objects.filter(
        Q(listing__in=scope.listings) | Q(listing__batch__in=scope.batches)
    )
    orders = Order.objects.filter(
        Q(lines__in=lines)
        | Q(owner__in=scope.accounts)
        | Q(payer__in=scope.accounts)
        | Q(retirement__in=scope.retirements)
    )
    retirements = Retirement.objects.filter(
        Q(owner__in=scope.accounts)
        | Q(beneficiary__in=scope.accounts)
        | Q(order__in=scope.orders)
        | Q(blocks__batch__in=scope.batches)
    )
    listings = Listing.objects.filter(
        Q(seller__in=scope.accounts)
        | Q(batch__in=scope.batches)
        | Q(order_lines__order__in=scope.orders)
    )
    found = [
        (scope.orders, orders),
        (scope.retirements, retirements),
        (scope.listings, listings),
    ]
    ids = [(into, set(rows.values_list("pk", flat=True))) for into, rows in found]
    for into, keys in ids:
        into |= keys


def _table(
    name: str, title: Any, rows: QuerySet, columns: dict[str, Any], *, most: int, leaf: str = ""
) -> Table:
    """Read named columns of rows: a value is a field's path or a function of the row's values."""
    paths = {column: path for column, path in columns.items() if isinstance(path, str)}
    wanted = [*paths.values(), *([leaf] if leaf else [])]
    found = list(rows.values_list(*wanted)[: most + 1])
    width = len(paths)
    return Table(
        name=name,
        title=title,
        columns=list(paths),
        rows=[[plain(value) for value in row[:width]] for row in found[:most]],
        leaves=[row[width] for row in found[:most] if leaf and row[width]],
        more=len(found) > most,
    )


def plain(value: Any) -> Any:
    """Return a value as a file holds it: times in UTC, money and ids as text."""
    if value is None or isinstance(value, int | str):
        return "" if value is None else value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)


def _batches(scope: Scope, most: int) -> Table:
    columns = {
        "code": "code",
        "project": "project__code",
        "status": "status",
        "issued_kg": "quantity_kg",
        "monitoring_start": "monitoring_start",
        "monitoring_end": "monitoring_end",
        "upstream_serial": "issuance__upstream_serial",
        "evidence_sha256": "issuance__evidence_sha256",
        "issued_at": "issued_at",
    }
    rows = CreditBatch.objects.filter(pk__in=scope.batches).order_by("-id")
    return _table("batches", _("Batches"), rows, columns, most=most, leaf="leaf_id")


def _listings(scope: Scope, most: int) -> Table:
    columns = {
        "listing": "public_id",
        "batch": "batch__code",
        "seller": "seller__public_id",
        "status": "status",
        "price_per_tonne": "price_per_tonne",
        "offered_kg": "quantity_kg",
        "for_sale_kg": "listed_kg",
        "held_kg": "held_kg",
        "sold_kg": "sold_kg",
        "created_at": "created_at",
    }
    rows = Listing.objects.filter(pk__in=scope.listings).order_by("-id")
    return _table("listings", _("Listings"), rows, columns, most=most)


def _prices(scope: Scope, most: int) -> Table:
    columns = {"listing": "listing__public_id", "price_per_tonne": "price_per_tonne", "at": "at"}
    rows = PriceChange.objects.filter(listing__in=scope.listings).order_by("-id")
    return _table("price_changes", _("Price changes"), rows, columns, most=most)


def _accounts(scope: Scope, most: int) -> Table:
    rows = Party.objects.filter(pk__in=scope.accounts).select_related("organization").order_by("pk")
    stopped = frozen.among(scope.accounts)
    found = [
        [
            str(row.public_id),
            row.kind,
            str(row),
            row.uscc or "",
            "frozen" if row.pk in stopped else "",
            plain(row.created_at),
        ]
        for row in rows[:most]
    ]
    columns = ["account", "kind", "name", "uscc", "state", "created_at"]
    return Table("accounts", _("Accounts"), columns, found)


def _orders(scope: Scope, most: int) -> Table:
    columns = {
        "number": "number",
        "status": "status",
        "owner": "owner__public_id",
        "payer": "payer__public_id",
        "beneficiary": "beneficiary__public_id",
        "total_cny": "total",
        "retirement": "retirement__public_id",
        "created_at": "created_at",
        "paid_at": "paid_at",
        "fulfilled_at": "fulfilled_at",
        "ended_at": "ended_at",
    }
    rows = Order.objects.filter(pk__in=scope.orders).order_by("-id")
    return _table("orders", _("Orders"), rows, columns, most=most)


def _lines(scope: Scope, most: int) -> Table:
    columns = {
        "order": "order__number",
        "listing": "listing__public_id",
        "batch": "listing__batch__code",
        "kg": "kg",
        "price_per_tonne": "price_per_tonne",
        "amount_cny": "amount",
        "allocation": "allocation__status",
    }
    rows = OrderLine.objects.filter(order__in=scope.orders).order_by("-id")
    return _table("order_lines", _("Lines of orders"), rows, columns, most=most)


def _payments(scope: Scope, most: int) -> Table:
    columns = {
        "order": "order__number",
        "reference": "reference",
        "provider": "provider",
        "status": "status",
        "amount_cny": "amount",
        "created_at": "created_at",
        "succeeded_at": "succeeded_at",
        "ended_at": "ended_at",
    }
    rows = Payment.objects.filter(order__in=scope.orders).order_by("-id")
    return _table("payments", _("Payments"), rows, columns, most=most)


def _refunds(scope: Scope, most: int) -> Table:
    columns = {
        "order": "payment__order__number",
        "status": "status",
        "source": "source",
        "amount_cny": "amount",
        "created_at": "created_at",
        "ended_at": "ended_at",
    }
    rows = Refund.objects.filter(payment__order__in=scope.orders).order_by("-id")
    return _table("refunds", _("Refunds"), rows, columns, most=most)


def _movements(scope: Scope, most: int) -> Table:
    columns = {
        "kind": "kind",
        "batch": "batch__code",
        "from": "from_account__public_id",
        "from_compartment": "from_compartment",
        "to": "to_account__public_id",
        "to_compartment": "to_compartment",
        "kg": "kg",
        "subject": "subject",
        "at": "at",
    }
    named = [
        *(f"order:{key}" for key in _public(Order, scope.orders)),
        *(f"listing:{key}" for key in _public(Listing, scope.listings)),
    ]
    rows = Movement.objects.filter(
        Q(batch__in=scope.batches)
        | Q(from_account__in=scope.accounts)
        | Q(to_account__in=scope.accounts)
        | Q(subject__in=named)
    ).order_by("-id")
    return _table("movements", _("Movements"), rows, columns, most=most, leaf="leaf_id")


def _public(model: Any, keys: Ids) -> list[Any]:
    return list(model.objects.filter(pk__in=keys).values_list("public_id", flat=True))


def _retirements(scope: Scope, most: int) -> Table:
    columns = {
        "retirement": "public_id",
        "owner": "owner__public_id",
        "beneficiary": "beneficiary__public_id",
        "kg": "kg",
        "purpose": "purpose",
        "jurisdiction": "jurisdiction",
        "subject": "subject",
        "at": "at",
    }
    rows = Retirement.objects.filter(pk__in=scope.retirements).order_by("-id")
    return _table("retirements", _("Retirements"), rows, columns, most=most, leaf="leaf_id")


def _blocks(scope: Scope, most: int) -> Table:
    columns = {
        "batch": "batch__code",
        "first": "first",
        "last": "last",
        "retirement": "retirement__public_id",
        "cancellation": "cancellation__public_id",
    }
    rows = SerialBlock.objects.filter(
        Q(retirement__in=scope.retirements) | Q(batch__in=scope.batches)
    ).order_by("-id")
    return _table("serials", _("Serial numbers"), rows, columns, most=most)


def _statements(scope: Scope, most: int) -> Table:
    columns = {
        "retirement": "retirement__public_id",
        "revision": "revision",
        "at": "at",
    }
    rows = Statement.objects.filter(retirement__in=scope.retirements).order_by("-id")
    return _table(
        "statements", _("Statements behind certificates"), rows, columns, most=most, leaf="leaf_id"
    )


def _withdrawals(scope: Scope, most: int) -> Table:
    columns = {
        "retirement": "retirement__public_id",
        "batch": "batch__code",
        "state": "state",
        "requested_at": "requested_at",
        "decided_at": "decided_at",
        "proof_number": "proof_number",
    }
    rows = RetirementUpstream.objects.filter(retirement__in=scope.retirements).order_by("-id")
    return _table(
        "withdrawals", _("Withdrawals upstream"), rows, columns, most=most, leaf="leaf_id"
    )


def _freezes(scope: Scope, most: int) -> Table:
    columns = {
        "act": "act",
        "batch": "batch__code",
        "account": "account__public_id",
        "listing": "listing",
        "kg": "kg",
        "requested_by": "requested_by__name",
        "approved_by": "approved_by__name",
        "at": "at",
    }
    rows = Freeze.objects.filter(
        Q(batch__in=scope.batches)
        | Q(account__in=scope.accounts)
        | Q(listing__in=_public(Listing, scope.listings))
    ).order_by("-id")
    return _table("freezes", _("Freezes"), rows, columns, most=most, leaf="leaf_id")


def _acts(scope: Scope, most: int) -> Table:
    rows = Act.objects.filter(organization__in=scope.accounts).select_related("actor")
    found = [
        [str(row.of), row.kind, person_name(row.actor), plain(row.at)]
        for row in rows.annotate(of=F("organization__party__public_id"))[:most]
    ]
    columns = ["organization", "kind", "actor", "at"]
    return Table("organization_acts", _("Acts in organizations"), columns, found)


_TABLES: tuple[Callable[[Scope, int], Table], ...] = (
    _accounts,
    _batches,
    _listings,
    _prices,
    _orders,
    _lines,
    _payments,
    _refunds,
    _movements,
    _retirements,
    _blocks,
    _statements,
    _withdrawals,
    _freezes,
    _acts,
)
