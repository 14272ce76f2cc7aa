"""Orders that cover an event: the market asks events for the claim; strangers cannot claim."""

import pytest

from events import declarations, queries, retiring
from marketplace import outbox
from marketplace.errors import MarketError
from marketplace.market import intents, orders, quotes
from marketplace.market.buyers import Buyer, of_user
from marketplace.market.models import Order, Quote
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


@pytest.mark.parametrize("subject", [subjects.event, subjects.office_year])
def test_nobody_else_gets_a_quote_for_an_event_or_a_year(
    nanshan_expo, organizer, other_organization, stranger, seller_organization, subject
):
    theirs = subject(nanshan_expo, organizer)
    listing = stall.listing(seller_organization.party, kg=5000, price_fen=3600)
    for buyer in (of_user(stranger, other_organization), of_user(organizer), Buyer("a@b.example")):
        with pytest.raises(MarketError, match="not_allowed"):
            stall.quote(buyer, (listing, 500), claim_for=theirs.ref)
    assert not Quote.objects.exists()


@pytest.mark.parametrize(
    "reference", ["event:nonsense", "office:0b6c1c1e-3c1e-4b8e-9a50-2f1de6c0a9b1"]
)
def test_what_does_not_exist_is_refused_like_what_is_foreign(
    nanshan_expo, organizer, seller_organization, reference
):
    listing = stall.listing(seller_organization.party, kg=5000, price_fen=3600)
    with pytest.raises(MarketError, match="not_allowed"):
        stall.quote(of_user(organizer, nanshan_expo), (listing, 500), claim_for=reference)


def test_nothing_more_is_sold_for_an_event_that_is_declared(
    nanshan_expo, organizer, seller_organization
):
    event = subjects.event(nanshan_expo, organizer)
    listing = stall.listing(seller_organization.party, kg=5000, price_fen=3600)
    buyer = of_user(organizer, nanshan_expo)
    before = stall.quote(buyer, (listing, 500), claim_for=event.ref)
    subjects.footprint(event, kwh=1_000)
    event.boundary.create(source_class="energy", included=True)
    subjects.give(nanshan_expo, 442)
    retiring.retire_held(event, kg=442, actor=organizer)
    declarations.declare(event, actor=organizer)
    with pytest.raises(MarketError, match="invalid_state"):
        stall.quote(buyer, (listing, 500), claim_for=event.ref)
    party = nanshan_expo.party
    with pytest.raises(MarketError, match="invalid_state"):
        orders.place(before, payer=party, owner=party, organization=nanshan_expo, actor=organizer)


def test_the_buyers_form_is_told_what_it_will_be_retired_for(nanshan_expo, organizer):
    event = subjects.event(nanshan_expo, organizer)
    said = intents.described(event.ref)
    assert said is not None
    assert (said["purpose"], said["title_zh"]) == ("event", "湾区低碳城市论坛")
    assert intents.described("event:nonsense") is None
