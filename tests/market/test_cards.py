"""From which quantity on a card pays, said before anything is reserved; no card is promised for less."""

import re

import pytest
from django.urls import reverse
from django.utils import translation

from marketplace.errors import MarketError
from marketplace.market import quotes
from marketplace.market.models import Quote
from tests.market import stall

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(("kg", "kind"), [(262, Quote.Kind.TRANSFER), (263, Quote.Kind.CARD)])
def test_a_quote_is_of_the_kind_its_total_allows(metro, guest, kg, kind):
    assert stall.quote(guest, (metro, kg)).kind == kind


def test_a_card_quote_of_less_than_cards_take_is_refused(metro, guest):
    with pytest.raises(MarketError, match="below_minimum") as refusal:
        stall.quote(guest, (metro, 262), kind=Quote.Kind.CARD)
    assert refusal.value.params == {"minimum": "10.00", "total": "9.98"}
    assert stall.counters(metro) == (12_400, 0, 0)


def test_a_card_quote_of_more_than_cards_take_is_refused(metro, expo, settings):
    settings.ZHONGHE = settings.ZHONGHE | {"CARD_MAX": settings.ZHONGHE["CARD_MIN"]}
    with pytest.raises(MarketError, match="total_exceeds_max"):
        quotes.make(stall.plan((metro, 1_000)), expo, kind=Quote.Kind.CARD)


def test_a_listing_says_from_how_many_kilograms_a_card_pays(client, metro):
    page = client.get(reverse("market:listing", args=[metro.public_id])).content.decode()
    assert "263 kg or more of this listing" in page
    assert 'href="?kg=263#plans"' in page


def test_less_than_a_card_takes_leads_to_what_is_enough_before_reserving(client, metro):
    page = client.get(reverse("market:plan"), {"kg": "100", "claim": "gift:1"}).content.decode()
    assert "Take 263 kg and pay online" in page
    assert "Reserve for 35 minutes" not in page
    assert "Reserve, to pay by bank transfer" in page
    (enough,) = re.findall(r'href="([^"]+)">Take 263 kg and pay online', page)
    page = client.get(enough.replace("&amp;", "&")).content.decode()
    assert "¥10.02" in page
    assert "Reserve for 35 minutes" in page
    assert 'value="gift:1"' in page


def test_a_quote_that_no_card_pays_says_so(client, metro):
    page = client.get(reverse("market:plan"), {"kg": "100"})
    token = re.findall(r'name="plan"[^>]*value="([^"]+)"', page.content.decode())[0]
    answer = client.post(
        reverse("market:reserve"), {"plan": token, "email": "a@b.example", "kind": "card"}
    )
    assert Quote.objects.get().kind == Quote.Kind.TRANSFER
    assert "To be paid by bank transfer" in client.get(answer.url).content.decode()
