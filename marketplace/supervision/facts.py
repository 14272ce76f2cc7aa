"""What the rules look at, read in a fixed number of queries; every window is counted back from ``now``."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Count, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.models import Membership, Party
from marketplace.market.models import Listing, Order, Quote
from marketplace.payments.models import Refund
from marketplace.registry import attempts, frozen
from marketplace.registry.models import (
    AuditRun,
    Cancellation,
    CreditBatch,
    IssuanceRequest,
    Movement,
    Project,
    RefusedAttempt,
    Retirement,
    RetirementUpstream,
    SerialBlock,
)
from marketplace.supervision.rules import Counted, Finding, Issued, Offered, Passed, Retired, Since

TRADE = ("sell", "transfer")


def issued() -> list[Issued]:
    """Return every batch, with its project's participants."""
    rows = CreditBatch.objects.select_related("project").order_by("monitoring_start", "id")
    return [
        Issued(
            batch=row.code,
            project=row.project.code,
            kind=row.project.kind,
            kg=row.quantity_kg,
            days=(row.monitoring_end - row.monitoring_start).days + 1,
            participants=row.project.participants,
            order=number,
        )
        for number, row in enumerate(rows)
    ]


def passed(since: datetime) -> list[Passed]:
    """Return what went from one party to another, with how many people act in both."""
    rows = Movement.objects.filter(kind__in=TRADE, at__gte=since).values_list(
        "batch__code",
        "from_account",
        "to_account",
        "from_account__public_id",
        "to_account__public_id",
        "kg",
        "at",
    )
    found = list(rows)
    members = _members({account for row in found for account in row[1:3]})
    return [
        Passed(
            batch=batch,
            giver=str(giver_id),
            taker=str(taker_id),
            kg=kg,
            at=at,
            shared=0
            if giver == taker
            else len(members.get(giver, set()) & members.get(taker, set())),
        )
        for batch, giver, taker, giver_id, taker_id, kg, at in found
    ]


def _members(parties: Iterable[int]) -> dict[int, set[int]]:
    """Return who acts for each party: an organization's members, a person itself."""
    found: dict[int, set[int]] = {}
    wanted = list(parties)
    for party, user in Membership.objects.filter(organization__in=wanted).values_list(
        "organization", "user"
    ):
        found.setdefault(party, set()).add(user)
    for party, user in Party.objects.filter(pk__in=wanted, user__isnull=False).values_list(
        "pk", "user"
    ):
        found.setdefault(party, set()).add(user)
    return found


def offered() -> list[Offered]:
    """Return what is for sale and when something was last reserved of it."""
    last_hold = (
        Quote.objects.filter(lines__listing=OuterRef("pk")).order_by("-created_at")
    ).values("created_at")[:1]
    rows = Listing.objects.filter(status=Listing.Status.ACTIVE, listed_kg__gt=0).annotate(
        last=Coalesce(Subquery(last_hold), "activated_at", "created_at")
    )
    return [
        Offered(str(public_id), kind, price, last)
        for public_id, kind, price, last in rows.values_list(
            "public_id", "batch__project__kind", "price_per_tonne", "last"
        )
    ]


def evidence_again() -> list[Counted]:
    """Return the evidence that was handed in a second time, by the batch it first served.

    Where that is no batch yet, it is about the owner of the project that it was last handed in for.
    """
    rows = list(
        RefusedAttempt.objects.filter(kind=attempts.EVIDENCE_REUSED)
        .values("subject")
        .annotate(times=Count("id"), last=Max("id"))
    )
    batches = dict(
        IssuanceRequest.objects.filter(
            evidence_sha256__in=[row["subject"] for row in rows], batch__isnull=False
        ).values_list("evidence_sha256", "batch__code")
    )
    last = RefusedAttempt.objects.in_bulk([row["last"] for row in rows])
    details = {pk: attempt.detail for pk, attempt in last.items()}
    owners = dict(
        Project.objects.filter(
            code__in=[detail.get("project", "") for detail in details.values()]
        ).values_list("code", "owner__public_id")
    )
    found = []
    for row in rows:
        said = {name: str(value) for name, value in details[row["last"]].items() if value}
        batch = batches.get(row["subject"], "")
        owner = ("account", str(owners.get(said.get("project", ""), "")))
        subject = ("batch", batch) if batch else owner
        found.append(Counted(subject, row["subject"], row["times"], str(row["last"]), said))
    return found


def self_purchases(since: datetime) -> list[Counted]:
    """Return how often sellers tried to buy from their own listings."""
    rows = (
        RefusedAttempt.objects.filter(kind=attempts.SELF_PURCHASE, at__gte=since)
        .values("subject")
        .annotate(times=Count("id"), last=Max("id"))
    )
    return [
        Counted(("listing", row["subject"]), row["subject"], row["times"], str(row["last"]))
        for row in rows
    ]


def expired_holds(since: datetime) -> list[Counted]:
    """Return how many holds each buyer let expire: quotes released unused, orders expired unpaid."""
    lost = Q(released_at__gte=since) | Q(
        order__status=Order.Status.EXPIRED, order__ended_at__gte=since
    )
    rows = (
        Quote.objects.filter(lost)
        .values("organization__party__public_id", "email")
        .annotate(times=Count("id"), last=Max("id"))
    )
    found = list(rows)
    guests = dict(
        Party.objects.filter(
            Q(email__in=[row["email"] for row in found])
            | Q(user__email__in=[row["email"] for row in found])
        ).values_list(Coalesce("email", "user__email"), "public_id")
    )
    sums: dict[str, tuple[int, int]] = {}
    for row in found:
        who = row["organization__party__public_id"] or guests.get(row["email"])
        if who:
            times, last = sums.get(str(who), (0, 0))
            sums[str(who)] = times + row["times"], max(last, row["last"])
    return [Counted(("account", who), who, times, str(last)) for who, (times, last) in sums.items()]


def retired(since: datetime) -> list[Retired]:
    """Return the retirements since then."""
    rows = Retirement.objects.filter(at__gte=since).values_list(
        "public_id", "owner__public_id", "beneficiary", "at"
    )
    return [Retired(str(own), str(owner), whom, at) for own, owner, whom, at in rows]


def cancelled(since: datetime) -> list[tuple[str, int, int]]:
    """Return what was cancelled of each batch: its code, kilograms, kilograms issued."""
    recent = Cancellation.objects.filter(at__gte=since)
    rows = (
        SerialBlock.objects.filter(cancellation__in=recent)
        .order_by()
        .values("batch__code", "batch__quantity_kg")
        .annotate(last=Sum("last"), first=Sum("first"), blocks=Count("id"))
    )
    return [
        (row["batch__code"], row["last"] - row["first"] + row["blocks"], row["batch__quantity_kg"])
        for row in rows
    ]


def failed_audit() -> list[Finding]:
    """Return the last audit if it failed."""
    run = AuditRun.objects.order_by("-id").first()
    if run is None or run.passed:
        return []
    checks = sorted(str(finding["check"]) for finding in run.findings)
    return [Finding("audit_failed", "audit", str(run.pk), (), {"checks": ", ".join(checks)})]


def withdrawals() -> tuple[list[Since], list[Since]]:
    """Return the withdrawals to be requested, and those that wait for an answer."""
    rows = RetirementUpstream.objects.filter(state__in=["not_requested", "requested"])
    found: dict[str, list[Since]] = {"not_requested": [], "requested": []}
    for state, retirement, batch, at, asked in rows.values_list(
        "state", "retirement__public_id", "batch__code", "retirement__at", "requested_at"
    ):
        subject = ("retirement", str(retirement))
        found[state].append(Since(subject, f"{retirement} {batch}", asked or at, state))
    return found["not_requested"], found["requested"]


def refunds_of_retired() -> list[Finding]:
    """Return the refunds of orders whose kilograms are retired."""
    rows = Refund.objects.exclude(status__in=["failed", "canceled"]).filter(
        payment__order__retirement__isnull=False
    )
    return [
        Finding(
            "refund_after_retirement",
            number,
            str(reference),
            (("order", number), ("retirement", str(retirement))),
            {"refunded": str(back), "order_total": str(paid)},
        )
        for number, reference, retirement, back, paid in rows.values_list(
            "payment__order__number",
            "public_id",
            "payment__order__retirement__public_id",
            "amount",
            "payment__amount",
        )
    ]


def unconfirmed() -> list[Since]:
    """Return the freezes that wait for a second person."""
    rows = frozen.unconfirmed().select_related("batch", "account")
    return [Since(frozen_subject(row), f"freeze {row.pk}", row.at) for row in rows]


def frozen_subject(row):  # type: ignore[no-untyped-def]
    """Return what a freeze is about, as (kind, ref)."""
    if row.batch is not None:
        return ("batch", row.batch.code)
    if row.account is not None:
        return ("account", str(row.account.public_id))
    return ("listing", str(row.listing))


def undelivered() -> list[Since]:
    """Return the orders that are paid and not yet fulfilled."""
    rows = Order.objects.filter(status=Order.Status.PAID, paid_at__isnull=False)
    return [
        Since(("order", number), number, at, "paid")
        for number, at in rows.values_list("number", "paid_at")
    ]


def back(now: datetime, days: int) -> datetime:
    """Return the beginning of a window of so many days."""
    return now - timedelta(days=days)
