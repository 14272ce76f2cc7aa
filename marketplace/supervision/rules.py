"""The rules of the anomaly list: pure functions from facts and thresholds to findings. No database, no clock.

A finding's ``key`` names the thing within its rule, ``mark`` what happened: the same mark again is the same happening,
another one opens a closed line again. Kilograms are whole numbers, compared crosswise and not divided.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Any

Pair = tuple[str, str]


@dataclass(frozen=True)
class Finding:
    """Something that looks wrong."""

    rule: str
    key: str
    mark: str
    subjects: tuple[Pair, ...] = ()
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Issued:
    """A batch: how much for how many days and participants (None where nobody counted)."""

    batch: str
    project: str
    kind: str
    kg: int
    days: int
    participants: int | None
    order: int


@dataclass(frozen=True)
class Passed:
    """Kilograms of a batch that went from one party to another; ``shared`` counts members of both."""

    batch: str
    giver: str
    taker: str
    kg: int
    at: datetime
    shared: int = 0


@dataclass(frozen=True)
class Offered:
    """A listing for sale at a price per tonne (CNY), and when something last happened to it."""

    listing: str
    kind: str
    price: Decimal
    last: datetime


@dataclass(frozen=True)
class Counted:
    """So many happenings about one subject, the last of them called ``mark``; ``said`` is what that one said."""

    subject: Pair
    key: str
    times: int
    mark: str
    said: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Retired:
    """A retirement: who for whom, when."""

    id: str
    owner: str
    beneficiary: int
    at: datetime


@dataclass(frozen=True)
class Since:
    """Something that has been in a state since a time."""

    subject: Pair
    key: str
    at: datetime
    state: str = ""


def quantity_jump(
    issued: Sequence[Issued], *, times_former: int, times_median: int, least_peers: int
) -> Iterator[Finding]:
    """More per day than ever before in this project, or far more per participant than its kind."""
    former: dict[str, list[Issued]] = defaultdict(list)
    for row in sorted(issued, key=lambda one: one.order):
        highest = max(former[row.project], key=lambda one: one.kg / one.days, default=None)
        jumps = highest and row.kg * highest.days > times_former * highest.kg * row.days
        peers = _peers(row, issued)
        each = _per_participant(row)
        far = len(peers) >= least_peers and each is not None and each > times_median * median(peers)
        if jumps or far:
            figures: dict[str, Any] = {"kg": row.kg, "days": row.days}
            if highest:
                figures |= {"former_kg": highest.kg, "former_days": highest.days}
            if far:
                figures |= _against_peers(each, peers)
            yield Finding("quantity_jump", row.batch, row.batch, (("batch", row.batch),), figures)
        former[row.project].append(row)


def _against_peers(each: Decimal | None, peers: Sequence[Decimal]) -> dict[str, Any]:
    return {
        "per_participant_kg": f"{each:.1f}",
        "peers_median_kg": f"{median(peers):.1f}",
        "peers": len(peers),
    }


def _peers(row: Issued, issued: Iterable[Issued]) -> list[Decimal]:
    """What the other projects of its kind made per participant and year, their highest each."""
    best: dict[str, Decimal] = {}
    for one in issued:
        each = _per_participant(one)
        if one.kind == row.kind and one.project != row.project and each is not None:
            best[one.project] = max(each, best.get(one.project, Decimal(0)))
    return list(best.values())


def _per_participant(row: Issued) -> Decimal | None:
    if not row.participants:
        return None
    return Decimal(row.kg) * 365 / (row.participants * row.days)


def round_trip(passed: Iterable[Passed], *, days: int, least_kg: int) -> Iterator[Finding]:
    """Kilograms of a batch that came back to whom they came from."""
    large = sorted((row for row in passed if row.kg >= least_kg), key=lambda row: row.at)
    out: dict[tuple[str, str, str], Passed] = {}
    for row in large:
        first = out.get((row.batch, row.taker, row.giver))
        if first is not None and row.at - first.at <= timedelta(days=days):
            one, other = sorted((row.giver, row.taker))
            yield Finding(
                "round_trip",
                f"{row.batch} {one} {other}",
                row.at.isoformat(),
                (("batch", row.batch), ("account", one), ("account", other)),
                {"there_kg": first.kg, "back_kg": row.kg, "days": (row.at - first.at).days},
            )
        out[row.batch, row.giver, row.taker] = row


def related_parties(passed: Iterable[Passed], *, least_kg: int) -> Iterator[Finding]:
    """Sales between organizations in which the same person acts."""
    sold: dict[tuple[str, str], list[Passed]] = defaultdict(list)
    for row in passed:
        if row.shared:
            sold[row.giver, row.taker].append(row)
    for (giver, taker), rows in sold.items():
        kg = sum(row.kg for row in rows)
        if kg >= least_kg:
            last = max(row.at for row in rows)
            accounts = (("account", giver), ("account", taker))
            figures = {"kg": kg, "sales": len(rows), "members": rows[0].shared}
            mark = last.isoformat()
            yield Finding("related_parties", f"{giver} {taker}", mark, accounts, figures)


def stale_listing(offered: Iterable[Offered], now: datetime, *, days: int) -> Iterator[Finding]:
    """Listings to which nothing has happened for long."""
    for row in offered:
        if now - row.last >= timedelta(days=days):
            figures = {"days": (now - row.last).days}
            mark = row.last.isoformat()
            yield Finding("stale_listing", row.listing, mark, (("listing", row.listing),), figures)


def price_outlier(
    offered: Sequence[Offered], *, times: int, least_listings: int
) -> Iterator[Finding]:
    """Listings whose price is far above or below the median of their kind."""
    prices: dict[str, list[Decimal]] = defaultdict(list)
    for row in offered:
        prices[row.kind].append(row.price)
    for row in offered:
        middle = median(prices[row.kind])
        far = row.price > times * middle or row.price * times < middle
        if far and len(prices[row.kind]) >= least_listings:
            count = len(prices[row.kind])
            figures = {"price": str(row.price), "median": str(middle), "listings": count}
            subject = (("listing", row.listing),)
            yield Finding("price_outlier", row.listing, str(row.price), subject, figures)


def repeated(rule: str, counted: Iterable[Counted], *, least_times: int) -> Iterator[Finding]:
    """Whatever happened at least so many times."""
    for row in counted:
        if row.times >= least_times:
            figures = {"times": row.times, **row.said}
            yield Finding(rule, row.key, row.mark, (row.subject,), figures)


def many_names(retired: Iterable[Retired], *, hours: int, least_names: int) -> Iterator[Finding]:
    """Accounts that retired for many different beneficiaries within a short time."""
    by_owner: dict[str, list[Retired]] = defaultdict(list)
    for row in sorted(retired, key=lambda one: one.at):
        by_owner[row.owner].append(row)
    for owner, rows in by_owner.items():
        window: list[Retired] = []
        worst: list[Retired] = []
        for row in rows:
            window = [one for one in window if row.at - one.at <= timedelta(hours=hours)] + [row]
            if _names(window) >= max(least_names, _names(worst) + 1):
                worst = window
        if worst:
            subjects = (("account", owner), *(("retirement", row.id) for row in worst[:20]))
            figures = {"names": _names(worst), "retirements": len(worst)}
            yield Finding("many_names", owner, worst[-1].at.isoformat(), subjects, figures)


def _names(rows: Iterable[Retired]) -> int:
    return len({row.beneficiary for row in rows})


def cancellations(cancelled: Iterable[tuple[str, int, int]], *, percent: int) -> Iterator[Finding]:
    """Batches of which a large part was cancelled: (batch, cancelled kg, issued kg)."""
    for batch, kg, issued_kg in cancelled:
        if kg * 100 >= issued_kg * percent:
            figures = {"kg": kg, "issued_kg": issued_kg}
            yield Finding("cancellations", batch, str(kg), (("batch", batch),), figures)


def overdue(
    rule: str, waiting: Iterable[Since], now: datetime, *, after: timedelta
) -> Iterator[Finding]:
    """Whatever has been in its state for too long."""
    for row in waiting:
        if now - row.at >= after:
            waited = now - row.at
            figures = {"hours": waited // timedelta(hours=1), "state": row.state}
            yield Finding(rule, row.key, row.at.isoformat(), (row.subject,), figures)
