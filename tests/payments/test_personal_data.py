"""What payments keep of a person: handed out; erased as far as the books allow."""

import json

import pytest
from django.db import DatabaseError, transaction

from accounts import privacy
from accounts.errors import AccountError
from accounts.parties import party_for_user
from marketplace import clock
from marketplace.market.buyers import of_user
from marketplace.payments import consent, invoices, starting
from marketplace.payments.models import InvoiceRequest, ProcessingConsent
from tests.market import stall

pytestmark = pytest.mark.django_db
WISH = invoices.Wish(kind="ordinary", title="林市民", tax_number="", email="lin@people.example")


@pytest.fixture
def bought(citizen, metro):
    """An order of the citizen's own, a transfer awaited, an invoice asked for; then all settled and retired."""
    order = stall.order(of_user(citizen), (metro, 100), retire=True)
    consent.record(order, actor=citizen, agreed=True, now=clock.now())
    starting.start(order, "bank", actor=citizen)
    return order, invoices.ask(order, WISH)


def settle(order):
    from marketplace.market import orders

    orders.mark_paid(order.pk, now=clock.now())
    orders.fulfil(order.pk)


def test_a_person_is_told_of_payments_consents_and_invoices(bought, citizen, stranger):
    kept = privacy.export(citizen)["payments"]
    assert [row["provider"] for row in kept["payments"]] == ["bank"]
    assert [row["recipient"] for row in kept["consents"]] == [consent.RECIPIENT]
    assert [row["email"] for row in kept["invoices"]] == ["lin@people.example"]
    json.dumps(kept)
    assert not any(privacy.export(stranger)["payments"].values())


def test_an_invoice_that_is_owed_hinders_the_erasure(bought, citizen):
    settle(bought[0])
    with pytest.raises(AccountError):
        privacy.erase(citizen)
    assert InvoiceRequest.objects.get().email == "lin@people.example"


def test_erasing_forgets_the_address_and_keeps_the_evidence(bought, citizen, finance):
    order, request = bought
    settle(order)
    invoices.issue(request.pk, number="044002100111", actor=finance)
    party = party_for_user(citizen)
    privacy.erase(citizen)
    left = InvoiceRequest.objects.get()
    assert (left.email, left.title) == ("erased@deleted.invalid", "林市民")
    assert left.number == "044002100111"
    assert order.payments.count() == ProcessingConsent.objects.count() == 1
    assert party.pseudonym


def test_an_organizations_invoices_stay_as_they_were_asked_for(expo, metro, organizer):
    order = stall.order(expo, (metro, 100))
    invoices.ask(order, WISH)
    from marketplace.payments import personal_data

    assert personal_data.hindrance([party_for_user(organizer)]) is None
    personal_data.erase([party_for_user(organizer), order.payer])
    assert InvoiceRequest.objects.get().email == "lin@people.example"


@pytest.mark.parametrize("change", [{"email": "thief@people.example"}, {"title": "别人"}])
def test_the_database_lets_nothing_else_about_an_invoice_change(bought, change):
    with pytest.raises(DatabaseError), transaction.atomic():
        InvoiceRequest.objects.update(**change)
