"""Bringing an operator's file in, and releasing it. The only writer of ``ImportFile`` and ``ImportRow``."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import is_in_group
from accounts.models import User
from marketplace import canonical, clock
from marketplace.errors import MarketError
from marketplace.points import ledger, reading
from marketplace.points.behaviours import BEHAVIOURS
from marketplace.points.models import Consent, ExchangeRule, ImportFile, ImportRow, Operator

Status = ImportFile.Status
Problem = ImportRow.Problem
CHUNK = 1_000
UNREADABLE: Mapping[str, Any] = {
    "size": _("The file may have at most 5 MB."),
    "encoding": _("This is no CSV in UTF-8 or GB 18030. Save it as CSV and try again."),
    "headings": _("A column is missing: row_id, member_number, behaviour, day, grams."),
    "personal": _(
        "The file has a column with names or addresses of persons. Take it out: member numbers are enough."
    ),
    "rows": _("A file has at most 20,000 rows. Split it."),
    "empty": _("The file has no rows."),
}


@transaction.atomic
def bring_in(
    operator: Operator, *, name: str, content: bytes, actor: User, now: datetime | None = None
) -> ImportFile:
    """Read an operator's file into rows, each taken or refused with its reason; a second person releases it.

    Raises MarketError ``not_allowed``, ``invalid_request`` for a file that is refused whole, ``invalid_state``
    for one that was here before or an operator that is not active.
    """
    _check_registrar(actor)
    now = now or clock.now()
    if not operator.active:
        raise MarketError("invalid_state", _("This operator is not active."))
    try:
        rows = reading.read(content)
    except reading.UnreadableError as error:
        raise MarketError("invalid_request", UNREADABLE[str(error)]) from error
    try:
        with transaction.atomic():
            file = ImportFile.objects.create(
                operator=operator,
                name=name[:160],
                sha256=canonical.sha256(content),
                size=len(content),
                brought_by=actor,
                brought_at=now,
            )
    except IntegrityError as clash:
        raise MarketError("invalid_state", _("This file was imported before.")) from clash
    # The operator's row serializes two people who bring files of one operator in at the same moment.
    Operator.objects.select_for_update(no_key=True).get(pk=operator.pk)
    ImportRow.objects.bulk_create(_judged(file, rows, now=now), batch_size=CHUNK)
    return file


@transaction.atomic
def release(file: ImportFile, *, actor: User, now: datetime | None = None) -> int:
    """Credit a file's rows; what lost its consent since is refused now. Return how many rows were credited.

    Raises MarketError ``same_person``, ``not_allowed``, ``invalid_state``.
    """
    now = now or clock.now()
    locked = _locked(file, actor)
    counted = locked.rows.filter(counts=True)
    counted.filter(consent__withdrawn_at__isnull=False).update(
        counts=False, problem=Problem.NO_CONSENT
    )
    over = [
        row.pk
        for row in counted.select_related("rule")
        if row.day + timedelta(days=row.rule.life_days) <= _today(now)
    ]
    counted.filter(pk__in=over).update(counts=False, problem=Problem.TOO_OLD)
    credited = ledger.credit(counted.select_related("rule", "consent"), now=now)
    _decide(locked, Status.RELEASED, actor=actor, now=now)
    return credited


@transaction.atomic
def refuse(file: ImportFile, *, actor: User, now: datetime | None = None) -> None:
    """Refuse a whole file; its row ids may come again. Raises what ``release`` raises."""
    locked = _locked(file, actor)
    locked.rows.filter(counts=True).update(counts=False, problem=Problem.FILE_REFUSED)
    _decide(locked, Status.REFUSED, actor=actor, now=now or clock.now())


def _judged(file: ImportFile, rows: Iterable[reading.Row], *, now: datetime) -> Iterable[ImportRow]:
    """Return the rows with what hinders each."""
    rows = list(rows)
    operator = file.operator
    known = {row.row_id for row in rows if row.row_id}
    seen = set(
        ImportRow.objects.filter(operator=operator, counts=True, row_id__in=known).values_list(
            "row_id", flat=True
        )
    )
    consents = {
        each.member_number: each
        for each in Consent.objects.filter(operator=operator, withdrawn_at=None)
    }
    rules = list(ExchangeRule.objects.filter(status=ExchangeRule.Status.PUBLISHED))
    for row in rows:
        consent = consents.get(row.member_number)
        rule = _rule(rules, row)
        problem = _problem(row, seen=seen, consent=consent, rule=rule, today=_today(now))
        if not problem:
            seen.add(row.row_id)
        yield ImportRow(
            file=file,
            operator=operator,
            line=row.line,
            row_id=row.row_id,
            member_number=row.member_number,
            behaviour=row.behaviour,
            day=row.day,
            grams=row.grams,
            problem=problem,
            counts=not problem,
            consent=consent,
            rule=rule,
        )


def _problem(
    row: reading.Row,
    *,
    seen: set[str],
    consent: Consent | None,
    rule: ExchangeRule | None,
    today: date,
) -> str:
    """Return the first thing that hinders a row, or nothing."""
    if not row.readable or row.day is None:
        return Problem.CELLS
    hindrances: list[tuple[bool, str]] = [
        (row.row_id in seen, Problem.TWICE),
        (row.behaviour not in BEHAVIOURS, Problem.BEHAVIOUR),
        (row.day > today, Problem.FUTURE),
        (consent is None, Problem.NO_CONSENT),
        (consent is not None and row.day < _today(consent.given_at), Problem.BEFORE_CONSENT),
        (rule is None, Problem.NO_RULE),
        (
            rule is not None and row.day + timedelta(days=rule.life_days) <= today,
            Problem.TOO_OLD,
        ),
    ]
    return next((problem for hinders, problem in hindrances if hinders), "")


def _rule(rules: Iterable[ExchangeRule], row: reading.Row) -> ExchangeRule | None:
    return next(
        (
            rule
            for rule in rules
            if row.day
            and rule.behaviour == row.behaviour
            and rule.valid_from <= row.day <= rule.valid_to
        ),
        None,
    )


def _today(moment: datetime) -> date:
    return moment.astimezone(clock.SHENZHEN).date()


def _locked(file: ImportFile, actor: User) -> ImportFile:
    _check_registrar(actor)
    row = ImportFile.objects.select_for_update(no_key=True).get(pk=file.pk)
    if row.brought_by_id == actor.pk:
        raise MarketError("same_person")
    if row.status != Status.WAITING:
        raise MarketError("invalid_state")
    return row


def _decide(file: ImportFile, status: str, *, actor: User, now: datetime) -> None:
    ImportFile.objects.filter(pk=file.pk).update(status=status, decided_by=actor, decided_at=now)


def _check_registrar(actor: User) -> None:
    if not is_in_group(actor, "registrar"):
        raise MarketError("not_allowed")
