"""Everything that pages read of points; frozen values."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from accounts.models import Party
from marketplace import clock
from marketplace.points import ledger
from marketplace.points.models import (
    Consent,
    Correction,
    Entry,
    ExchangeRule,
    ImportFile,
    Operator,
    Redemption,
)

SHOWN = 200


@dataclass(frozen=True)
class Balance:
    """A person's points: usable now, and what runs out next."""

    points: int
    next_expiry: date | None
    next_points: int
    remainder_grams: int
    earned: int
    redeemed: int


@dataclass(frozen=True)
class Line:
    """One line of an account as its owner sees it: where it came from, or where it went."""

    kind: str
    kind_label: str
    points: int
    at: datetime
    app_zh: str
    app_en: str
    behaviour: str
    earned_on: date | None
    grams: int | None
    grams_per_point: int | None
    remainder_grams: int | None
    expires_on: date | None
    file: str
    row_id: str


def balance(account: Party, *, now: datetime | None = None) -> Balance:
    """Return what a person can use today."""
    today = (now or clock.now()).astimezone(clock.SHENZHEN).date()
    alive = [lot for lot in ledger.lots(account) if lot.expires_on > today]
    first = min((lot.expires_on for lot in alive), default=None)
    sums = Entry.objects.filter(account=account).aggregate(
        remainder=Coalesce(Sum("remainder_grams"), 0)
    )
    kinds = dict(
        Entry.objects.filter(account=account)
        .order_by()
        .values_list("kind")
        .annotate(total=Sum("points"))
    )
    return Balance(
        points=sum(lot.remaining for lot in alive),
        next_expiry=first,
        next_points=sum(lot.remaining for lot in alive if lot.expires_on == first),
        remainder_grams=sums["remainder"],
        earned=kinds.get("earn", 0),
        redeemed=-kinds.get("redeem", 0),
    )


def lines(account: Party, *, limit: int | None = SHOWN) -> tuple[Line, ...]:
    """Return a person's lines, newest first."""
    rows = Entry.objects.filter(account=account).select_related(
        "row__file", "row__operator", "redemption__operator"
    )
    return tuple(_line(row) for row in (rows if limit is None else rows[:limit]))


def running_out(account: Party) -> list[tuple[date, int]]:
    """Return how many points run out when, soonest first."""
    today = clock.now().astimezone(clock.SHENZHEN).date()
    days: dict[date, int] = {}
    for lot in ledger.lots(account):
        if lot.expires_on > today:
            days[lot.expires_on] = days.get(lot.expires_on, 0) + lot.remaining
    return sorted(days.items())


def consents_of(account: Party) -> QuerySet[Consent]:
    """Return a person's consents, newest first."""
    return Consent.objects.filter(account=account).select_related("operator__organization__party")


def published_rules() -> QuerySet[ExchangeRule]:
    """Return the rules that were ever published, by behaviour, newest first."""
    return ExchangeRule.objects.filter(status="published").select_related("methodology")


def operators() -> QuerySet[Operator]:
    """Return the active operators."""
    return Operator.objects.filter(active=True).select_related("organization__party")


def waiting_count() -> int:
    """Return how many rules, files and corrections wait for a second person."""
    return sum(
        model.objects.filter(status="waiting").count()
        for model in (ExchangeRule, ImportFile, Correction)
    )


def unreported() -> tuple[int, int]:
    """Return how many redemptions are in no report yet, and their points."""
    rows = Redemption.objects.filter(report=None)
    return rows.count(), rows.aggregate(points=Coalesce(Sum("points"), 0))["points"]


def _line(row: Entry) -> Line:
    operator = row.row.operator if row.row else row.redemption.operator if row.redemption else None
    return Line(
        kind=row.kind,
        kind_label=str(row.get_kind_display()),
        points=row.points,
        at=row.at,
        app_zh=operator.app_zh if operator else "",
        app_en=operator.app_en if operator else "",
        behaviour=row.row.behaviour if row.row else "",
        earned_on=row.earned_on,
        grams=row.grams,
        grams_per_point=row.grams_per_point,
        remainder_grams=row.remainder_grams,
        expires_on=row.expires_on,
        file=row.row.file.name if row.row else "",
        row_id=row.row.row_id if row.row else "",
    )
