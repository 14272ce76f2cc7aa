"""A listing's life: draft → active → paused | sold_out | expired | withdrawn, or draft → discarded.

The only writer of listings and prices.

Activating moves the seller's kilograms from available to listed, ending moves back what is not held or sold. What is
held by quotes and orders stays theirs until they end. Each state change is one conditional UPDATE.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import Party, User
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import stops
from marketplace.market.finding import search
from marketplace.market.models import Listing, PriceChange
from marketplace.market.terms import as_money
from marketplace.registry import ledger
from marketplace.registry.models import CreditBatch

Status = Listing.Status
EVER_ACTIVE = (Status.ACTIVE, Status.PAUSED)


@dataclass(frozen=True)
class Offer:
    """What a seller offers: kilograms of a batch, price in fen per tonne (tax included), and the steps.

    ``sold_by`` names who sells to the buyer, where that is not the seller itself.
    """

    quantity_kg: int
    price_fen: int
    minimum_kg: int = 1
    increment_kg: int = 1
    expires_at: datetime | None = None
    sold_by_zh: str = ""
    sold_by_en: str = ""


@transaction.atomic
def draft(
    batch: CreditBatch, seller: Party, offer: Offer, *, now: datetime | None = None
) -> Listing:
    """Write down an offer; nothing is for sale yet.

    Raises MarketError ``precision_exceeded`` or ``invalid_request``.
    """
    return Listing.objects.create(
        batch=batch,
        seller=seller,
        sold_by_zh=offer.sold_by_zh,
        sold_by_en=offer.sold_by_en,
        price_per_tonne=as_money(offer.price_fen),
        created_at=now or clock.now(),
        **_offered(batch, offer),
    )


@transaction.atomic
def edit(listing: Listing, offer: Offer) -> None:
    """Write a draft's offer anew; who sells stays. Raises MarketError as ``draft``, or ``invalid_state``."""
    terms = _offered(listing.batch, offer)
    _change(listing, [Status.DRAFT], price_per_tonne=as_money(offer.price_fen).amount, **terms)


@transaction.atomic
def discard(listing: Listing) -> None:
    """End a draft: nobody sees it any more. Raises MarketError ``invalid_state`` for what was ever for sale."""
    _change(listing, [Status.DRAFT], status=Status.DISCARDED)


def _offered(batch: CreditBatch, offer: Offer) -> dict[str, Any]:
    """Return quantity, steps and end as columns. Raises MarketError ``precision_exceeded`` or ``invalid_request``."""
    increment = max(offer.increment_kg, batch.increment_kg)
    if min(offer.quantity_kg, offer.price_fen, offer.minimum_kg, offer.increment_kg) <= 0:
        raise MarketError("invalid_request", _("Quantity, price and steps are more than nothing."))
    if increment % batch.increment_kg or offer.quantity_kg % increment:
        raise MarketError("precision_exceeded", increment_kg=increment)
    return {
        "quantity_kg": offer.quantity_kg,
        "minimum_kg": max(offer.minimum_kg, increment),
        "increment_kg": increment,
        "expires_at": offer.expires_at,
    }


@transaction.atomic
def activate(listing: Listing, *, actor: User | None, now: datetime | None = None) -> Listing:
    """Put a draft up for sale. Raises MarketError: invalid_state, listing_expired, or the ledger's when stock lacks."""
    now = now or clock.now()
    if listing.expires_at is not None and listing.expires_at <= now:
        raise MarketError("listing_expired")
    _change(
        listing, [Status.DRAFT], status=Status.ACTIVE, listed_kg=F("quantity_kg"), activated_at=now
    )
    listing.refresh_from_db()
    _move(ledger.list_stock, listing, kg=listing.listed_kg, actor=actor, now=now)
    _note_price(listing, actor=actor, now=now)
    search.index([listing.pk])
    return listing


@transaction.atomic
def pause(listing: Listing, *, actor: User | None) -> None:
    """Take a listing off sale for a while; its stock stays listed. Raises MarketError ``invalid_state``."""
    _change(listing, [Status.ACTIVE], status=Status.PAUSED)


@transaction.atomic
def resume(listing: Listing, *, actor: User | None) -> None:
    """Put a paused listing on sale again.

    Raises MarketError ``invalid_state``, ``listing_expired``, or for what is frozen as ``stops.check``.
    """
    if listing.expires_at is not None and listing.expires_at <= clock.now():
        raise MarketError("listing_expired")
    stops.check([listing.pk])
    _change(listing, [Status.PAUSED], status=Status.ACTIVE)


def check_price(listing: Listing, price_fen: int) -> None:
    """Refuse a price that a listing has already, so that its history tells of changes only: ``invalid_request``."""
    row = Listing.objects.get(pk=listing.pk)
    if row.status != Status.DRAFT and row.price_per_tonne.amount == as_money(price_fen).amount:
        raise MarketError("invalid_request", _("This is the price already; nothing was changed."))


@transaction.atomic
def change_price(
    listing: Listing, *, price_fen: int, actor: User | None, now: datetime | None = None
) -> None:
    """Set the price for later quotes; quotes already made keep theirs.

    Raises MarketError ``invalid_request``, ``invalid_state``, or for what is frozen as ``stops.check``.
    """
    if price_fen <= 0:
        raise MarketError("invalid_request", _("Quantity, price and steps are more than nothing."))
    stops.check([listing.pk])
    check_price(listing, price_fen)
    states = [Status.DRAFT, *EVER_ACTIVE]
    _change(listing, states, price_per_tonne=as_money(price_fen).amount)
    listing.refresh_from_db()
    if listing.status != Status.DRAFT:
        _note_price(listing, actor=actor, now=now or clock.now())


@transaction.atomic
def withdraw(listing: Listing, *, actor: User | None) -> None:
    """End a listing; what is neither held nor sold is the seller's again. Raises MarketError ``invalid_state``."""
    _end(listing, [Status.DRAFT, *EVER_ACTIVE], Status.WITHDRAWN, actor=actor)


@transaction.atomic
def renew(listing: Listing, *, expires_at: datetime, actor: User | None) -> None:
    """Put the rest of an expired listing up again until a new date.

    Raises MarketError (for what is frozen as ``stops.check``) or the ledger's errors.
    """
    now = clock.now()
    if expires_at <= now:
        raise MarketError("listing_expired")
    stops.check([listing.pk])
    rest = F("quantity_kg") - F("held_kg") - F("sold_kg")
    _change(listing, [Status.EXPIRED], status=Status.ACTIVE, listed_kg=rest, expires_at=expires_at)
    listing.refresh_from_db()
    _move(ledger.list_stock, listing, kg=listing.listed_kg, actor=actor, now=now)


def expire_due(*, limit: int = 100) -> int:
    """End the listings whose time is over and return how many; each in a transaction of its own."""
    due = _due(limit=limit)
    for pk in due:
        with transaction.atomic():
            _end(Listing.objects.get(pk=pk), EVER_ACTIVE, Status.EXPIRED, actor=None, quietly=True)
    return len(due)


def _due(*, limit: int) -> list[int]:
    with transaction.atomic():
        past = Listing.objects.filter(status__in=EVER_ACTIVE, expires_at__lte=clock.now())
        return list(past.order_by("pk").values_list("pk", flat=True)[:limit])


def _end(
    listing: Listing, states: Sequence[str], to: str, *, actor: User | None, quietly: bool = False
) -> None:
    """Close a listing and unlist what is left. ``quietly`` leaves alone what has ended already."""
    locked = Listing.objects.select_for_update(no_key=True).get(pk=listing.pk)
    if locked.status not in states:
        if quietly:
            return
        raise _not_now(locked)
    _change(locked, states, status=to, listed_kg=0)
    if locked.listed_kg:
        _move(ledger.unlist, locked, kg=locked.listed_kg, actor=actor, now=clock.now())


def _change(listing: Listing, states: Sequence[str], **changes: object) -> None:
    """Change a listing if it is in one of the states. Raises MarketError ``invalid_state`` or ``listing_frozen``."""
    if not Listing.objects.filter(pk=listing.pk, status__in=states).update(**changes):
        raise _not_now(Listing.objects.get(pk=listing.pk))


def _not_now(listing: Listing) -> MarketError:
    return MarketError("listing_frozen" if listing.status == Status.FROZEN else "invalid_state")


def _move(verb, listing: Listing, *, kg: int, actor: User | None, now: datetime) -> None:  # type: ignore[no-untyped-def]
    """Tell the ledger what goes on sale or comes off it."""
    if kg:
        line = ledger.Line(batch_id=listing.batch_id, account_id=listing.seller_id, kg=kg)
        verb(
            lines=[line],
            subject=f"listing:{listing.public_id}",
            actor=actor,
            reason="listing",
            now=now,
        )


def _note_price(listing: Listing, *, actor: User | None, now: datetime) -> None:
    PriceChange.objects.create(
        listing=listing, price_per_tonne=listing.price_per_tonne, at=now, actor=actor
    )
