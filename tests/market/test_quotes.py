"""Quotes: plans at real prices, and stock that is really held."""

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.errors import MarketError
from marketplace.market import listings, planning, quotes, terms
from marketplace.market.buyers import of_user
from marketplace.market.models import Listing, Quote
from marketplace.registry import freezes
from tests.market import stall
from tests.registry import supply

pytestmark = pytest.mark.django_db


def later(**delta):
    return clock.now() + timedelta(**delta)


def test_pricing_holds_nothing(metro, roofs):
    plans = quotes.price(kg=16_000)
    assert [(line.listing_id, line.kg) for line in plans[0].lines] == [
        (metro.pk, 12_400),
        (roofs.pk, 3_600),
    ]
    assert stall.counters(metro) == (12_400, 0, 0)


def test_pricing_by_money_includes_the_fee(metro):
    (plan,) = quotes.price(budget=Decimal("100.00"))
    # 2,631 kg are ¥95.24, the fee is ¥4.76
    assert (plan.kg, plan.totals.total_fen) == (2_631, 10_000)


def test_a_quote_holds_stock_in_the_listing_and_in_the_ledger(metro, expo, seller_party):
    quote = stall.quote(expo, (metro, 400))
    assert stall.counters(metro) == (12_000, 400, 0)
    assert supply.amounts(metro.batch, seller_party) == (600, 12_000, 400)
    assert quote.total == quote.subtotal + quote.fee


def test_a_card_quote_holds_for_35_minutes_and_an_offices_for_ten_working_days(metro, expo, office):
    quick = stall.quote(expo, (metro, 10))
    assert timedelta(minutes=34) < quick.expires_at - clock.now() <= timedelta(minutes=35)
    slow = stall.quote(office, (metro, 10), kind=Quote.Kind.OFFICE)
    assert timedelta(days=13) <= slow.expires_at - clock.now() < timedelta(days=17)


def test_a_quotation_is_for_organizations(metro, guest):
    with pytest.raises(MarketError, match="not_allowed"):
        stall.quote(guest, (metro, 10), kind=Quote.Kind.OFFICE)


def test_a_price_changed_since_it_was_seen_is_refused(metro, expo, seller):
    seen = stall.plan((metro, 10))
    listings.change_price(metro, price_fen=3_700, actor=seller)
    with pytest.raises(MarketError, match="price_changed"):
        quotes.make(seen, expo)
    assert stall.counters(metro) == (12_400, 0, 0)


def test_a_quote_keeps_its_price_when_the_listing_changes(metro, expo, seller):
    quote = stall.quote(expo, (metro, 1_000))
    listings.change_price(metro, price_fen=9_900, actor=seller)
    quote.refresh_from_db()
    assert quote.subtotal.amount == Decimal("36.20")


def test_a_sold_out_listing_refuses(metro, roofs, expo):
    stall.quote(expo, (metro, 12_400))
    with pytest.raises(MarketError, match="quantity_exceeds_available") as refusal:
        stall.quote(expo, (metro, 1))
    assert refusal.value.params == {"available_kg": 0, "requested_kg": 1}


def test_when_one_line_fails_no_line_is_held(metro, roofs, expo):
    too_much = stall.plan((metro, 100), (roofs, 20_001))
    with pytest.raises(MarketError, match="quantity_exceeds_available"):
        quotes.make(too_much, expo)
    assert stall.counters(metro) == (12_400, 0, 0)
    assert not Quote.objects.exists()


def test_steps_are_kept_even_by_who_writes_the_plan_himself(seller_party, seller, expo):
    whole = stall.listing(seller_party, kg=5_000, price_fen=6_800, increment_kg=1_000, actor=seller)
    with pytest.raises(MarketError, match="precision_exceeded"):
        stall.quote(expo, (whole, 1_500))
    few = stall.listing(seller_party, kg=5_000, price_fen=6_800, minimum_kg=100, actor=seller)
    with pytest.raises(MarketError, match="below_minimum"):
        stall.quote(expo, (few, 99))


def test_a_guest_holds_at_most_a_fifth_of_a_listing(metro, guest):
    with pytest.raises(MarketError, match="hold_limit") as refusal:
        stall.quote(guest, (metro, 2_481))
    assert refusal.value.params == {"left_kg": 2_480}
    stall.quote(guest, (metro, 2_480))


def test_a_second_quote_of_the_same_guest_counts_too(metro, guest):
    stall.quote(guest, (metro, 2_000))
    with pytest.raises(MarketError, match="hold_limit"):
        stall.quote(guest, (metro, 481))
    assert quotes.price(kg=2_000, buyer=guest)[0].kg == 480


def test_a_verified_organization_may_hold_any_part(metro, expo):
    stall.quote(expo, (metro, 12_400))
    assert stall.counters(metro) == (0, 12_400, 0)


def test_an_unverified_organization_is_limited_like_a_guest(metro, stranger, other_organization):
    with pytest.raises(MarketError, match="hold_limit"):
        stall.quote(of_user(stranger, other_organization), (metro, 2_481))


def test_nobody_keeps_many_quotes_open(metro, guest):
    for _i in range(quotes.OPEN_QUOTES_UNVERIFIED):
        stall.quote(guest, (metro, 1))
    with pytest.raises(MarketError, match="rate_limited"):
        stall.quote(guest, (metro, 1))


def test_a_seller_does_not_buy_from_himself(metro, seller, seller_organization):
    with pytest.raises(MarketError, match="self_purchase"):
        stall.quote(of_user(seller, seller_organization), (metro, 10))
    assert stall.counters(metro) == (12_400, 0, 0)


def test_releasing_gives_the_stock_back_once(metro, expo, seller_party):
    quote = stall.quote(expo, (metro, 400))
    assert quotes.release(quote)
    assert not quotes.release(quote)
    assert stall.counters(metro) == (12_400, 0, 0)
    assert supply.amounts(metro.batch, seller_party) == (600, 12_400, 0)


def test_the_sweep_releases_what_is_over_and_nothing_else(metro, expo):
    stall.quote(expo, (metro, 100), now=later(hours=-1))
    stall.quote(expo, (metro, 200))
    assert quotes.release_due() == 1
    assert stall.counters(metro) == (12_200, 200, 0)


def test_a_frozen_batch_is_not_offered(metro, expo):
    freezes.freeze(batch=metro.batch, reason="looked into", actor=supply.user("supervisor"))
    assert quotes.price(kg=10) == ()
    with pytest.raises(MarketError, match="batch_frozen"):
        stall.quote(expo, (metro, 10))


def test_pricing_asks_the_database_as_often_for_one_listing_as_for_many(
    seller_party, seller, django_assert_max_num_queries
):
    for number in range(12):
        stall.listing(seller_party, kg=1_000, price_fen=3_000 + number, actor=seller)
    with django_assert_max_num_queries(2):
        assert quotes.price(kg=11_500)[0].kg == 11_500


def test_a_plan_of_given_lines_is_priced_as_they_stand(metro):
    plan = planning.price([planning.PlanLine(metro.pk, 1_000, 3_620)], terms.terms())
    assert (plan.totals.subtotal_fen, plan.totals.fee_fen, plan.totals.total_fen) == (
        3_620,
        181,
        3_801,
    )
    assert Listing.objects.get(pk=metro.pk).listed_kg == 12_400
