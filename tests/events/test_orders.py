"""Orders that cover an event: the market asks events for the claim; strangers cannot claim."""

import pytest

from events import queries
from marketplace import outbox
from marketplace.errors import MarketError
from marketplace.market import intents, orders, quotes
from marketplace.market.buyers import of_user
from marketplace.market.models import Order
from marketplace.registry.models import Retirement
from tests.events import subjects
from tests.market import stall


def buy_for(event, organization, actor, listing, *, kg: int) -> Order:
    """Order so many kilograms for an event, to be retired as soon as they are paid."""
    buyer = of_user(actor, organization)
    quote = quotes.make(stall.plan((listing, kg)), buyer, claim_for=event.ref)
    party = organization.party
    return orders.place(
        quote,
        payer=party,
        owner=party,
        retire=stall.intent(party),
        organization=organization,
        actor=actor,
    )


def test_a_paid_order_is_retired_under_the_events_own_claim(
    nanshan_expo, organizer, seller_organization
):
    event = subjects.event(nanshan_expo, organizer)
    listing = stall.listing(seller_organization.party, kg=5000, price_fen=3600)
    order = buy_for(event, nanshan_expo, organizer, listing, kg=1200)
    assert orders.mark_paid(order.pk, now=order.created_at)
    outbox.drain(kinds=("fulfil_order",))
    retirement = Retirement.objects.get()
    assert retirement.claim_ref.startswith(event.ref)
    assert queries.coverage(event).retired_kg == 1200


def test_another_organization_cannot_claim_for_the_event(
    nanshan_expo, organizer, other_organization, stranger, seller_organization
):
    event = subjects.event(nanshan_expo, organizer)
    listing = stall.listing(seller_organization.party, kg=5000, price_fen=3600)
    with pytest.raises(MarketError, match="not_allowed"):
        buy_for(event, other_organization, stranger, listing, kg=500)


def test_the_buyers_form_is_told_what_it_will_be_retired_for(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    said = intents.described(event.ref)
    assert said is not None
    assert (said["purpose"], said["title_zh"]) == ("event", "湾区低碳城市论坛")
    assert intents.described("event:nonsense") is None
