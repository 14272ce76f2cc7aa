"""The same form sent twice, by a second click or from two tabs at once, holds once."""

import threading

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from marketplace.market import quotes, reserving
from marketplace.market.models import Quote
from tests.cast import sign_in
from tests.market.crowd import race
from tests.market.test_basket_pages import page, put


@pytest.fixture
def tabs(fresh_db, client, citizen, two_tonnes):
    """Two tabs of one browser with the same basket before them, and what they would send."""
    sign_in(client, citizen)
    put(client, (two_tonnes[0], 50))
    asked = {"plan": page(client).context["basket"].token}
    other = Client()
    other.cookies = client.cookies
    return [(tab, asked) for tab in (client, other)]


def at_once(tabs):
    """Send both at the same moment; return where they lead."""
    return race(
        [
            lambda tab=tab, asked=asked: tab.post(reverse("market:basket_reserve"), asked)
            for tab, asked in tabs
        ]
    )


def test_two_tabs_at_the_same_moment_hold_once(tabs):
    answers = at_once(tabs)
    quote = Quote.objects.get()
    assert {answer.url for answer in answers} == {reserving.address(quote)}


def test_the_twin_without_word_of_each_other_holds_twice(tabs, monkeypatch):
    """What the word left in the cache prevents: both look at the basket before either has emptied it."""
    monkeypatch.setattr(reserving, "_key", lambda request, form: "")
    both, make = threading.Barrier(2), quotes.make

    def together(*args, **wishes):
        both.wait(timeout=30)
        return make(*args, **wishes)

    monkeypatch.setattr(quotes, "make", together)
    at_once(tabs)
    assert Quote.objects.count() == 2


def test_a_second_click_leads_to_the_same_reservation(tabs):
    (tab, asked), _other = tabs
    first, second = (tab.post(reverse("market:basket_reserve"), asked) for _click in range(2))
    assert first.url == second.url
    assert Quote.objects.count() == 1


def test_what_was_given_back_is_held_anew(tabs):
    (tab, asked), _other = tabs
    tab.post(reverse("market:basket_reserve"), asked)
    quotes.release(Quote.objects.get())
    put(tab, *((line.listing, line.kg) for line in Quote.objects.get().lines.all()))
    assert tab.post(reverse("market:basket_reserve"), asked).status_code == 302
    assert Quote.objects.count() == 2


def test_a_refusal_leaves_the_way_free(tabs, settings):
    (tab, asked), _other = tabs
    bound = settings.ZHONGHE
    settings.ZHONGHE = bound | {"GUEST_QUOTE_MOST_KG": 10}
    assert tab.post(reverse("market:basket_reserve"), asked).status_code != 302
    settings.ZHONGHE = bound
    assert tab.post(reverse("market:basket_reserve"), asked).status_code == 302
    assert Quote.objects.count() == 1


def test_who_came_first_and_never_ended_does_not_block_the_way(tabs, monkeypatch):
    (tab, asked), _other = tabs
    monkeypatch.setattr(reserving, "SAME_SECONDS", 0.2)
    monkeypatch.setattr(reserving, "_key", lambda request, form: "market:reserving:stuck")
    cache.set("market:reserving:stuck", "", 5)
    assert tab.post(reverse("market:basket_reserve"), asked).status_code == 302
    assert Quote.objects.count() == 1
