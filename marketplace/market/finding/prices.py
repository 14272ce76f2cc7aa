"""The course of prices, month by month, from what was noted at each change; and sales, where they tell of nobody.

A month's prices are those of the listings that were for sale at its end: noted by then, and not over. When a listing
ended is not kept, so an ended one counts until its last price change or sale. Sales of a month are shown only where
``FEWEST_BUYERS`` different payers bought, so that nobody's deal can be read from them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, QuerySet, Sum
from django.db.models.functions import TruncMonth
from djmoney.money import Money

from marketplace import clock
from marketplace.market.models import Allocation, Listing, Order, OrderLine, PriceChange
from marketplace.market.terms import as_money, in_fen

FEWEST_BUYERS = 3
MOST_MONTHS = 36
LIVE = (Listing.Status.ACTIVE, Listing.Status.PAUSED)


@dataclass(frozen=True)
class Month:
    """One month: lowest, middle and highest price of what was for sale at its end, and sales, if they may be told."""

    first: date
    lowest: Money
    middle: Money
    highest: Money
    listings: int
    sold_kg: int | None


@dataclass(frozen=True)
class Note:
    """The price of a listing from a moment on, in fen per tonne."""

    listing_id: int
    at: datetime
    price_fen: int


def course(listings: QuerySet[Listing]) -> tuple[Month, ...]:
    """Return the months of some listings' prices, oldest first, at most three years; four queries."""
    now = clock.now()
    changes = PriceChange.objects.filter(listing__in=listings).order_by("at", "pk")
    notes = [Note(row.listing_id, row.at, in_fen(row.price_per_tonne)) for row in changes]
    if not notes:
        return ()
    ends = _ends(listings, notes)
    sold = _sold(listings)
    months = _months(_month(notes[0].at), _month(now))[-MOST_MONTHS:]
    told = (_told(first, notes, ends, sold) for first in months)
    return tuple(month for month in told if month)


def _told(
    first: date, notes: Sequence[Note], ends: dict[int, date], sold: dict[date, int]
) -> Month | None:
    """Return a month, or None where nothing was for sale at its end."""
    prices: dict[int, int] = {}
    for note in notes:
        if _month(note.at) <= first <= ends[note.listing_id]:
            prices[note.listing_id] = note.price_fen
    if not prices:
        return None
    return Month(
        first=first,
        lowest=as_money(min(prices.values())),
        middle=as_money(median(prices.values())),
        highest=as_money(max(prices.values())),
        listings=len(prices),
        sold_kg=sold.get(first),
    )


def median(values: Iterable[int]) -> int:
    """Return the middle of whole numbers; of two middle ones their mean, rounded half up."""
    ordered = sorted(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return (low + high + 1) // 2


def _ends(listings: QuerySet[Listing], notes: Sequence[Note]) -> dict[int, date]:
    """Return the last month in which each listing counts."""
    last: dict[int, date] = {}
    for note in notes:
        last[note.listing_id] = _month(note.at)
    paid = OrderLine.objects.filter(listing__in=listings, order__paid_at__isnull=False)
    for pk, at in paid.values_list("listing").annotate(at=Max("order__paid_at")):
        last[pk] = max(last[pk], _month(at)) if pk in last else _month(at)
    live = set(listings.filter(status__in=LIVE).values_list("pk", flat=True))
    return {pk: date.max if pk in live else month for pk, month in last.items()}


def _sold(listings: QuerySet[Listing]) -> dict[date, int]:
    """Return the kilograms sold by month, only where enough different payers bought."""
    rows = (
        Allocation.objects.filter(
            line__listing__in=listings,
            status=Allocation.Status.SOLD,
            line__order__status=Order.Status.FULFILLED,
        )
        .annotate(month=TruncMonth("line__order__paid_at", tzinfo=clock.SHENZHEN))
        .values_list("month")
        .annotate(kg=Sum("kg"), buyers=Count("line__order__payer", distinct=True))
    )
    return {_month(month): kg for month, kg, buyers in rows if buyers >= FEWEST_BUYERS}


def _month(at: datetime) -> date:
    """Return the first day of a moment's month in Shenzhen."""
    return at.astimezone(clock.SHENZHEN).date().replace(day=1)


def _months(first: date, last: date) -> list[date]:
    """Return the first days of all months between two, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month
    places = (first.year * 12 + first.month - 1 + step for step in range(count + 1))
    return [date(place // 12, place % 12 + 1, 1) for place in places]


def groups() -> dict[str, list[tuple[str, object]]]:
    """Return the kinds and methodologies that have ever been for sale: (value, what names it); two queries."""
    shown = Listing.objects.exclude(status__in=Listing.NEVER_SHOWN)
    kinds = shown.values_list("batch__project__kind", flat=True).distinct()
    methods: dict[str, object] = defaultdict()
    version = "batch__methodology_version__"
    for code, zh, en in shown.values_list(
        f"{version}methodology__code",
        f"{version}methodology__name_zh",
        f"{version}methodology__name_en",
    ).distinct():
        methods[code] = {"name_zh": zh, "name_en": en}
    return {
        "kind": [(kind, kind) for kind in sorted(kinds)],
        "method": sorted(methods.items()),
    }
