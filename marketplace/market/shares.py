"""How much may be reserved without a verified organization, so that nobody can empty the market for nothing.

Three bounds (settings): a share of each listing for one buyer, a share of what is unsold of it for all guests and
unverified buyers together, and so many kilograms at once for one buyer, however many quotes and unpaid orders they are
in. The last one also bounds all unverified buyers of one browser together, whatever addresses they write, and a larger
one those of one network, which may be a school's or an office's. A verified organization may reserve any part.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

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
NETWORK = "n"
"""What marks of networks begin with (see ``origins``)."""
BROWSER = _(
    "All reservations from your browser without a verified organization together hold at most %(limit_kg)s; %(left_kg)s"
    " are left. Use a reservation or give it back, or have your organization verified: it may reserve any quantity."
)
NEARBY = _(
    "All reservations from your network without a verified organization together hold at most %(limit_kg)s; %(left_kg)s"
    " are left. Wait until one ends, or have your organization verified: it may reserve any quantity."
)
TOGETHER = _(
    "Without a verified organization all your reservations together hold at most %(limit_kg)s; %(left_kg)s are"
    " left. Use a reservation or give it back."
)
AT_ONCE = _("Without a verified organization one quote holds at most %(limit_kg)s.")


@dataclass(frozen=True)
class Bound:
    """So many kilograms may be held at once, so many of them are held; ``words`` say of whom."""

    words: Any
    limit_kg: int
    held_kg: int

    @property
    def left_kg(self) -> int:
        """How much more may be held."""
        return max(0, self.limit_kg - self.held_kg)

    @property
    def refusal(self) -> MarketError:
        """The refusal of more, which says what the way out is."""
        if not self.held_kg:
            return MarketError("hold_limit", AT_ONCE, limit_kg=self.limit_kg)
        figures = {"limit_kg": self.limit_kg, "left_kg": self.left_kg}
        return MarketError("hold_limit", self.words, **figures)


def bound(buyer: Buyer) -> Bound | None:
    """Return what bounds this buyer most over all listings; None for one who may hold any number."""
    if buyer.verified:
        return None
    limit: int = settings.ZHONGHE["GUEST_QUOTE_MOST_KG"]
    network: int = settings.ZHONGHE["GUEST_NETWORK_MOST_KG"]
    bounds = [Bound(TOGETHER, limit, reserved_kg(buyer))]
    for mark, held in reserved_nearby_kg(buyer).items():
        shared = mark.startswith(NETWORK)
        bounds.append(Bound(NEARBY if shared else BROWSER, network if shared else limit, held))
    return min(bounds, key=lambda each: (each.left_kg, each.words is NEARBY))


def used_up(buyer: Buyer) -> str:
    """Return in words what bounds this buyer more than somebody without reservations; nothing if nothing does."""
    found = bound(buyer)
    whole: int = settings.ZHONGHE["GUEST_QUOTE_MOST_KG"]
    return found.refusal.message if found and found.left_kg < whole else ""


def most_kg(buyer: Buyer | None) -> int | None:
    """Return how many kilograms more may be held for this buyer now; None for any number."""
    found = bound(buyer) if buyer else None
    return found.left_kg if found else None


def reserved_kg(buyer: Buyer) -> int:
    """Return what a buyer without a verified organization has reserved over all listings."""
    if not buyer.email:
        return 0
    return _kg(holding().filter(mine(buyer)))


def reserved_nearby_kg(buyer: Buyer) -> dict[str, int]:
    """Return what all buyers without a verified organization have reserved, by each mark of this buyer's origin."""
    if not buyer.origin:
        return {}
    open_ones = holding().filter(organization__verified_at=None)
    held = dict(
        QuoteOrigin.objects.filter(mark__in=buyer.origin, quote__in=open_ones.values("pk"))
        .values_list("mark")
        .annotate(kg=Sum("quote__lines__kg"))
    )
    return {mark: held.get(mark, 0) for mark in buyer.origin}


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
    found = bound(buyer)
    if found is None:
        return
    if sum(wanted.values()) > found.left_kg:
        raise found.refusal
    reserved = reserved_by(buyer, among=wanted)
    for listing in listings:
        left = left_kg(listing, reserved.get(listing.pk, NOTHING))
        if wanted[listing.pk] > left:
            raise MarketError("hold_limit", left_kg=left)


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
