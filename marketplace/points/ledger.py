"""The points ledger: credit, redeem, let run out, correct.

The only writer of ``Entry``, ``Redemption`` and ``Correction``.

It knows no price and nobody to transfer to, and it touches nothing of the registry's: kilograms and points don't meet.
"""

import uuid
from collections.abc import Iterable
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.access import is_in_group
from accounts.models import Party, User
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.points import linking
from marketplace.points.exchange import Lot, Taking, earned, run_out, take
from marketplace.points.models import Correction, Entry, ImportRow, Operator, Redemption

Kind = Entry.Kind
CHUNK = 1_000
TOO_FEW = _("You have fewer points than that.")


def credit(rows: Iterable[ImportRow], *, now: datetime) -> int:
    """Credit rows of a file that is being released, each by its own rule.

    Return how many. Part of ``imports.release``.
    """
    made = 0
    waiting: list[Entry] = []
    for row in rows:
        waiting.append(_earned(row, now=now))
        if len(waiting) == CHUNK:
            made += len(Entry.objects.bulk_create(waiting))
            waiting = []
    return made + len(Entry.objects.bulk_create(waiting))


def _earned(row: ImportRow, *, now: datetime) -> Entry:
    rule, day, grams = row.rule, row.day, row.grams
    assert rule is not None and day is not None and grams is not None and row.consent is not None
    found = earned(grams, grams_per_point=rule.grams_per_point, day=day, life_days=rule.life_days)
    return Entry(
        account_id=row.consent.account_id,
        kind=Kind.EARN,
        points=found.points,
        row=row,
        rule=rule,
        grams=grams,
        grams_per_point=rule.grams_per_point,
        remainder_grams=found.remainder_grams,
        earned_on=day,
        expires_on=found.expires_on,
        at=now,
    )


@transaction.atomic
def redeem(
    account: Party,
    *,
    operator_code: str,
    points: int,
    key: uuid.UUID,
    now: datetime | None = None,
) -> Redemption:
    """Use points at an operator, the soonest to run out first. The same key again is the same redemption.

    Raises MarketError ``below_minimum``, ``not_found`` for an unknown code, ``quantity_exceeds_available`` for
    too few points.
    """
    now = now or clock.now()
    _lock(account)
    there = Redemption.objects.filter(key=key, account=account).first()
    if there is not None:
        return there
    if points < 1:
        raise MarketError("below_minimum", _("Redeem at least one point."))
    code = linking.redeem_code(operator_code)
    operator = Operator.objects.filter(redeem_code=code, active=True).first()
    if operator is None:
        raise MarketError("not_found", _("No operator has this code."))
    try:
        takings = take(lots(account), points, today=_today(now))
    except ValueError as few:
        raise MarketError("quantity_exceeds_available", TOO_FEW) from few
    made = Redemption.objects.create(
        key=key, account=account, operator=operator, points=points, at=now
    )
    _write(account, Kind.REDEEM, takings, now=now, redemption=made)
    return made


def expire_due(*, now: datetime | None = None) -> int:
    """Write off what has run out, one person after the other; return how many points. May run twice or late."""
    now = now or clock.now()
    due = Entry.objects.filter(kind=Kind.EARN, expires_on__lte=_today(now))
    due = due.annotate(left=F("points") + Coalesce(Sum("taken__points"), 0)).filter(left__gt=0)
    total = 0
    for account in Party.objects.filter(pk__in=set(due.values_list("account", flat=True))):
        total += _expire(account, today=_today(now), now=now)
    return total


@transaction.atomic
def _expire(account: Party, *, today: date, now: datetime) -> int:
    _lock(account)
    takings = run_out(lots(account), today=today)
    _write(account, Kind.EXPIRE, takings, now=now)
    return sum(taking.points for taking in takings)


@transaction.atomic
def forfeit(account: Party, *, now: datetime | None = None) -> int:
    """Let all points of a person run out at once, who asks to be erased; return how many."""
    return _expire(account, today=date.max, now=now or clock.now())


@transaction.atomic
def ask_correction(
    lot: Entry, *, points: int, reason: str, actor: User, now: datetime | None = None
) -> Correction:
    """Ask to take back points that were wrongly credited; a second person decides.

    Raises MarketError ``not_allowed``, ``invalid_request`` without points or a reason, or for more than the lot had.
    """
    _check_registrar(actor)
    if lot.kind != Kind.EARN or not 0 < points <= lot.points or not reason.strip():
        raise MarketError("invalid_request")
    return Correction.objects.create(
        lot=lot, points=points, reason=reason.strip(), asked_by=actor, asked_at=now or clock.now()
    )


@transaction.atomic
def decide_correction(
    correction: Correction, *, agreed: bool, actor: User, now: datetime | None = None
) -> None:
    """Correct a lot, or refuse to. Raises MarketError ``same_person``, ``not_allowed``, ``invalid_state``,
    ``quantity_exceeds_available`` where the points are used already."""
    _check_registrar(actor)
    if correction.asked_by_id == actor.pk:
        raise MarketError("same_person")
    now = now or clock.now()
    account = correction.lot.account
    _lock(account)
    status = Correction.Status.DONE if agreed else Correction.Status.REFUSED
    waiting = Correction.objects.filter(pk=correction.pk, status=Correction.Status.WAITING)
    if not waiting.update(status=status, decided_by=actor, decided_at=now):
        raise MarketError("invalid_state")
    if not agreed:
        return
    left = {lot.entry_id: lot.remaining for lot in lots(account)}.get(correction.lot_id, 0)
    if left < correction.points:
        raise MarketError("quantity_exceeds_available", _("These points are used already."))
    taking = Taking(correction.lot_id, correction.points)
    _write(account, Kind.CORRECT, [taking], now=now, correction=correction)


def lots(account: Party) -> list[Lot]:
    """Return what is left of each of a person's lots, those that ran out too."""
    rows = Entry.objects.filter(account=account, kind=Kind.EARN).order_by()
    rows = rows.annotate(left=F("points") + Coalesce(Sum("taken__points"), 0))
    return [
        Lot(pk, left, expires)
        for pk, left, expires in rows.values_list("pk", "left", "expires_on")
        if left
    ]


def _write(
    account: Party,
    kind: str,
    takings: Iterable[Taking],
    *,
    now: datetime,
    redemption: Redemption | None = None,
    correction: Correction | None = None,
) -> None:
    Entry.objects.bulk_create(
        Entry(
            account=account,
            kind=kind,
            points=-taking.points,
            lot_id=taking.entry_id,
            redemption=redemption,
            correction=correction,
            at=now,
        )
        for taking in takings
    )


def _lock(account: Party) -> None:
    """Take the lock that the database's own guard takes: one taking after the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('points_entry'), hashtext(%s))",
            [str(account.pk)],
        )


def _today(moment: datetime) -> date:
    return moment.astimezone(clock.SHENZHEN).date()


def _check_registrar(actor: User) -> None:
    if not is_in_group(actor, "registrar"):
        raise MarketError("not_allowed")
