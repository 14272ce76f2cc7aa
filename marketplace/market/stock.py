"""Stock in motion: the listings' counters and the ledger's holdings, moved together within one transaction.

Lock order (design 4): the caller's order or quote, then listings by id, then the ledger's holdings. A listing's row is
changed by guarded single-row updates only, so the database settles who gets the last kilogram.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F

from accounts.models import User
from marketplace.errors import MarketError
from marketplace.market.models import Listing
from marketplace.market.terms import as_money
from marketplace.registry import ledger

LIVE = (Listing.Status.ACTIVE, Listing.Status.PAUSED)
KEEPS_ITS_STOCK = (*LIVE, Listing.Status.FROZEN)


@dataclass(frozen=True)
class StockLine:
    """So many kilograms of a listing; with a price (fen per tonne) where it must still be that."""

    listing_id: int
    kg: int
    price_fen: int | None = None


@dataclass(frozen=True)
class Cause:
    """Why stock moves: what for (``quote:<id>``, ``order:<id>``), by whom, when."""

    subject: str
    actor: User | None
    now: datetime

    def told(self, reason: str) -> dict[str, Any]:
        """Return the arguments every ledger verb takes."""
        return {"subject": self.subject, "actor": self.actor, "reason": reason, "now": self.now}


def hold(lines: Iterable[StockLine], *, cause: Cause) -> list[Listing]:
    """Move kilograms from for sale to held and return the listings as they are now, by id.

    Raises MarketError: listing_expired, listing_frozen, price_changed, below_minimum, precision_exceeded or
    quantity_exceeds_available, and the ledger's; nothing has changed then.
    """
    _need_transaction()
    taken = [_take(line, cause.now) for line in sorted(lines, key=lambda line: line.listing_id)]
    ledger.hold(lines=_ledger_lines(taken), **cause.told("hold"))
    return [listing for listing, _kg in taken]


def _take(line: StockLine, now: datetime) -> tuple[Listing, int]:
    """Reserve one line if its listing is for sale, at this price, with enough left."""
    # Only the row's own columns: a condition on another table becomes a subselect, which is not asked again after
    # waiting for the row's lock. Whether the batch is frozen is the ledger's to check.
    price = None if line.price_fen is None else as_money(line.price_fen).amount
    wanted = {"id": line.listing_id, "kg": line.kg, "now": now, "price": price}
    listing = next(iter(Listing.objects.raw(_TAKE, wanted)), None)
    if listing is None:
        raise _why_not(Listing.objects.get(pk=line.listing_id), line, now)
    _check_steps(listing, line.kg)
    return listing, line.kg


_TAKE = """
    UPDATE market_listing SET listed_kg = listed_kg - %(kg)s, held_kg = held_kg + %(kg)s
    WHERE id = %(id)s AND status = 'active' AND listed_kg >= %(kg)s
        AND (expires_at IS NULL OR expires_at > %(now)s)
        AND price_per_tonne = coalesce(%(price)s, price_per_tonne)
    RETURNING *
"""


def _why_not(listing: Listing, line: StockLine, now: datetime) -> MarketError:
    """Say why a listing did not give what was asked for."""
    over = listing.expires_at is not None and listing.expires_at <= now
    if listing.status == Listing.Status.FROZEN:
        return MarketError("listing_frozen")
    if over or listing.status not in (Listing.Status.ACTIVE, Listing.Status.SOLD_OUT):
        return MarketError("listing_expired")
    if line.price_fen is not None and listing.price_per_tonne != as_money(line.price_fen):
        return MarketError("price_changed")
    return MarketError(
        "quantity_exceeds_available", available_kg=listing.listed_kg, requested_kg=line.kg
    )


def _check_steps(listing: Listing, kg: int) -> None:
    """Refuse an amount that breaks the listing's steps; ``listing`` is read after the reservation."""
    if kg % listing.increment_kg:
        raise MarketError("precision_exceeded", increment_kg=listing.increment_kg)
    if kg < listing.minimum_kg and listing.listed_kg >= listing.increment_kg:
        raise MarketError("below_minimum", minimum_kg=listing.minimum_kg)


def release(lines: Iterable[StockLine], *, cause: Cause) -> None:
    """Move held kilograms back: for sale again, or to the seller where the listing has ended meanwhile."""
    _need_transaction()
    live: list[tuple[Listing, int]] = []
    ended: list[tuple[Listing, int]] = []
    for listing, kg in _locked(lines):
        on_sale = listing.status in KEEPS_ITS_STOCK
        Listing.objects.filter(pk=listing.pk).update(
            held_kg=F("held_kg") - kg, listed_kg=F("listed_kg") + (kg if on_sale else 0)
        )
        (live if on_sale else ended).append((listing, kg))
    ledger.release(lines=_ledger_lines([*live, *ended]), **cause.told("release"))
    if ended:
        ledger.unlist(lines=_ledger_lines(ended), **cause.told("listing ended"))


def sell(lines: Iterable[StockLine], *, buyer_id: int, cause: Cause) -> list[ledger.Sale]:
    """Move held kilograms to the buyer, and close a listing that has nothing left; return what was sold, by batch."""
    _need_transaction()
    sold = [_sell(line) for line in sorted(lines, key=lambda line: line.listing_id)]
    sales = [
        ledger.Sale(
            batch_id=line.batch_id, seller_id=line.account_id, buyer_id=buyer_id, kg=line.kg
        )
        for line in merged(sold)
    ]
    ledger.sell(lines=sales, **cause.told("sell"))
    return sales


def _sell(line: StockLine) -> tuple[int, int, int]:
    """Count one line as sold, in the order of ids, which is that of the locks; return (batch, seller, kg)."""
    with connection.cursor() as cursor:
        cursor.execute(_SELL, {"id": line.listing_id, "kg": line.kg})
        batch_id, seller_id = cursor.fetchone()
    return batch_id, seller_id, line.kg


_SELL = """
    UPDATE market_listing SET held_kg = held_kg - %(kg)s, sold_kg = sold_kg + %(kg)s,
        status = CASE WHEN status IN ('active', 'paused') AND listed_kg = 0 AND held_kg = %(kg)s
            THEN 'sold_out' ELSE status END
    WHERE id = %(id)s RETURNING batch_id, seller_id
"""


def _locked(lines: Iterable[StockLine]) -> list[tuple[Listing, int]]:
    """Lock the listings in id order and return them with their kilograms."""
    wanted = {line.listing_id: line.kg for line in lines}
    listings = Listing.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    return [(listing, wanted[listing.pk]) for listing in listings]


def _ledger_lines(pairs: Sequence[tuple[Listing, int]]) -> list[ledger.Line]:
    """Return one ledger line per batch and seller, however many listings there are."""
    return merged((listing.batch_id, listing.seller_id, kg) for listing, kg in pairs)


def merged(parts: Iterable[tuple[int, int, int]]) -> list[ledger.Line]:
    """Add (batch, account, kg) up to one ledger line per batch and account, in the ledger's lock order."""
    amounts: Counter[tuple[int, int]] = Counter()
    for batch_id, account_id, kg in parts:
        amounts[batch_id, account_id] += kg
    return [
        ledger.Line(batch_id=batch_id, account_id=account_id, kg=kg)
        for (batch_id, account_id), kg in sorted(amounts.items())
    ]


def _need_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("stock moves within a transaction")
