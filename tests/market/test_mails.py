"""Letters to buyers: in the order's language, as text and HTML, with links that open."""

import re

import pytest
from django.core import mail
from django.utils import translation

from accounts import people
from marketplace import clock, outbox
from marketplace.market import orders
from marketplace.market.buyers import of_user
from marketplace.models import OutboxMessage
from tests.market import stall

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _post_office(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def letters():
    outbox.drain(
        kinds=(
            "mail_order_placed",
            "mail_order_to_approve",
            "mail_order_approved",
            "mail_order_paid",
            "mail_order_fulfilled",
        )
    )
    assert not OutboxMessage.objects.exclude(last_error="").exists()
    return mail.outbox


def guest_order(guest, guest_party, listing, language):
    with translation.override(language):
        quote = stall.quote(guest, (listing, 320))
        return orders.place(
            quote, payer=guest_party, owner=guest_party, retire=stall.intent(guest_party)
        )


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "您的订单"), ("zh-hant", "您的訂單"), ("en", "Your order")]
)
def test_a_guest_hears_of_the_order_in_the_language_it_was_placed_in(
    metro, guest, guest_party, language, words
):
    order = guest_order(guest, guest_party, metro, language)
    (letter,) = letters()
    assert letter.to == ["guest@people.example"]
    assert words in letter.body
    assert order.number in letter.subject
    ((html, kind),) = letter.alternatives
    assert kind == "text/html"
    assert order.number in html


def test_the_link_in_the_letter_opens_the_order(client, metro, guest, guest_party):
    guest_order(guest, guest_party, metro, "en")
    (letter,) = letters()
    link = re.search(r"http://testserver(\S+key=[0-9a-f]{40})", letter.body)
    answer = client.get(link[1], follow=True)
    assert answer.status_code == 200


def test_after_fulfilment_the_letter_names_the_certificate(metro, guest, guest_party):
    order = guest_order(guest, guest_party, metro, "en")
    orders.mark_paid(order.pk, now=clock.now())
    orders.fulfil(order.pk)
    order.refresh_from_db()
    code = order.retirement.statements.first().code
    assert any(code in letter.body and "/certificates/" in letter.body for letter in letters())


def test_each_letter_is_sent_once(metro, expo):
    order = stall.order(expo, (metro, 10))
    orders.mark_paid(order.pk, now=clock.now())
    orders.fulfil(order.pk)
    assert len(letters()) == 3
    assert len(letters()) == 3


def test_an_erased_address_gets_no_letter(metro, expo):
    from marketplace.market.models import Order

    order = stall.order(expo, (metro, 10))
    Order.objects.filter(pk=order.pk).update(email="erased@deleted.invalid")
    assert letters() == []


def test_everyone_who_may_approve_hears_of_an_order_and_nobody_else(
    metro, office, approver, office_admin
):
    people.set_profile(approver, name="郑批", language="en")
    order = stall.order(office, (metro, 320))
    asked = {
        letter.to[0]: letter
        for letter in letters()
        if "approv" in letter.subject or "审批" in letter.subject
    }
    assert set(asked) == {approver.email, office_admin.email}
    letter = asked[approver.email]
    assert f"http://testserver/en/orders/{order.public_id}/" in letter.body
    assert "320 kg" in letter.body and "苏文" in letter.body
    assert "审批" in asked[office_admin.email].subject


def test_who_prepares_an_order_is_not_asked_to_approve_it(metro, office_admin, district_office):
    stall.order(of_user(office_admin, district_office), (metro, 320))
    assert [letter.to for letter in letters()] == [[office_admin.email]]


def test_an_order_that_waits_no_more_asks_nobody(metro, office, approver):
    orders.approve(stall.order(office, (metro, 320)), actor=approver)
    assert not any("waits for your approval" in letter.body for letter in letters())
    assert {letter.to[0] for letter in letters()} == {office.email}
