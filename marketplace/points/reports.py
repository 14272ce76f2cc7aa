"""Telling the unified platform which points were used. The only writer of ``Report``."""

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import is_in_group
from accounts.models import User
from marketplace import canonical, clock
from marketplace.errors import MarketError
from marketplace.points.models import Redemption, Report

HEAD = ("redemption", "registration_number", "account", "points", "at")


@transaction.atomic
def make(*, first_day: date, last_day: date, actor: User, now: datetime | None = None) -> Report:
    """Put the redemptions of these days, that are in no report yet, into one; from then on they are reported.

    Raises MarketError ``not_allowed``, ``invalid_request`` for days out of order or not over, ``not_found``
    where there is nothing to report.
    """
    if not is_in_group(actor, "registrar"):
        raise MarketError("not_allowed")
    now = now or clock.now()
    if last_day < first_day or last_day >= now.astimezone(clock.SHENZHEN).date():
        raise MarketError(
            "invalid_request", _("Give days that are over, the first before the last.")
        )
    begins = datetime.combine(first_day, time.min, clock.SHENZHEN)
    ends = datetime.combine(last_day + timedelta(days=1), time.min, clock.SHENZHEN)
    rows = Redemption.objects.filter(report=None, at__gte=begins, at__lt=ends)
    found = list(
        rows.select_for_update(no_key=True, of=("self",))
        .select_related("operator", "account")
        .order_by("at", "pk")
    )
    if not found:
        raise MarketError(
            "not_found", _("Nothing was redeemed in these days that is not reported yet.")
        )
    report = Report.objects.create(
        first_day=first_day,
        last_day=last_day,
        sha256=canonical.sha256(content(found)),
        made_by=actor,
        made_at=now,
    )
    Redemption.objects.filter(pk__in=[row.pk for row in found]).update(report=report)
    return report


def as_csv(report: Report) -> bytes:
    """Return a report's file, the same bytes each time: its SHA-256 is the report's."""
    rows = report.redemptions.select_related("operator", "account").order_by("at", "pk")
    return content(rows)


def content(rows: Iterable[Redemption]) -> bytes:
    """Return redemptions as CSV (UTF-8 with a mark, so that Excel shows it).

    Accounts by their random public id, no names.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEAD)
    for row in rows:
        writer.writerow(
            [
                row.public_id,
                row.operator.registration_number,
                row.account.public_id,
                row.points,
                canonical.utc(row.at),
            ]
        )
    return b"\xef\xbb\xbf" + text.getvalue().encode()
