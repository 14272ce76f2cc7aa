"""The anomaly list: look for what the rules say, keep each thing once, and what people made of it.

``scan`` is safe to run at any time and as often as one likes: a finding that is known is not written again, one that
was closed opens again only when it happened again (its mark is another one). Only ``cases.open_case``, which takes an
anomaly up, writes ``Anomaly`` and its steps beside these functions.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from accounts.models import User
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.supervision import cases, facts, rules, thresholds
from marketplace.supervision.models import Anomaly, AnomalyStep
from marketplace.supervision.rules import Finding
from marketplace.supervision.thresholds import limit

Status = Anomaly.Status


def look(now: datetime) -> Iterator[Finding]:
    """Yield all that looks wrong now."""
    yield from _supply(now)
    yield from _trade(now)
    yield from _duties(now)


def _supply(now: datetime) -> Iterator[Finding]:
    """What came in, what is offered, what was cancelled."""
    yield from rules.quantity_jump(
        facts.issued(),
        times_former=limit("quantity_jump", "times_former"),
        times_median=limit("quantity_jump", "times_median"),
        least_peers=limit("quantity_jump", "least_peers"),
    )
    yield from rules.repeated("evidence_twice", facts.evidence_again(), least_times=1)
    offered = facts.offered()
    yield from rules.stale_listing(offered, now, days=limit("stale_listing", "days"))
    yield from rules.price_outlier(
        offered,
        times=limit("price_outlier", "times"),
        least_listings=limit("price_outlier", "least_listings"),
    )
    gone = facts.cancelled(facts.back(now, limit("cancellations", "days")))
    yield from rules.cancellations(gone, percent=limit("cancellations", "percent"))


def _trade(now: datetime) -> Iterator[Finding]:
    """Who bought from whom, held and retired."""
    days, related_days = limit("round_trip", "days"), limit("related_parties", "days")
    passed = facts.passed(facts.back(now, max(2 * days, related_days)))
    yield from rules.round_trip(passed, days=days, least_kg=limit("round_trip", "least_kg"))
    recent = [row for row in passed if row.at >= facts.back(now, related_days)]
    yield from rules.related_parties(recent, least_kg=limit("related_parties", "least_kg"))
    tried = facts.self_purchases(facts.back(now, limit("self_purchase", "days")))
    yield from rules.repeated(
        "self_purchase", tried, least_times=limit("self_purchase", "least_times")
    )
    lost = facts.expired_holds(facts.back(now, limit("holds_expire", "days")))
    yield from rules.repeated(
        "holds_expire", lost, least_times=limit("holds_expire", "least_times")
    )
    hours = limit("many_names", "hours")
    yield from rules.many_names(
        facts.retired(now - timedelta(hours=2 * hours)),
        hours=hours,
        least_names=limit("many_names", "least_names"),
    )


def _duties(now: datetime) -> Iterator[Finding]:
    """What somebody should have done by now, and what should not have happened."""
    yield from facts.failed_audit()
    yield from facts.refunds_of_retired()
    to_request, to_answer = facts.withdrawals()
    for waiting, name in ((to_request, "days_to_request"), (to_answer, "days_to_answer")):
        after = timedelta(days=limit("withdrawal_overdue", name))
        yield from rules.overdue("withdrawal_overdue", waiting, now, after=after)
    for rule, waiting in (
        ("freeze_unconfirmed", facts.unconfirmed()),
        ("paid_not_delivered", facts.undelivered()),
    ):
        after = timedelta(hours=limit(rule, "hours"))
        yield from rules.overdue(rule, waiting, now, after=after)


def scan(*, now: datetime | None = None) -> int:
    """Look for what is wrong and keep it; return how many lines are new or open again."""
    with transaction.atomic():
        now = now or clock.now()
        found = {(finding.rule, finding.key): finding for finding in look(now)}
        known = {
            (row.rule, row.key): row
            for row in Anomaly.objects.select_for_update(no_key=True).filter(
                rule__in={rule for rule, _key in found}
            )
        }
        return sum(_keep(finding, known.get(place), now) for place, finding in found.items())


def _keep(finding: Finding, known: Anomaly | None, now: datetime) -> bool:
    """Write a finding down unless it is known; say whether a person should look again."""
    subjects = [list(pair) for pair in finding.subjects if pair[1]]
    mark = sha256(finding.mark.encode()).hexdigest()
    figures = finding.figures | {"limits": thresholds.limits(finding.rule)}
    if known is None:
        made, is_new = Anomaly.objects.get_or_create(
            rule=finding.rule,
            key=finding.key,
            defaults={
                "fingerprint": mark,
                "subjects": subjects,
                "figures": figures,
                "first_seen_at": now,
                "last_seen_at": now,
            },
        )
        if is_new:
            AnomalyStep.objects.create(anomaly=made, to=Status.OPEN, at=now)
        return is_new
    if known.fingerprint == mark:
        return False
    closed = known.status == Status.CLOSED
    Anomaly.objects.filter(pk=known.pk).update(
        fingerprint=mark,
        subjects=subjects,
        figures=figures,
        last_seen_at=now,
        times=known.times + 1,
        status=Status.OPEN if closed else known.status,
    )
    if closed:
        AnomalyStep.objects.create(anomaly=known, to=Status.OPEN, at=now)
    return closed


@transaction.atomic
def look_into(*, anomaly: Anomaly, actor: User, note: str = "") -> None:
    """Say that somebody is looking into it."""
    _move(anomaly, [Status.OPEN], Status.LOOKED_INTO, actor=actor, note=note)


@transaction.atomic
def close(*, anomaly: Anomaly, actor: User, note: str) -> None:
    """Close it with what was found out; it opens again when it happens again."""
    if not note.strip():
        raise MarketError("invalid_request")
    _move(anomaly, [Status.OPEN, Status.LOOKED_INTO], Status.CLOSED, actor=actor, note=note)


def _move(anomaly: Anomaly, states: list[str], to: str, *, actor: User, note: str) -> None:
    if not Anomaly.objects.filter(pk=anomaly.pk, status__in=states).update(status=to):
        raise MarketError("invalid_state")
    now = clock.now()
    AnomalyStep.objects.create(anomaly=anomaly, to=to, note=note.strip(), actor=actor, at=now)
    cases.record(f"anomaly_{to}", actor=actor, anomaly=anomaly, now=now)
