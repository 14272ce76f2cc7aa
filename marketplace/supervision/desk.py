"""What the supervisors' desk shows: figures, what waits, search over everything. Reads only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Act, Party
from accounts.queries import person_name
from accounts.reading import read_only
from look.parts import Fact
from look.templatetags.look import localname
from marketplace import clock
from marketplace.market.models import Listing, Order
from marketplace.payments.models import Payment, Refund
from marketplace.registry import codes, frozen, queries
from marketplace.registry.models import CreditBatch, LogEntry, Retirement
from marketplace.supervision import subjects, thresholds
from marketplace.supervision.models import Anomaly, Case, DeskAct, ReleaseRequest
from marketplace.supervision.subjects import Subject

FOUND = 12


def reading(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view that only reads: its whole work is one read-only transaction."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with read_only():
            return view(request, *args, **kwargs)

    return wrapped


def waiting_count() -> int:
    """Return how many things wait for a supervisor."""
    return (
        Anomaly.objects.filter(status=Anomaly.Status.OPEN).count()
        + ReleaseRequest.objects.filter(status=ReleaseRequest.Status.PENDING).count()
        + frozen.unconfirmed().count()
    )


def figures() -> list[Fact]:
    """Return the desk's figures: what there is, what was paid within 30 days, what is stopped."""
    totals = queries.totals()
    since = clock.now() - timedelta(days=30)
    paid = Payment.objects.filter(status="succeeded", succeeded_at__gte=since)
    money = paid.aggregate(sum=Sum("amount"), n=Count("id"))
    back = Refund.objects.filter(created_at__gte=since).aggregate(sum=Sum("amount"), n=Count("id"))
    orders = Order.objects.aggregate(
        n=Count("id"), waiting=Count("id", filter=Q(status=Order.Status.PAID))
    )
    return [
        Fact(_("Issued in all"), f"{totals.issued:,} kg"),
        Fact(_("Retired"), f"{totals.retired:,} kg"),
        Fact(_("Cancelled"), f"{totals.cancelled:,} kg"),
        Fact(_("For sale"), f"{totals.for_sale:,} kg"),
        Fact(_("Reserved"), f"{totals.reserved:,} kg"),
        Fact(_("Orders"), f"{orders['n']:,}", _("%s paid and not delivered") % orders["waiting"]),
        Fact(
            _("Payments in 30 days"),
            f"¥{money['sum'] or 0:,.2f}",
            _("%s in number") % f"{money['n']:,}",
        ),
        Fact(
            _("Refunds in 30 days"),
            f"¥{back['sum'] or 0:,.2f}",
            _("%s in number") % f"{back['n']:,}",
        ),
        Fact(_("Accounts"), f"{Party.objects.count():,}"),
    ]


@dataclass(frozen=True)
class Found:
    """What a search found of one kind."""

    title: Any
    subjects: list[Subject]


@dataclass(frozen=True)
class Deed:
    """One thing that staff or a member did."""

    at: Any
    who: str
    kind: str
    about: str
    href: str = ""


def search(text: str) -> list[Found]:
    """Return what a text names, kind by kind, at most a dozen of each.

    Names and codes are found by a part of them; e-mail addresses, ids, certificates' codes and payment references
    only whole.
    """
    text = text.strip()
    if len(text) < 2:
        return []
    rows = [
        (_("Accounts"), "account", _parties(text)),
        (_("Batches"), "batch", _batches(text)),
        (_("Listings"), "listing", _listings(text)),
        (_("Orders"), "order", _orders(text)),
        (_("Retirements"), "retirement", _retirements(text)),
    ]
    found = [
        Found(title, [subjects.of(kind, row) for row in some[:FOUND]]) for title, kind, some in rows
    ]
    return [each for each in found if each.subjects]


def entry(text: str) -> int | None:
    """Return the number (from 1) of the log entry that a text names: its number or its leaf hash."""
    digits = text.strip().replace(",", "")
    rows = LogEntry.objects.all()
    if digits.isdecimal() and len(digits) < 12:
        rows = rows.filter(position=int(digits) - 1)
    elif len(digits) == 64:
        try:
            rows = rows.filter(leaf__leaf_hash=bytes.fromhex(digits))
        except ValueError:
            return None
    else:
        return None
    position = rows.values_list("position", flat=True).first()
    return None if position is None else position + 1


def _public_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _parties(text: str) -> Any:
    asked = Q(name_zh__icontains=text) | Q(name_en__icontains=text) | Q(pseudonym__iexact=text)
    asked |= Q(uscc__iexact=text) | Q(public_id=_public_id(text))
    if "@" in text:
        asked |= Q(email=text.lower()) | Q(user__email=text.lower())
    return Party.objects.filter(asked).order_by("-id")


def _batches(text: str) -> Any:
    asked = Q(code__icontains=text) | Q(issuance__upstream_serial__icontains=text)
    asked |= Q(project__name_zh__icontains=text) | Q(project__name_en__icontains=text)
    return CreditBatch.objects.filter(asked).select_related("project").order_by("-id")


def _listings(text: str) -> Any:
    asked = Q(public_id=_public_id(text)) | Q(batch__code__iexact=text)
    rows = Listing.objects.filter(asked).order_by("-id")
    return rows.select_related("batch__project", "seller")


def _orders(text: str) -> Any:
    asked = Q(number__icontains=text) | Q(public_id=_public_id(text))
    asked |= Q(payments__reference__iexact=text)
    if "@" in text:
        asked |= Q(email=text.lower())
    return Order.objects.filter(asked).distinct().order_by("-id")


def _retirements(text: str) -> Any:
    asked = Q(public_id=_public_id(text)) | Q(claim_ref=text)
    code = codes.normalize(text)
    if code:
        asked |= Q(statements__code=code)
    return Retirement.objects.filter(asked).distinct().order_by("-id")


def deeds(limit: int = 60) -> list[Deed]:
    """Return what supervisors, staff and organizations' members did last."""
    own = DeskAct.objects.select_related("actor", "case", "anomaly")[:limit]
    others = Act.objects.select_related("actor", "organization__party")[:limit]
    found = [Deed(row.at, person_name(row.actor), row.kind, *_about(row)) for row in own]
    found += [
        Deed(row.at, person_name(row.actor), row.kind, localname(row.organization.party))
        for row in others
    ]
    return sorted(found, key=lambda deed: deed.at, reverse=True)[:limit]


def _about(row: DeskAct) -> tuple[str, str]:
    """Return the case, or the anomaly by its rule's title in the reader's language, and the page that shows it."""
    if row.case is not None:
        return str(row.case), reverse("supervision:case", args=[row.case.public_id])
    if row.anomaly is None:
        return "", ""
    rule = thresholds.rules().get(row.anomaly.rule)
    title = row.anomaly.rule if rule is None else localname(rule, "title")
    return title, reverse("supervision:anomaly", args=[row.anomaly.pk])


def open_cases() -> list[Case]:
    """Return the cases that are open, newest first."""
    return list(Case.objects.filter(status=Case.Status.OPEN).select_related("opened_by"))
