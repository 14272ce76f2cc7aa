"""Bank lines find their payments: imported by one, matched by one, confirmed by another person.

A line is matched at most once at a time and a payment too (unique indexes); who confirms is never
who matched (a CHECK). Confirming settles the payment by the same road as Stripe's.
"""

from __future__ import annotations

import hashlib

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from accounts.models import User
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.payments import bank, refunds, remittance, statements
from marketplace.payments.models import (
    BankAccountLine,
    BankMatch,
    BankStatement,
    Payment,
    RefundDue,
)
from marketplace.payments.ports import RefundAnswer
from marketplace.payments.settlement import Settled, settle
from marketplace.payments.statements import Row, Statement


@transaction.atomic
def import_statement(
    content: bytes, *, file_name: str, actor: User
) -> tuple[BankStatement, Statement]:
    """Store a statement's new lines; lines known by their serial number are left as they are.

    Returns the stored statement and what was read. Raises statements.UnreadableError, and
    MarketError ``evidence_required`` when the very same file was imported before or when a known
    serial number now has another amount.
    """
    read = statements.parse(content)
    digest = hashlib.sha256(content).hexdigest()
    if BankStatement.objects.filter(sha256=digest).exists():
        raise MarketError("evidence_required", _("This file was imported before."))
    rows = {row.serial: row for row in read.rows}
    known = _known(rows)
    statement = BankStatement.objects.create(
        file_name=file_name[:200],
        sha256=digest,
        imported_by=actor,
        imported_at=clock.now(),
        new_lines=len(rows) - len(known),
        known_lines=len(known),
    )
    BankAccountLine.objects.bulk_create(
        _line(row, statement) for row in rows.values() if row.serial not in known
    )
    return statement, read


def _known(rows: dict[str, Row]) -> set[str]:
    stored = BankAccountLine.objects.filter(bank_serial__in=rows)
    for line in stored:
        if line.amount.amount != rows[line.bank_serial].amount:
            raise MarketError(
                "evidence_required",
                _("Line %(serial)s was imported before with another amount."),
                serial=line.bank_serial,
            )
    return {line.bank_serial for line in stored}


def _line(row: Row, statement: BankStatement) -> BankAccountLine:
    return BankAccountLine(
        statement=statement,
        bank_serial=row.serial,
        booked_on=row.booked_on,
        amount=Money(row.amount, "CNY"),
        payer_name=row.payer,
        payer_account=row.account,
        remark=row.remark,
    )


def suggestion(line: BankAccountLine) -> Payment | None:
    """Return the payment whose code is in a line's remark, whatever the amounts; None if not one."""
    codes = remittance.find(f"{line.remark} {line.payer_name}")
    found = list(
        Payment.objects.filter(provider=Payment.Provider.BANK, reference__in=codes).select_related(
            "order"
        )
    )
    return found[0] if len(found) == 1 else None


@transaction.atomic
def match(line_id: int, *, code: str, actor: User) -> BankMatch:
    """Say which payment a line is for, by its remittance code.

    Raises MarketError: not_found (no such code), invalid_request when the amounts differ,
    invalid_state when line or payment has its match already.
    """
    line = _locked_line(line_id)
    wanted = "".join(remittance.find(code)[:1])
    payment = Payment.objects.filter(provider=Payment.Provider.BANK, reference=wanted).first()
    if payment is None:
        raise MarketError("not_found", _("There is no payment with this remittance code."))
    if line.amount != payment.amount:
        raise MarketError(
            "invalid_request",
            _("The line is %(line)s, the order is %(order)s. Only equal sums can be matched."),
            line=f"¥{line.amount.amount:,}",
            order=f"¥{payment.amount.amount:,}",
        )
    if RefundDue.objects.filter(line=line).exists():
        raise MarketError("invalid_state")
    try:
        with transaction.atomic():
            return BankMatch.objects.create(
                line=line, payment=payment, matched_by=actor, matched_at=clock.now()
            )
    except IntegrityError as error:
        raise MarketError("invalid_state") from error


def _locked_line(line_id: int) -> BankAccountLine:
    """Return a line that nobody else matches or sends back until this transaction ends.

    Its row is evidence and can't be locked by the site's role, so its number is.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('bank line'), %s)", [line_id])
    return BankAccountLine.objects.get(pk=line_id)


@transaction.atomic
def confirm(match_id: int, *, actor: User) -> Settled:
    """Let a second person confirm a match; the payment is settled in the same transaction.

    Raises MarketError: same_person, invalid_state.
    """
    pending = BankMatch.objects.select_related("payment").get(pk=match_id)
    if pending.matched_by_id == actor.pk:
        raise MarketError("same_person")
    confirmed = BankMatch.objects.filter(pk=match_id, confirmed_at=None, refused_at=None).update(
        confirmed_by=actor, confirmed_at=clock.now()
    )
    if not confirmed:
        raise MarketError("invalid_state")
    return settle(bank.read_notice(pending.payment))


@transaction.atomic
def refuse(match_id: int, *, actor: User) -> None:
    """Undo a match that nobody has confirmed; anyone of finance may. Raises ``invalid_state``."""
    refused = BankMatch.objects.filter(pk=match_id, confirmed_at=None, refused_at=None).update(
        refused_by=actor, refused_at=clock.now()
    )
    if not refused:
        raise MarketError("invalid_state")


@transaction.atomic
def send_back(line_id: int, *, reason: str, actor: User) -> RefundDue:
    """Put a line that pays no order into the queue of what goes back, with `actor` in charge.

    Raises MarketError ``invalid_state`` when it is matched or queued already.
    """
    line = _locked_line(line_id)
    if (
        line.matches.filter(refused_at=None).exists()
        or RefundDue.objects.filter(line=line).exists()
    ):
        raise MarketError("invalid_state")
    now = clock.now()
    return RefundDue.objects.create(
        line=line,
        amount=line.amount,
        payee_name=line.payer_name,
        payee_account=line.payer_account,
        reason=reason.strip()[:200],
        due_on=bank.due_on(now),
        person=actor,
        created_at=now,
    )


@transaction.atomic
def mark_returned(due_id: int, *, bank_serial: str, actor: User) -> None:
    """Note that money went back, with the bank's own number for it. Raises ``invalid_state``."""
    due = RefundDue.objects.select_related("refund").get(pk=due_id)
    now = clock.now()
    if not bank_serial.strip():
        raise MarketError("evidence_required")
    returned = RefundDue.objects.filter(pk=due_id, returned_at=None).update(
        returned_at=now, returned_by=actor, bank_serial=bank_serial.strip()[:80]
    )
    if not returned:
        raise MarketError("invalid_state")
    if due.refund is not None:
        refunds.note(due.refund, RefundAnswer(None, "succeeded"), now=now)
