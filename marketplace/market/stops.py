"""What freezes mean for buying: freezing a listing, and the one question whether something may be bought now.

A freeze takes the listing's row ``FOR UPDATE``; quotes change that row, and who orders or pays holds it ``FOR KEY
SHARE``, which hinders no other buyer: a freeze is before or after each of them, never beside. What quotes and orders
hold stays held until its time is over; what was paid before the freeze is fulfilled; nothing more is paid.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import connection, transaction

from accounts.models import User
from marketplace.errors import MarketError
from marketplace.market.catalogue import ListingCard
from marketplace.market.models import Listing, Order, Quote
from marketplace.registry import freezes, frozen
from marketplace.registry.freezes import Words
from marketplace.registry.models import Freeze

Status = Listing.Status
CAN_BE_FROZEN = (Status.ACTIVE, Status.PAUSED)


@transaction.atomic
def freeze(
    *, listing: Listing, reason: str, actor: User, public: str = "", now: datetime | None = None
) -> Freeze:
    """Stop a listing at once: no new quote, order or payment. One person may.

    Raises MarketError ``invalid_state`` when it is frozen already or over.
    """
    locked = Listing.objects.select_for_update().get(pk=listing.pk)
    if locked.status not in CAN_BE_FROZEN:
        raise MarketError("invalid_state")
    act = Freeze(
        listing=locked.public_id,
        act=Freeze.Act.FREEZE,
        state_before=locked.status,
        kg=locked.listed_kg + locked.held_kg,
        requested_by=actor,
    )
    freezes.write(act, Words(reason, public), now=now)
    Listing.objects.filter(pk=locked.pk).update(status=Status.FROZEN)
    return act


@transaction.atomic
def unfreeze(
    *,
    listing: Listing,
    reason: str,
    requested_by: User,
    approved_by: User,
    public: str = "",
    now: datetime | None = None,
) -> Freeze:
    """Put a listing back to where it was; two people must agree.

    Raises MarketError ``same_person`` or ``invalid_state``.
    """
    locked = Listing.objects.select_for_update().get(pk=listing.pk)
    begun = frozen.in_force(listing=locked.public_id)
    if begun is None:
        raise MarketError("invalid_state")
    left_kg = locked.listed_kg + locked.held_kg
    act = Freeze(
        listing=locked.public_id,
        act=Freeze.Act.UNFREEZE,
        kg=left_kg,
        requested_by=requested_by,
        approved_by=approved_by,
    )
    freezes.write(act, Words(reason, public), now=now)
    back = begun.state_before if left_kg else Status.SOLD_OUT
    Listing.objects.filter(pk=locked.pk).update(status=back)
    return act


def notices(card: ListingCard) -> tuple[frozen.FreezeView, ...]:
    """Return the freezes that stop a listing, with what is said of them in public."""
    if not card.stop:
        return ()
    return frozen.notices(
        batches=[card.batch_code], listings=[card.public_id], parties=[card.seller_id]
    )


def listings_of(quote: Quote) -> list[int]:
    """Return the keys of the listings that a quote takes from."""
    return list(quote.lines.values_list("listing", flat=True))


def check(listings: Collection[int], *, accounts: Collection[int] = ()) -> None:
    """Refuse what may not be bought now, and keep these listings from being frozen until the transaction ends.

    Raises MarketError ``listing_frozen``, ``batch_frozen`` or ``account_frozen`` (a seller's, or one of ``accounts``).
    """
    _check(_LISTINGS, list(listings), accounts)


@transaction.atomic
def check_order(order: Order) -> None:
    """Refuse an order that may not be paid now. Raises what ``check`` raises."""
    _check(_LISTINGS_OF_ORDER, order.pk, {order.payer_id, order.owner_id})


def lets_pay(order: Order) -> bool:
    """Whether an order may become paid; called in the transaction that would make it so."""
    try:
        _check(_LISTINGS_OF_ORDER, order.pk, {order.payer_id, order.owner_id})
    except MarketError:
        return False
    return True


@transaction.atomic
def why_not(order: Order) -> MarketError | None:
    """Return why an unpaid order can't be paid now, for its pages; None when nothing of it is frozen."""
    try:
        check_order(order)
    except MarketError as refusal:
        return refusal
    return None


_ASKED = """
    SELECT l.status, b.status, b.code, l.seller_id
    FROM market_listing l JOIN registry_creditbatch b ON b.id = l.batch_id
    WHERE l.id = ANY ({listings}) ORDER BY l.id FOR KEY SHARE OF l
"""
_LISTINGS = _ASKED.format(listings="%s")
_LISTINGS_OF_ORDER = _ASKED.format(
    listings="ARRAY(SELECT listing_id FROM market_orderline WHERE order_id = %s)"
)


def _check(statement: str, which: list[int] | int, accounts: Collection[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, [which])
        rows = cursor.fetchall()
    for status, batch_status, batch, _seller in rows:
        if status == Status.FROZEN:
            raise MarketError("listing_frozen")
        if batch_status != "active":
            raise MarketError("batch_frozen", batch=batch)
    if frozen.among({*accounts, *(seller for *_rest, seller in rows)}):
        raise MarketError("account_frozen")
