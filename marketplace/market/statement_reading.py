"""An account's statement as its owner reads it: the fold over stored movements, with names, references and words."""

import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Party
from accounts.parties import public_name
from marketplace import clock
from marketplace.clock import SHENZHEN
from marketplace.errors import MarketError
from marketplace.market.models import Order
from marketplace.market.statement_fold import NOTHING, Balance, Book, Booked, Moved, book
from marketplace.registry.models import CreditBatch, Movement, Retirement, Statement

MOST_LINES = 20_000
# What a movement is called by whoever it comes to.
COMING = {
    "sell": pgettext_lazy("movement", "bought"),
    "transfer": pgettext_lazy("movement", "received"),
    "return": pgettext_lazy("movement", "came back"),
}


@dataclass(frozen=True)
class Period:
    """Days in Shenzhen, both included."""

    start: date
    end: date

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """The moment it begins and the moment it is over."""
        first = datetime.combine(self.start, time(), SHENZHEN)
        return first, datetime.combine(self.end + timedelta(days=1), time(), SHENZHEN)


@dataclass(frozen=True)
class BatchOf:
    """A batch as statements name it; works with ``|localname``."""

    code: str
    name_zh: str
    name_en: str
    vintage_start: date
    vintage_end: date
    opening: Balance
    closing: Balance


@dataclass(frozen=True)
class StatementLine:
    """One movement: when, what, with whom (as they may be named), for what, how much, and the batch's balance then."""

    at: datetime
    act: str
    act_label: str
    batch: str
    project_zh: str
    project_en: str
    with_zh: str
    with_en: str
    reference: str
    in_kg: int
    out_kg: int
    within_kg: int
    balance: Balance


@dataclass(frozen=True)
class AccountStatement:
    """What an account had, what moved, what it has: totals are sums of the ledger's own movements."""

    owner_zh: str
    owner_en: str
    uscc: str
    period: Period
    made_at: datetime
    batches: Sequence[BatchOf]
    lines: Sequence[StatementLine]
    opening_kg: int
    in_kg: int
    out_kg: int
    closing_kg: int


def read(parties: Sequence[Party], period: Period) -> AccountStatement:
    """Return the statement of an account (and of what was merged into it) over days in Shenzhen.

    Raises MarketError ``invalid_request`` where the end is before the beginning, or where it would be too long.
    """
    if period.end < period.start:
        raise MarketError("invalid_request", _("The end is before the beginning."))
    ids = {party.pk for party in parties}
    begins, ends = period.bounds
    mine = Movement.objects.filter(Q(from_account__in=ids) | Q(to_account__in=ids))
    rows = list(
        mine.filter(at__gte=begins, at__lt=ends)
        .select_related("from_account", "to_account")
        .order_by("pk")[: MOST_LINES + 1]
    )
    if len(rows) > MOST_LINES:
        text = _("These days have more than 20,000 movements. Choose a shorter period.")
        raise MarketError("invalid_request", text)
    found = book(ids, _opening(ids, begins), map(_moved, rows))
    return _statement(parties[0], period, found, _Words(ids, rows, found))


def _opening(ids: Collection[int], before: datetime) -> dict[int, Balance]:
    """Return the balances before a moment, summed by the database."""
    sums: dict[int, Balance] = {}
    for side, sign in (("to", 1), ("from", -1)):
        moved = Movement.objects.filter(**{f"{side}_account__in": ids}, at__lt=before)
        for batch_id, compartment, kg in moved.values_list("batch", f"{side}_compartment").annotate(
            kg=Sum("kg")
        ):
            sums[batch_id] = sums.get(batch_id, NOTHING).plus(compartment, sign * int(kg))
    return {batch_id: balance for batch_id, balance in sums.items() if balance != NOTHING}


def _moved(row: Movement) -> Moved:
    return Moved(
        id=row.pk,
        at=row.at,
        kind=row.kind,
        batch_id=row.batch_id,
        kg=row.kg,
        source=(row.from_account_id, row.from_compartment) if row.from_account_id else None,
        target=(row.to_account_id, row.to_compartment) if row.to_account_id else None,
        subject=row.subject,
    )


class _Words:
    """What the lines need beside kilograms, read for all of them at once."""

    def __init__(self, ids: Collection[int], rows: Sequence[Movement], found: Book) -> None:
        self.ids = ids
        self.rows = {row.pk: row for row in rows}
        batches = CreditBatch.objects.select_related("project")
        self.batches: dict[int, CreditBatch] = batches.in_bulk(found.batches)
        self.orders = _numbers(row.subject for row in rows)
        self.codes = _codes(ids, rows)

    def counterparty(self, moved: Moved) -> tuple[str, str]:
        """Return who is at the other end, as that party may be named; nobody where it is the account itself."""
        row = self.rows[moved.id]
        ends = (row.from_account, row.to_account)
        other = next((end for end in ends if end is not None and end.pk not in self.ids), None)
        if other is None:
            return "", ""
        name = public_name(other)
        return name.name_zh or name.name_en, name.name_en or name.name_zh

    def reference(self, moved: Moved) -> str:
        """Return the order's number, the certificate's code, or the beginning of a transfer's id."""
        if moved.kind == "retire" and moved.source:
            return self.codes.get((moved.source[0], moved.at), "")
        kind, _colon, which = moved.subject.partition(":")
        if kind == "order":
            return self.orders.get(which, "")
        return which[:8] if kind in ("transfer", "quote") else ""


def _statement(owner: Party, period: Period, found: Book, words: _Words) -> AccountStatement:
    name = public_name(owner)
    return AccountStatement(
        owner_zh=name.name_zh or name.name_en,
        owner_en=name.name_en or name.name_zh,
        uscc=owner.uscc or "",
        period=period,
        made_at=clock.now(),
        batches=tuple(
            _batch(words.batches[pk], found.opening.get(pk, NOTHING), found.closing[pk])
            for pk in found.batches
        ),
        lines=tuple(_line(booked, words) for booked in found.booked),
        opening_kg=found.opening_kg,
        in_kg=found.in_kg,
        out_kg=found.out_kg,
        closing_kg=found.closing_kg,
    )


def _batch(row: CreditBatch, opening: Balance, closing: Balance) -> BatchOf:
    return BatchOf(
        code=row.code,
        name_zh=row.project.name_zh,
        name_en=row.project.name_en,
        vintage_start=row.monitoring_start,
        vintage_end=row.monitoring_end,
        opening=opening,
        closing=closing,
    )


def _line(booked: Booked, words: _Words) -> StatementLine:
    moved = booked.moved
    batch = words.batches[moved.batch_id]
    with_zh, with_en = words.counterparty(moved)
    return StatementLine(
        at=moved.at,
        act=moved.kind,
        act_label=_named_act(booked),
        batch=batch.code,
        project_zh=batch.project.name_zh,
        project_en=batch.project.name_en,
        with_zh=with_zh,
        with_en=with_en,
        reference=words.reference(moved),
        in_kg=booked.in_kg,
        out_kg=booked.out_kg,
        within_kg=0 if booked.in_kg or booked.out_kg else moved.kg,
        balance=booked.balance,
    )


def _named_act(booked: Booked) -> str:
    kind = booked.moved.kind
    comes = booked.in_kg and kind in COMING
    return str(COMING[kind] if comes else Movement.Kind(kind).label)


def _numbers(subjects: Iterable[str]) -> dict[str, str]:
    """Return order numbers by the public ids that movements name."""
    wanted = {
        which
        for kind, _colon, which in (each.partition(":") for each in subjects)
        if kind == "order"
    }
    orders = Order.objects.filter(public_id__in=[each for each in wanted if _is_uuid(each)])
    return {
        str(public_id): number for public_id, number in orders.values_list("public_id", "number")
    }


def _codes(ids: Collection[int], rows: Sequence[Movement]) -> dict[tuple[int, datetime], str]:
    """Return certificate codes by owner and moment of retirement."""
    moments = {row.at for row in rows if row.kind == "retire"}
    retired = Retirement.objects.filter(owner__in=ids, at__in=moments)
    codes: dict[int, str] = dict(
        Statement.objects.filter(retirement__in=retired).values_list("retirement", "code")
    )
    return {(row.owner_id, row.at): codes.get(row.pk, "") for row in retired}


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def whole_year(now: datetime) -> Period:
    """Return the period a statement begins with: this calendar year in Shenzhen until today."""
    today = now.astimezone(SHENZHEN).date()
    return Period(today.replace(month=1, day=1), today)
