"""Quotes: ``price`` plans and promises nothing, ``make`` reserves real stock at a fixed price, ``release`` ends it.

A quote is single use: it is consumed by one order or released, never both (a constraint, and conditional updates).
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import (
    cards,
    catalogue,
    eligibility,
    intents,
    money,
    origins,
    planning,
    selfdealing,
    shares,
    stock,
)
from marketplace.market.buyers import Buyer
from marketplace.market.models import Listing, Quote, QuoteLine
from marketplace.market.planning import Plan, Wish
from marketplace.market.stock import Cause, StockLine
from marketplace.market.terms import as_money, card_hold_until, in_fen, quotation_until, terms
from marketplace.registry import attempts, frozen
from marketplace.rows import insert

OPEN_QUOTES_UNVERIFIED = 5
OPEN_QUOTES_VERIFIED = 50


def price(
    *,
    kg: int | None = None,
    budget: Decimal | None = None,
    listing_ids: Sequence[int] = (),
    buyer: Buyer | None = None,
    without: Collection[int] = (),
) -> tuple[Plan, ...]:
    """Return priced plans, cheapest first, for kilograms or a sum in CNY (fee included); nothing is held.

    ``listing_ids`` are preferred, those in ``without`` are in no plan. For a known buyer the most that buyer may hold
    is respected. No plan at all means that nothing can be had. Raises ValueError for a wish of nothing.
    """
    wish = Wish(
        kg=kg,
        budget_fen=None if budget is None else money.to_fen(budget),
        chosen=tuple(listing_ids),
        most_kg=shares.most_kg(buyer),
    )
    usable = [offer for offer in offers(buyer=buyer) if offer.listing_id not in without]
    return planning.plans(usable, wish, terms())


def offers(
    *, buyer: Buyer | None = None, among: Collection[int] | None = None
) -> list[planning.Offer]:
    """Return what is for sale now, of all listings or some, for a buyer who is not verified only up to the share."""
    rows = catalogue.for_sale(clock.now()).order_by("price_per_tonne", "pk")
    if among is not None:
        rows = rows.filter(pk__in=among)
    if buyer is None or buyer.verified:
        return [_offer(row, row.listed_kg) for row in rows]
    reserved = shares.reserved_by(buyer)
    return [
        _offer(row, min(row.listed_kg, shares.left_kg(row, reserved.get(row.pk, shares.NOTHING))))
        for row in rows
    ]


def least_total(*, buyer: Buyer | None = None) -> Money | None:
    """Return what the cheapest smallest purchase costs, fee included, or None while nothing can be had."""
    lines = [
        planning.PlanLine(offer.listing_id, offer.least, offer.price_fen)
        for offer in offers(buyer=buyer)
        if offer.least
    ]
    totals = [planning.price([line], terms()).totals.total_fen for line in lines]
    return as_money(min(totals)) if totals else None


def _offer(row: Listing, available_kg: int) -> planning.Offer:
    return planning.Offer(
        listing_id=row.pk,
        available_kg=available_kg,
        minimum_kg=row.minimum_kg,
        increment_kg=row.increment_kg,
        price_fen=in_fen(row.price_per_tonne),
    )


@attempts.recorded
@transaction.atomic
def make(
    plan: Plan,
    buyer: Buyer,
    *,
    kind: str = "",
    claim_for: str = "",
    now: datetime | None = None,
) -> Quote:
    """Reserve a plan's stock at its prices and return the quote.

    ``kind`` office (a quotation of up to ten working days) is for organizations, card only for a total that cards
    take; left out it is what the total allows. ``claim_for`` says what it is to cover (``event:<uuid>``). Raises
    MarketError: price_changed, quantity_exceeds_available, listing_expired, below_minimum, total_exceeds_max,
    precision_exceeded, hold_limit, self_purchase, not_allowed, rate_limited, and what the thing's app refuses.
    """
    now = now or clock.now()
    kind = _kind(kind, plan, buyer)
    intents.admit(claim_for, buyer.organization)
    if frozen.among({buyer.party.pk}):  # said early and kindly; ordering asks again, under the lock
        raise MarketError("account_frozen")
    quote = Quote(
        kind=kind,
        email=buyer.email,
        organization=buyer.organization,
        created_by=buyer.user,
        subtotal=as_money(plan.totals.subtotal_fen),
        fee=as_money(plan.totals.fee_fen),
        total=as_money(plan.totals.total_fen),
        claim_for=claim_for,
        judged_by=_judged_by(claim_for),
        created_at=now,
        expires_at=quotation_until(now) if kind == Quote.Kind.OFFICE else card_hold_until(now),
    )
    shares.one_at_a_time(buyer)
    held = stock.hold(
        [StockLine(line.listing_id, line.kg, line.price_fen) for line in plan.lines],
        cause=Cause(f"quote:{quote.public_id}", buyer.user, now),
    )
    _check_buyer(plan, buyer, held)
    insert([quote])
    _write_lines(quote, plan)
    if not buyer.verified:
        origins.keep(quote, buyer.origin)
    return quote


def _kind(asked: str, plan: Plan, buyer: Buyer) -> str:
    """Return the kind asked for, if plan and buyer may have it, or the one that the total allows."""
    total = as_money(plan.totals.total_fen)
    if asked == Quote.Kind.OFFICE and buyer.organization is None:
        raise MarketError("not_allowed", _("Quotations are for organizations."))
    if asked == Quote.Kind.CARD:
        cards.check(total)
    return asked or (Quote.Kind.CARD if cards.take(total) else Quote.Kind.TRANSFER)


def _judged_by(claim_for: str) -> str:
    """Return the guideline that is to be covered by and the rule set in force: what the plan was judged by."""
    guideline = intents.guideline(claim_for)
    rules = eligibility.current()
    return f"{guideline}@{rules.id}" if guideline in rules.guidelines else ""


def _write_lines(quote: Quote, plan: Plan) -> None:
    """Store the plan's lines as they were priced."""
    insert(
        [
            QuoteLine(
                quote=quote,
                listing_id=line.listing_id,
                kg=line.kg,
                price_per_tonne=as_money(line.price_fen),
                amount=as_money(line.amount_fen),
            )
            for line in plan.lines
        ]
    )


def _check_buyer(plan: Plan, buyer: Buyer, listings: Sequence[Listing]) -> None:
    """Refuse a seller's own purchase and more than one buyer may reserve.

    Called with the listings locked, so that two requests of one buyer are counted one after the other.
    """
    if own := selfdealing.owned(buyer, {listing.seller_id for listing in listings}):
        raise attempts.noted(
            MarketError("self_purchase"),
            kind=attempts.SELF_PURCHASE,
            subject=str(next(each.public_id for each in listings if each.seller_id in own)),
            actor=buyer.user,
            party=str(buyer.party.public_id),
        )
    most = OPEN_QUOTES_VERIFIED if buyer.verified else OPEN_QUOTES_UNVERIFIED
    if _open(buyer).count() >= most:
        raise MarketError(
            "rate_limited",
            _(
                "You have %(open)s open reservations, as many as can be held at once. Use one of them or give it back."
            ),
            open=most,
        )
    shares.check(buyer, {line.listing_id: line.kg for line in plan.lines}, listings)


def _open(buyer: Buyer):  # type: ignore[no-untyped-def]
    return Quote.objects.filter(shares.mine(buyer), consumed_at=None, released_at=None)


def lines_of(quote: Quote) -> list[StockLine]:
    """Return a quote's lines as stock."""
    return [StockLine(line.listing_id, line.kg) for line in quote.lines.all()]


@transaction.atomic
def release(quote: Quote, *, now: datetime | None = None) -> bool:
    """Give an unused quote's stock back; say whether this call did it."""
    now = now or clock.now()
    unused = Quote.objects.filter(pk=quote.pk, consumed_at=None, released_at=None)
    if not unused.update(released_at=now):
        return False
    stock.release(lines_of(quote), cause=Cause(f"quote:{quote.public_id}", None, now))
    return True


def release_due(*, limit: int = 200) -> int:
    """Release the quotes whose time is over and return how many; each in a transaction of its own."""
    with transaction.atomic():
        past = Quote.objects.filter(consumed_at=None, released_at=None, expires_at__lte=clock.now())
        due = list(past.order_by("expires_at")[:limit])
    return sum(release(quote) for quote in due)
