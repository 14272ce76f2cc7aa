"""Collecting retirements into an application for withdrawal, and noting that it was requested."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from marketplace import clock
from marketplace.registry import upstream
from marketplace.registry.errors import LedgerError
from marketplace.registry.models import (
    CreditBatch,
    RetirementUpstream,
    Scheme,
    WithdrawalBatch,
    WithdrawalLine,
)
from marketplace.registry.withdrawals import pool

State = RetirementUpstream.State


def open_rows(scheme: Scheme | None = None) -> QuerySet[RetirementUpstream]:
    """Return the withdrawals not yet requested, oldest first, each with its ``kg``."""
    rows = RetirementUpstream.objects.filter(
        state=State.NOT_REQUESTED, retirement__blocks__batch=F("batch")
    )
    if scheme is not None:
        rows = rows.filter(batch__scheme=scheme)
    kg = Sum(F("retirement__blocks__last") - F("retirement__blocks__first") + 1)
    return rows.annotate(kg=kg).select_related("retirement", "batch__issuance").order_by("id")


def pools(scheme: Scheme | None = None) -> dict[CreditBatch, pool.Collected]:
    """Return, per block, what makes whole tonnes now and what waits for the next one; keys are the rows' ids."""
    shares: dict[CreditBatch, list[pool.Share]] = defaultdict(list)
    for row in open_rows(scheme):
        shares[row.batch].append(pool.Share(row.pk, row.kg))
    return {batch: pool.collect(found) for batch, found in shares.items()}


@transaction.atomic
def request(*, scheme: Scheme, actor: User, now: datetime | None = None) -> WithdrawalBatch:
    """Put everything that makes whole tonnes into one application and note each as requested.

    Raises LedgerError ``below_minimum`` when nothing makes a whole tonne.
    """
    now = now or clock.now()
    # The scheme's row serializes two registrars who collect at the same moment: the second finds what is left.
    Scheme.objects.select_for_update(no_key=True).get(pk=scheme.pk)
    found = {batch: each for batch, each in pools(scheme).items() if each.taken}
    if not found:
        text = _("Nothing is left to request: no retirements make a whole tonne of a block now.")
        raise LedgerError("below_minimum", text, minimum_kg=pool.TONNE)
    made = WithdrawalBatch.objects.create(
        code=_next_code(now), scheme=scheme, requested_by=actor, requested_at=now
    )
    number = 0
    for batch, collected in sorted(found.items(), key=lambda each: each[0].pk):
        for placed in collected.taken:
            number += 1
            _take(made, batch, placed, number=number)
    return made


def _take(made: WithdrawalBatch, batch: CreditBatch, placed: pool.Placed, *, number: int) -> None:
    row = RetirementUpstream.objects.select_related("retirement").get(pk=placed.key)
    upstream.request(
        retirement=row.retirement, batch=batch, actor=made.requested_by, now=made.requested_at
    )
    WithdrawalLine.objects.create(
        withdrawal=made,
        number=number,
        upstream=row,
        batch=batch,
        first_kg=placed.first_kg,
        kg=placed.kg,
    )


def _next_code(now: datetime) -> str:
    """Return an application's code, such as ``W-2026-0007``; two schemes at one moment wait for each other."""
    stem = f"W-{now.astimezone(clock.SHENZHEN).year}-"
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('withdrawal code'))")
    last = WithdrawalBatch.objects.filter(code__startswith=stem).order_by("-code").first()
    return f"{stem}{int(last.code.rpartition('-')[2]) + 1 if last else 1:04d}"
