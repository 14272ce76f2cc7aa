"""A draft is the seller's to edit and to throw away; what was ever for sale is neither."""

from datetime import datetime

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Membership
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import listings, sales_queries, selling
from marketplace.market.models import Listing, ListingStep, PriceChange
from marketplace.registry import auditing
from tests.cast import sign_in
from tests.registry import supply

pytestmark = pytest.mark.django_db
OFFER = listings.Offer(quantity_kg=5_000, price_fen=3_620)
ENDS = datetime(2099, 12, 31, 23, 59, 59, tzinfo=clock.SHENZHEN)
OTHER = listings.Offer(7_000, 4_000, minimum_kg=100, increment_kg=50, expires_at=ENDS)


@pytest.fixture
def draft(seller_organization, seller):
    batch = supply.batch(seller_organization.party, 10_000)
    return selling.draft(batch, seller_organization, OFFER, actor=seller)


@pytest.fixture
def sold_once(draft, seller):
    """A listing that was for sale, paused now."""
    selling.activate(draft, actor=seller)
    selling.pause(draft, actor=seller)
    return draft


def test_a_draft_is_written_anew_as_a_whole(draft, seller):
    selling.edit(draft, OTHER, actor=seller)
    draft.refresh_from_db()
    terms = (draft.quantity_kg, draft.minimum_kg, draft.increment_kg, draft.expires_at)
    assert terms == (7_000, 100, 50, ENDS)
    assert str(draft.price_per_tonne.amount) == "40.00"
    assert not PriceChange.objects.exists()
    with pytest.raises(MarketError, match="precision_exceeded"):
        selling.edit(draft, listings.Offer(7_001, 1, increment_kg=2), actor=seller)


def test_a_discarded_draft_is_gone_from_the_desk_and_stays_so(draft, seller_organization, seller):
    selling.discard(draft, actor=seller)
    assert sales_queries.own(seller_organization.party) == ()
    assert sales_queries.counts(seller_organization.party) == {}
    for act in (selling.discard, selling.activate, selling.withdraw):
        with pytest.raises(MarketError, match="invalid_state"):
            act(draft, actor=seller)
    assert auditing.run().findings == []


def test_what_was_ever_for_sale_is_neither_edited_nor_discarded(sold_once, seller):
    with pytest.raises(MarketError, match="invalid_state"):
        selling.edit(sold_once, OTHER, actor=seller)
    with pytest.raises(MarketError, match="invalid_state"):
        selling.discard(sold_once, actor=seller)


def test_the_database_says_so_too(sold_once, seller):
    row = Listing.objects.filter(pk=sold_once.pk)
    for changes in ({"quantity_kg": 7_000}, {"minimum_kg": 2}, {"status": "discarded"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            row.update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.update(status="draft")
        row.update(status="discarded")


def test_a_discarded_draft_never_comes_back_in_the_database(draft, seller):
    selling.discard(draft, actor=seller)
    for changes in ({"status": "draft"}, {"status": "active"}, {"quantity_kg": 7_000}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Listing.objects.filter(pk=draft.pk).update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        Listing.objects.filter(pk=draft.pk)._raw_delete("default")


def test_what_a_second_person_is_asked_about_is_not_changed_under_them(
    draft, seller_organization, seller
):
    seller_organization.approval_required = True
    seller_organization.save()
    selling.activate(draft, actor=seller)
    with pytest.raises(MarketError, match="invalid_state"):
        selling.edit(draft, OTHER, actor=seller)
    with pytest.raises(DatabaseError), transaction.atomic():
        Listing.objects.filter(pk=draft.pk).update(quantity_kg=7_000)
    selling.discard(draft, actor=seller)
    assert ListingStep.objects.get().status == ListingStep.Status.DROPPED


@pytest.mark.parametrize("role", ["approver", "viewer"])
def test_only_who_may_sell_edits_and_discards(draft, seller_organization, citizen, role):
    Membership.objects.create(user=citizen, organization=seller_organization, role=role)
    with pytest.raises(MarketError, match="not_allowed"):
        selling.edit(draft, OTHER, actor=citizen)
    with pytest.raises(MarketError, match="not_allowed"):
        selling.discard(draft, actor=citizen)


def address(name, listing):
    with translation.override("en"):
        return reverse(f"market:{name}", args=[listing.seller.public_id, listing.public_id])


def offer(**changes):
    said = {"quantity": "7", "unit": "t", "price": "40", "minimum_kg": "1", "increment_kg": "1"}
    return said | changes


def test_the_desk_edits_and_discards_a_draft(draft, seller):
    sells = sign_in(Client(), seller)
    page = sells.get(address("sale", draft)).content.decode()
    assert "Edit the draft" in page and "Discard the draft" in page
    form = sells.get(address("sale_edit", draft)).content.decode()
    assert 'value="5"' in form and 'value="36.20"' in form
    wrong = sells.post(address("sale_edit", draft), offer(quantity="77"))
    assert wrong.status_code == 422 and 'value="77"' in wrong.content.decode()
    done = sells.post(address("sale_edit", draft), offer(), follow=True).content.decode()
    assert "The draft is changed" in done and "¥40.00" in done
    gone = sells.post(address("sale_discard", draft), follow=True).content.decode()
    assert "The draft is discarded" in gone
    assert sells.get(address("sale", draft)).status_code == 404
    assert sells.get(address("sale_edit", draft)).status_code == 404
    assert Client().get(f"/en/listings/{draft.public_id}/").status_code == 404


def test_an_edit_that_comes_too_late_keeps_what_was_written(draft, seller):
    sells = sign_in(Client(), seller)
    selling.activate(draft, actor=seller)
    late = sells.post(address("sale_edit", draft), offer())
    assert late.status_code == 422 and 'value="40"' in late.content.decode()
    assert sells.post(address("sale_discard", draft), follow=True).status_code == 200
    draft.refresh_from_db()
    assert draft.status == "active"
