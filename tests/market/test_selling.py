"""The seller's desk: who may do what, when a second person must, and that nobody buys from oneself."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from accounts.models import Membership
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import listings, sales_queries, selling
from marketplace.market.buyers import Buyer, of_user
from marketplace.market.models import Listing, ListingStep, PriceChange
from marketplace.registry import auditing
from tests.market import stall
from tests.registry import supply

pytestmark = pytest.mark.django_db
OFFER = listings.Offer(quantity_kg=5_000, price_fen=3_620)


@pytest.fixture
def colleague(citizen, seller_organization):
    """Somebody who approves for the seller."""
    Membership.objects.create(user=citizen, organization=seller_organization, role="approver")
    return citizen


@pytest.fixture
def careful(seller_organization, colleague):
    """The seller's organization, now with a second person's approval."""
    seller_organization.approval_required = True
    seller_organization.save()
    return seller_organization


def draft(organization, actor, kg=10_000):
    return selling.draft(supply.batch(organization.party, kg), organization, OFFER, actor=actor)


def test_a_preparer_lists_pauses_resumes_changes_the_price_and_withdraws(
    seller_organization, seller
):
    listing = draft(seller_organization, seller)
    assert selling.activate(listing, actor=seller)
    selling.pause(listing, actor=seller)
    selling.resume(listing, actor=seller)
    assert selling.change_price(listing, price_fen=4_000, actor=seller)
    selling.withdraw(listing, actor=seller)
    listing.refresh_from_db()
    assert listing.status == Listing.Status.WITHDRAWN
    assert [str(p.price.amount) for p in sales_queries.prices(listing.pk)] == ["40.00", "36.20"]


def test_an_expired_listing_stays_and_is_renewed(seller_organization, seller):
    soon = listings.Offer(5_000, 3_620, expires_at=clock.now() + timedelta(days=1))
    batch = supply.batch(seller_organization.party, 10_000)
    listing = selling.draft(batch, seller_organization, soon, actor=seller)
    selling.activate(listing, actor=seller)
    Listing.objects.filter(pk=listing.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    listings.expire_due()
    (own,) = sales_queries.own(seller_organization.party, status="expired")
    assert own.rest_kg == 5_000
    selling.renew(listing, expires_at=clock.now() + timedelta(days=9), actor=seller)
    assert sales_queries.counts(seller_organization.party) == {"active": 1}


def test_what_was_bought_is_not_for_resale(nanshan_expo, organizer, metro):
    supply.give(metro.batch, nanshan_expo.party, 500)
    assert sales_queries.listable(nanshan_expo.party) == ()
    with pytest.raises(MarketError, match="not_allowed"):
        selling.draft(
            metro.batch, nanshan_expo, listings.Offer(quantity_kg=500, price_fen=1), actor=organizer
        )


@pytest.mark.parametrize("role", ["approver", "viewer"])
def test_only_administrators_and_preparers_change_listings(
    seller_organization, seller, citizen, role
):
    listing = draft(seller_organization, seller)
    Membership.objects.create(user=citizen, organization=seller_organization, role=role)
    for act in (
        lambda: selling.activate(listing, actor=citizen),
        lambda: selling.change_price(listing, price_fen=1, actor=citizen),
        lambda: selling.pause(listing, actor=citizen),
        lambda: selling.withdraw(listing, actor=citizen),
        lambda: draft(seller_organization, citizen),
    ):
        with pytest.raises(MarketError, match="not_allowed"):
            act()


def test_where_a_second_person_approves_one_alone_puts_nothing_up(careful, seller, colleague):
    listing = draft(careful, seller)
    assert selling.activate(listing, actor=seller) is False
    step = ListingStep.objects.get()
    with pytest.raises(MarketError, match="same_person"):
        selling.take(step, actor=seller)
    assert Listing.objects.get(pk=listing.pk).status == Listing.Status.DRAFT
    assert [each.act for each in sales_queries.waiting_steps(colleague)] == ["activate"]
    assert sales_queries.waiting_steps(seller) == ()
    selling.take(step, actor=colleague)
    assert stall.counters(listing) == (5_000, 0, 0)


def test_a_price_changes_when_the_second_person_approves_it(careful, seller, colleague):
    listing = draft(careful, seller)
    selling.activate(listing, actor=seller)
    selling.take(ListingStep.objects.get(), actor=colleague)
    assert selling.change_price(listing, price_fen=4_400, actor=seller) is False
    assert PriceChange.objects.filter(listing=listing).count() == 1
    selling.take(ListingStep.objects.get(status="waiting"), actor=colleague)
    assert str(Listing.objects.get(pk=listing.pk).price_per_tonne.amount) == "44.00"


def test_while_a_step_waits_the_offer_cannot_change_under_the_approvers_eyes(
    careful, seller, colleague
):
    listing = draft(careful, seller)
    selling.activate(listing, actor=seller)
    with pytest.raises(MarketError, match="invalid_state"):
        selling.change_price(listing, price_fen=1, actor=seller)


def test_a_step_is_refused_dropped_or_ends_with_its_listing(careful, seller, colleague):
    for end in (
        lambda step, listing: selling.refuse(step, actor=colleague),
        lambda step, listing: selling.drop(step, actor=seller),
        lambda step, listing: selling.withdraw(listing, actor=seller),
    ):
        listing = draft(careful, seller)
        selling.activate(listing, actor=seller)
        step = ListingStep.objects.get(listing=listing)
        end(step, listing)
        with pytest.raises(MarketError, match="invalid_state"):
            selling.take(step, actor=colleague)


def test_the_database_wants_two_people_for_a_step(careful, seller):
    selling.activate(draft(careful, seller), actor=seller)
    steps = ListingStep.objects.all()
    for change in (
        {"status": "done", "decided_by": seller, "decided_at": clock.now()},
        {"act": "price"},
        {"asked_by": None},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            steps.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        steps._raw_delete("default")


def test_the_audit_is_silent_about_steps(careful, seller, colleague):
    selling.activate(draft(careful, seller), actor=seller)
    selling.take(ListingStep.objects.get(), actor=colleague)
    assert auditing.run().findings == []


# Nobody buys from oneself -----------------------------------------------------------------------------


def test_a_sellers_own_account_does_not_buy(metro, seller, seller_organization):
    with pytest.raises(MarketError, match="self_purchase"):
        stall.quote(of_user(seller, seller_organization), (metro, 10))


def test_who_acts_for_the_seller_buys_neither_for_himself_nor_for_another_organization(
    metro, seller, nanshan_expo
):
    Membership.objects.create(user=seller, organization=nanshan_expo, role="preparer")
    for buyer in (of_user(seller), of_user(seller, nanshan_expo)):
        with pytest.raises(MarketError, match="self_purchase"):
            stall.quote(buyer, (metro, 10))


def test_a_guest_with_a_sellers_own_address_does_not_buy(metro, seller):
    with pytest.raises(MarketError, match="self_purchase"):
        stall.quote(Buyer(email=seller.email.upper()), (metro, 10))


def test_an_approver_of_the_seller_does_not_buy_but_one_who_only_looks_on_may(
    metro, seller_organization, citizen, organizer
):
    Membership.objects.create(user=citizen, organization=seller_organization, role="approver")
    with pytest.raises(MarketError, match="self_purchase"):
        stall.quote(of_user(citizen), (metro, 10))
    Membership.objects.create(user=organizer, organization=seller_organization, role="viewer")
    assert stall.quote(of_user(organizer), (metro, 10))


def test_a_refused_self_purchase_leaves_everything_where_it_was(metro, seller):
    before = stall.counters(metro)
    with pytest.raises(MarketError):
        stall.quote(of_user(seller), (metro, 10))
    assert stall.counters(metro) == before


def test_a_price_that_changed_between_view_and_confirm_is_told_and_nothing_is_lost(
    metro, roofs, seller, expo
):
    seen = stall.plan((metro, 100), (roofs, 50))
    selling.change_price(metro, price_fen=4_000, actor=seller)
    with pytest.raises(MarketError, match="price_changed"):
        from marketplace.market import quotes

        quotes.make(seen, expo)
    assert stall.counters(metro) == (12_400, 0, 0)
    assert stall.counters(roofs) == (20_000, 0, 0)


# What the seller sees ----------------------------------------------------------------------------------


def test_what_was_sold_is_told_by_the_kind_of_buyer_without_names(
    metro, seller_organization, expo, guest
):
    stall.pay(stall.order(expo, (metro, 1_000)))
    stall.pay(stall.order(guest, (metro, 300), retire=True))
    rows = {row.kind: row for row in sales_queries.sold(seller_organization.party)}
    assert (rows["organization"].kg, str(rows["organization"].amount.amount)) == (1_000, "36.20")
    assert (rows["person"].kg, rows["person"].orders) == (300, 1)
    (own,) = sales_queries.own(seller_organization.party)
    assert (own.card.sold_kg, str(own.sold_amount.amount)) == (1_300, "47.06")
