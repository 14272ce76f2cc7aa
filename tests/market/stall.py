"""A market stall: listings, quotes and orders made through the verbs."""

from datetime import datetime, timedelta

from accounts.models import Party, User
from marketplace import clock
from marketplace.market import listings, orders, planning, quotes, terms
from marketplace.market.buyers import Buyer
from marketplace.market.intents import RetireIntent, claim
from marketplace.market.models import Listing, Order, Quote
from tests.registry import supply


def listing(
    seller: Party,
    *,
    kg: int,
    price_fen: int,
    actor: User | None = None,
    minimum_kg: int = 1,
    increment_kg: int = 1,
) -> Listing:
    """An active listing of a fresh batch."""
    batch = supply.batch(seller, -(-kg // 1000) * 1000, increment_kg=increment_kg)
    offer = listings.Offer(
        quantity_kg=kg, price_fen=price_fen, minimum_kg=minimum_kg, increment_kg=increment_kg
    )
    return listings.activate(listings.draft(batch, seller, offer), actor=actor)


def plan(*wanted: tuple[Listing, int]) -> planning.Plan:
    """A plan for so many kilograms of these listings, at their prices now."""
    lines = [
        planning.PlanLine(
            listing.pk, kg, terms.in_fen(Listing.objects.get(pk=listing.pk).price_per_tonne)
        )
        for listing, kg in wanted
    ]
    return planning.price(lines, terms.terms())


def quote(buyer: Buyer, *wanted: tuple[Listing, int], **options: object) -> Quote:
    """A quote that holds these kilograms."""
    return quotes.make(plan(*wanted), buyer, **options)


def intent(beneficiary: Party, title: str = "2026 深圳创新论坛", **changes: str) -> RetireIntent:
    """To be retired for an event, in somebody's name."""
    made = claim(kind="event", title_zh=title, period="2026-09-18/2026-09-19", **changes)
    return RetireIntent(purpose="event", claim=made, beneficiary_id=beneficiary.pk)


def order(buyer: Buyer, *wanted: tuple[Listing, int], retire: bool = False) -> Order:
    """An order of these kilograms, waiting for approval or payment."""
    party = buyer.party
    return orders.place(
        quote(buyer, *wanted),
        payer=party,
        owner=party,
        retire=intent(party) if retire else None,
        organization=buyer.organization,
        actor=buyer.user,
    )


def counters(listing: Listing) -> tuple[int, int, int]:
    """What a listing counts now: listed, held, sold."""
    row = Listing.objects.get(pk=listing.pk)
    return row.listed_kg, row.held_kg, row.sold_kg


def purpose_form(**changes: str) -> dict[str, str]:
    """The form that says what a retirement is for, as a person fills it in for a year of her own."""
    return {
        "purpose": "personal",
        "title": "我的 2026",
        "period_start": "2026-01-01",
        "period_end": "2026-12-31",
        "beneficiary": "self",
        "public_name": "",
        "reason": "",
    } | changes


def later(**delta: float) -> datetime:
    """A moment after now."""
    return clock.now() + timedelta(**delta)


def status(order: Order) -> str:
    """An order's state as the database has it."""
    return Order.objects.get(pk=order.pk).status


def pay(order: Order) -> Order:
    """Paid and fulfilled, as settlement and worker do it."""
    assert orders.mark_paid(order.pk, now=clock.now())
    orders.fulfil(order.pk)
    order.refresh_from_db()
    return order
