"""How much may be reserved without a verified organization, so that nobody can empty the market for nothing.

Three bounds (settings): a share of each listing for one buyer, a share of what is unsold of it for all guests and
unverified buyers together, and so many kilograms at once for one buyer, however many quotes and unpaid orders they are
in. The last one also bounds all unverified buyers of one browser or one network together, whatever addresses they
write. A verified organization may reserve any part.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from marketplace.errors import MarketError
from marketplace.market.buyers import Buyer
from marketplace.market.models import Listing, Order, Quote, QuoteLine, QuoteOrigin

HOLDING = (Order.Status.AWAITING_APPROVAL, Order.Status.AWAITING_PAYMENT)


@dataclass(frozen=True)
class Reserved:
    """Kilograms of a listing in open quotes and unpaid orders: one unverified buyer's, and all of theirs together."""

    own_kg: int = 0
    together_kg: int = 0


NOTHING = Reserved()
NEARBY = _(
    "From your browser or network, all reservations without a verified organization together hold at most %(limit_kg)s;"
    " %(left_kg)s are left. Use a reservation or give it back, wait until one ends, or have your organization verified:"
    " it may reserve any quantity."
)


def most_kg(buyer: Buyer | None) -> int | None:
    """Return how many kilograms more may be held for this buyer now; None for any number."""
    if buyer is None or buyer.verified:
        return None
    limit: int = settings.ZHONGHE["GUEST_QUOTE_MOST_KG"]
    return max(0, limit - max(reserved_kg(buyer), reserved_nearby_kg(buyer)))


def reserved_kg(buyer: Buyer) -> int:
    """Return what a buyer without a verified organization has reserved over all listings."""
    if not buyer.email:
        return 0
    return _kg(holding().filter(mine(buyer)))


def reserved_nearby_kg(buyer: Buyer) -> int:
    """Return what all buyers without a verified organization have reserved from this buyer's browser or network."""
    if not buyer.origin:
        return 0
    here = QuoteOrigin.objects.filter(mark__in=buyer.origin).values("quote")
    return _kg(holding().filter(pk__in=here, organization__verified_at=None))


def _kg(quotes: QuerySet[Quote]) -> int:
    lines = QuoteLine.objects.filter(quote__in=quotes.values("pk"))
    kg: int = lines.aggregate(kg=Sum("kg", default=0))["kg"]
    return kg


def one_at_a_time(buyer: Buyer) -> None:
    """Make two requests of one unverified buyer, or from one place, count one after the other, over any listings.

    Taken before the listings are locked; it ends with the transaction.
    """
    if buyer.verified:
        return
    who = f"organization:{buyer.organization.pk}" if buyer.organization else buyer.email
    with connection.cursor() as cursor:
        for each in sorted(
            [who, *buyer.origin]
        ):  # sorted: two who share a place can't wait for each other
            cursor.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"market:buyer:{each}"]
            )


def left_kg(listing: Listing, reserved: Reserved) -> int:
    """Return how much more of a listing the buyer may reserve: within both shares, which are a smallest lot at least.

    What is unsold is what can be bought and what is held; holding does not change it.
    """
    unsold = listing.listed_kg + listing.held_kg
    own = _share(listing.quantity_kg, "GUEST_LISTING_SHARE", listing) - reserved.own_kg
    together = _share(unsold, "GUESTS_UNSOLD_SHARE", listing) - reserved.together_kg
    return max(0, min(own, together))


def _share(of_kg: int, setting: str, listing: Listing) -> int:
    share: Decimal = settings.ZHONGHE[setting]
    return max(int(of_kg * share), listing.minimum_kg)


def check(buyer: Buyer, wanted: Mapping[int, int], listings: Sequence[Listing]) -> None:
    """Refuse kilograms by listing id beyond a bound. Raises MarketError ``hold_limit``.

    Called with the listings locked and before the quote's lines are written, so that of two who ask at once the second
    sees what the first one got.
    """
    limit = most_kg(buyer)
    if limit is None:
        return
    if sum(wanted.values()) > limit:
        raise _too_much(buyer, limit)
    reserved = reserved_by(buyer, among=wanted)
    for listing in listings:
        left = left_kg(listing, reserved.get(listing.pk, NOTHING))
        if wanted[listing.pk] > left:
            raise MarketError("hold_limit", left_kg=left)


def _too_much(buyer: Buyer, left: int) -> MarketError:
    """Say how much may still be reserved, and what the way out is."""
    limit = settings.ZHONGHE["GUEST_QUOTE_MOST_KG"]
    if left == limit:
        text = _("Without a verified organization one quote holds at most %(limit_kg)s.")
        return MarketError("hold_limit", text, limit_kg=limit)
    if limit - left > reserved_kg(buyer):
        return MarketError("hold_limit", NEARBY, limit_kg=limit, left_kg=left)
    text = _(
        "Without a verified organization all your reservations together hold at most %(limit_kg)s; %(left_kg)s are"
        " left. Use a reservation or give it back."
    )
    return MarketError("hold_limit", text, limit_kg=limit, left_kg=left)


def mine(buyer: Buyer, *, of: str = "") -> Q:
    """Return what picks the quotes of a buyer, by organization or by e-mail address; ``of`` is the way to the quote."""
    if buyer.organization is not None:
        return Q(**{f"{of}organization": buyer.organization.pk})
    return Q(**{f"{of}email": buyer.email, f"{of}organization": None})


def reserved_by(buyer: Buyer, *, among: Iterable[int] | None = None) -> dict[int, Reserved]:
    """Return what is reserved of each listing without a verified organization, by this buyer and by all."""
    unverified = holding().filter(organization__verified_at=None)
    lines = QuoteLine.objects.filter(quote__in=unverified.values("pk"))
    if among is not None:
        lines = lines.filter(listing__in=list(among))
    own = Sum("kg", filter=mine(buyer, of="quote__"), default=0)
    rows = lines.values_list("listing").annotate(own_kg=own, together_kg=Sum("kg"))
    return {listing: Reserved(own_kg, together_kg) for listing, own_kg, together_kg in rows}


def holding() -> QuerySet[Quote]:
    """Return the quotes that hold stock: open, or ordered and not yet paid."""
    still = Q(consumed_at=None, released_at=None) | Q(order__status__in=HOLDING)
    return Quote.objects.filter(still)
