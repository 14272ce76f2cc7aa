"""A guest's purchase offers an account: the mail's link leads there."""

import re

from django.core import mail

from accounts import parties
from marketplace.market import mails, orders
from marketplace.market.buyers import Buyer
from tests.cast import sign_in
from tests.market import stall


def test_the_mail_of_a_guests_purchase_leads_into_an_account(
    client, citizen, seller, seller_organization
):
    listing = stall.listing(seller_organization.party, kg=5_000, price_fen=4_000, actor=seller)
    party = parties.party_for_guest("guest@people.example")
    order = orders.place(
        stall.quote(Buyer(email="guest@people.example"), (listing, 500)),
        payer=party,
        owner=party,
        retire=stall.intent(party),
        organization=None,
        actor=None,
    )
    mails.send("fulfilled", order.pk)
    path = re.search(r"http://testserver(/\S+/claim/\S+)", mail.outbox[-1].body)[1]
    sign_in(client, citizen)
    assert client.post(path).status_code == 302
    assert party in parties.parties_of(citizen)
