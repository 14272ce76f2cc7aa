"""Transfers where the sender asks for a second person: approved or refused, by whom, and when the days begin."""

from datetime import timedelta

import pytest
from django.core import mail

from accounts import queries as accounts
from accounts.models import Membership
from marketplace import outbox
from marketplace.errors import MarketError
from marketplace.market import transfer_reading, transfers
from marketplace.market.models import TransferOffer
from tests.cast import sign_in
from tests.registry import supply

Status = TransferOffer.Status


def state(made):
    return TransferOffer.objects.get(pk=made.pk).status


def free(batch, organization):
    return supply.amounts(batch, organization.party)[0]


@pytest.mark.django_db
def test_where_the_sender_asks_for_it_a_second_person_lets_it_go_out(
    cast_database, seller_organization, district_office, clerk, approver, nanshan_expo, organizer
):
    made = supply.batch(seller_organization.party, 1_000)
    supply.give(made, district_office.party, 500)
    waiting = transfers.offer(
        district_office.party, nanshan_expo.party, {made.pk: 200}, actor=clerk
    )
    assert waiting.status == Status.AWAITING_APPROVAL
    assert transfer_reading.of(organizer) == ()
    with pytest.raises(MarketError, match="invalid_state"):
        transfers.accept(waiting, actor=organizer)
    with pytest.raises(MarketError, match="not_allowed"):
        transfers.approve(waiting, actor=clerk)
    transfers.approve(waiting, actor=approver)
    transfers.accept(waiting, actor=organizer)
    assert free(made, nanshan_expo) == 200


@pytest.fixture
def waiting(cast_database, seller_organization, district_office, clerk, nanshan_expo):
    made = supply.batch(seller_organization.party, 1_000)
    supply.give(made, district_office.party, 500)
    return transfers.offer(district_office.party, nanshan_expo.party, {made.pk: 200}, actor=clerk)


def page_of(client, who, made):
    return sign_in(client, who).get(f"/en/account/transfers/{made.public_id}/").content.decode()


@pytest.mark.django_db
def test_a_second_person_refuses_and_whoever_prepared_it_hears_so(
    client, waiting, clerk, approver, organizer
):
    shown = page_of(client, approver, waiting)
    assert 'value="refuse"' in shown and 'value="withdraw"' not in shown
    with pytest.raises(MarketError, match="invalid_state"):
        transfers.withdraw(waiting, actor=approver)
    with pytest.raises(MarketError, match="not_allowed"):
        transfers.refuse(waiting, actor=clerk)
    while outbox.drain():
        pass
    mail.outbox.clear()
    client.post(f"/en/account/transfers/{waiting.public_id}/answer/", {"do": "refuse"})
    assert state(waiting) == Status.WITHDRAWN
    while outbox.drain():
        pass
    (letter,) = mail.outbox
    assert letter.to == [clerk.email] and accounts.person_name(approver) in letter.body
    shown = page_of(client, clerk, waiting)
    assert "Refused by" in shown and "refused by a second person" in shown
    assert "Offered at" not in shown
    assert transfer_reading.of(organizer) == ()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["viewer", None])
def test_what_somebody_prepared_who_may_no_longer_does_not_go_out(
    waiting, district_office, clerk, approver, role
):
    member = Membership.objects.filter(organization=district_office, user=clerk)
    member.update(role=role) if role else member.delete()
    with pytest.raises(MarketError, match="not_allowed"):
        transfers.approve(waiting, actor=approver)
    assert state(waiting) == Status.AWAITING_APPROVAL
    transfers.refuse(waiting, actor=approver)
    assert state(waiting) == Status.WITHDRAWN


def test_the_receivers_days_begin_when_it_is_approved(client, waiting, clerk, approver, organizer):
    shown = page_of(client, clerk, waiting)
    assert "Offered at" not in shown and "To be approved by" in shown
    late = waiting.created_at + timedelta(days=13)
    transfers.approve(waiting, actor=approver, now=late)
    assert not transfers.lapse(waiting.pk, waiting.created_at + timedelta(days=15))
    offered = TransferOffer.objects.get(pk=waiting.pk)
    view = transfer_reading.view(offered, organizer)
    assert (view.offered_at, view.expires_at) == (late, late + timedelta(days=14))
    assert "Offered at" in page_of(client, organizer, waiting)
    with pytest.raises(MarketError, match="invalid_state"):
        transfers.accept(waiting, actor=organizer, now=late + timedelta(days=14))
    transfers.accept(waiting, actor=organizer, now=late + timedelta(days=14, seconds=-1))
