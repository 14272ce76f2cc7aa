"""Guests cannot empty the market for nothing: what they may reserve alone, in one quote, and all together."""

import threading
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import orders, quotes, shares, stock
from marketplace.market.buyers import Buyer, of_user
from marketplace.market.models import Quote
from marketplace.market.stock import Cause, StockLine
from marketplace.market.terms import as_money
from tests.market import stall
from tests.market.crowd import codes, race

RACERS = 20


def guests(number):
    return [Buyer(email=f"guest{n}@people.example") for n in range(number)]


@pytest.mark.django_db
def test_all_guests_and_unverified_buyers_together_hold_at_most_half_of_what_is_unsold(
    metro, stranger, other_organization, citizen
):
    unverified = [of_user(stranger, other_organization), of_user(citizen), *guests(1)]
    for buyer, kg in zip(unverified, (2_400, 2_400, 1_400), strict=True):
        stall.quote(buyer, (metro, kg))
    with pytest.raises(MarketError, match="hold_limit") as refusal:
        stall.quote(Buyer(email="late@people.example"), (metro, 1))
    assert refusal.value.params == {"left_kg": 0}
    assert stall.counters(metro) == (6_200, 6_200, 0)


@pytest.mark.django_db
def test_what_guests_hold_stops_no_verified_organization(metro, expo):
    for buyer in guests(2):
        stall.quote(buyer, (metro, 2_480))
    stall.quote(expo, (metro, 7_440))
    assert stall.counters(metro) == (0, 12_400, 0)


@pytest.mark.django_db
def test_an_unpaid_order_counts_and_a_paid_or_given_back_one_does_not(metro):
    first, second, third = guests(3)
    order = stall.order(first, (metro, 2_480), retire=True)
    quote = stall.quote(second, (metro, 2_480))
    assert quotes.offers(buyer=third)[0].available_kg == 6_200 - 4_960
    quotes.release(quote)
    assert quotes.offers(buyer=third)[0].available_kg == 2_480
    orders.mark_paid(order.pk, now=clock.now())
    orders.fulfil(order.pk)
    assert stall.counters(metro) == (9_920, 0, 2_480)
    assert shares.reserved_by(third) == {}


@pytest.mark.django_db
def test_a_smallest_lot_is_never_out_of_reach(seller_party, seller):
    lots = stall.listing(seller_party, kg=1_000, price_fen=3_000, minimum_kg=800, actor=seller)
    assert quotes.offers(buyer=guests(1)[0])[0].available_kg == 800
    stall.quote(guests(1)[0], (lots, 800))


@pytest.mark.django_db
def test_one_quote_of_a_guest_holds_so_many_kilograms_over_all_listings(
    seller_party, seller, expo, settings
):
    settings.ZHONGHE = settings.ZHONGHE | {"GUEST_QUOTE_MOST_KG": 3_000}
    first, second = (
        stall.listing(seller_party, kg=10_000, price_fen=price, actor=seller)
        for price in (3_000, 3_100)
    )
    guest = guests(1)[0]
    with pytest.raises(MarketError, match="hold_limit") as refusal:
        stall.quote(guest, (first, 2_000), (second, 1_001))
    assert refusal.value.params == {"limit_kg": 3_000}
    (plan,) = quotes.price(kg=5_000, buyer=guest)
    assert (plan.kg, plan.short_kg) == (3_000, 2_000)
    assert quotes.price(budget=Decimal(1_000), buyer=guest)[0].kg == 3_000
    assert quotes.make(plan, guest).pk
    assert stall.quote(expo, (first, 2_000), (second, 1_001)).pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "left"), [("en", "only 1.240 t of this listing"), ("zh-hans", "1.240 吨")]
)
def test_a_refusal_says_what_is_left_with_its_unit(client, metro, language, left):
    for buyer in guests(2):
        stall.quote(buyer, (metro, 2_480))
    with translation.override(language):
        plan = f"{metro.public_id}:2000:3620"
        answer = client.post(reverse("market:reserve"), {"plan": plan, "email": "c@d.example"})
    assert answer.status_code == 422
    assert left in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("most_kg", "shown"), [(20_000, "up to 2.480 t of"), (1_500, "up to 1.500 t of")]
)
def test_a_listing_says_how_much_of_it_a_guest_can_reserve(client, metro, settings, most_kg, shown):
    settings.ZHONGHE = settings.ZHONGHE | {"GUEST_QUOTE_MOST_KG": most_kg}
    with translation.override("en"):
        page = client.get(reverse("market:listing", args=[metro.public_id]))
    assert shown in page.content.decode()


@pytest.fixture
def tonne(fresh_db, seller_party, seller):
    """1,000 kg, of which guests may hold a fifth each and half together."""
    return stall.listing(seller_party, kg=1_000, price_fen=3_620, actor=seller)


def test_guests_at_the_same_moment_get_half_and_not_a_kilogram_more(tonne):
    plan = stall.plan((tonne, 50))
    outcomes = race([lambda buyer=buyer: quotes.make(plan, buyer) for buyer in guests(RACERS)])
    assert codes(outcomes) == ["hold_limit"] * 10
    assert stall.counters(tonne) == (500, 500, 0)


def test_the_twin_that_counts_before_it_holds_gives_more_than_half(tonne):
    """What counting under the listing's lock prevents: all see nothing reserved, then all reserve."""
    counted = threading.Barrier(RACERS)
    plan = stall.plan((tonne, 50))

    def naive(buyer):
        with transaction.atomic():
            left = shares.left_kg(tonne, shares.reserved_by(buyer).get(tonne.pk, shares.NOTHING))
            counted.wait(timeout=30)
            if left < 50:
                return None
            stock.hold(
                [StockLine(tonne.pk, 50, 3_620)],
                cause=Cause(f"quote:{buyer.email}", None, clock.now()),
            )
            return Quote.objects.create(
                email=buyer.email,
                subtotal=as_money(plan.totals.subtotal_fen),
                fee=as_money(plan.totals.fee_fen),
                total=as_money(plan.totals.total_fen),
                created_at=clock.now(),
                expires_at=clock.now(),
            )

    codes(race([lambda buyer=buyer: naive(buyer) for buyer in guests(RACERS)]))
    assert stall.counters(tonne)[1] > 500


@pytest.mark.django_db
def test_several_open_quotes_of_one_account_share_one_bound(metro, roofs, settings, citizen):
    settings.ZHONGHE = settings.ZHONGHE | {"GUEST_QUOTE_MOST_KG": 1_000}
    buyer = of_user(citizen)
    first = stall.quote(buyer, (metro, 700))
    assert shares.most_kg(buyer) == 300
    with pytest.raises(MarketError) as refused:
        stall.quote(buyer, (roofs, 400))
    assert refused.value.code == "hold_limit"
    assert "300" in refused.value.message
    quotes.release(first)
    stall.quote(buyer, (roofs, 400), (metro, 600))


def test_two_requests_over_different_listings_do_not_hold_twice_the_bound(two_tonnes, settings):
    settings.ZHONGHE = settings.ZHONGHE | {"GUEST_QUOTE_MOST_KG": 200}
    plans = [stall.plan((listing, 150)) for listing in two_tonnes]
    buyer = Buyer(email="greedy@people.example")
    outcomes = race([lambda plan=plan: quotes.make(plan, buyer) for plan in plans * 2])
    assert codes(outcomes) == ["hold_limit"] * 3


def test_the_twin_that_does_not_wait_for_its_own_other_request_holds_twice_the_bound(
    two_tonnes, settings, monkeypatch
):
    """What taking a buyer's requests one at a time prevents: each counts while the other holds."""
    settings.ZHONGHE = settings.ZHONGHE | {"GUEST_QUOTE_MOST_KG": 200}
    held = threading.Barrier(2)
    counting = shares.reserved_kg

    def slowly(buyer):
        found = counting(buyer)
        held.wait(timeout=30)
        return found

    monkeypatch.setattr(shares, "one_at_a_time", lambda buyer: None)
    monkeypatch.setattr(shares, "reserved_kg", slowly)
    buyer = Buyer(email="greedy@people.example")
    assert buyer.party  # made before: making it would order the two, too
    plans = [stall.plan((listing, 150)) for listing in two_tonnes]
    outcomes = race([lambda plan=plan: quotes.make(plan, buyer) for plan in plans])
    assert codes(outcomes) == []
    assert sum(stall.counters(listing)[1] for listing in two_tonnes) == 300
