"""From offers and a wish to priced plans: what a buyer may rely on, as examples and as laws."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.market import money, planning
from marketplace.market.money import Terms
from marketplace.market.planning import Kind, Offer, Wish

TERMS = Terms(fee_rate=Decimal("0.05"), fee_minimum_fen=50, tax_rate=Decimal("0.06"))
METRO = Offer(listing_id=1, available_kg=12_400, minimum_kg=1, increment_kg=1, price_fen=3_620)
ROOFS = Offer(listing_id=2, available_kg=20_000, minimum_kg=1, increment_kg=1, price_fen=4_100)
MANGROVE = Offer(
    listing_id=3, available_kg=50_000, minimum_kg=1_000, increment_kg=1_000, price_fen=6_800
)


def amounts(plan):
    return {line.listing_id: line.kg for line in plan.lines}


def test_enough_in_one_listing_is_one_line():
    best = planning.plans([METRO, ROOFS], Wish(kg=10_000), TERMS)[0]
    assert amounts(best) == {1: 10_000}
    assert best.totals.subtotal_fen == 36_200
    assert best.totals.fee_fen == 1_810
    assert (best.short_kg, best.extra_kg) == (0, 0)


def test_more_than_the_cheapest_has_is_taken_from_the_next():
    best = planning.plans([METRO, ROOFS], Wish(kg=16_000), TERMS)[0]
    assert amounts(best) == {1: 12_400, 2: 3_600}
    assert best.kind is Kind.MIX


def test_a_chosen_listing_with_too_little_is_answered_with_three_ways():
    answers = planning.plans([METRO, ROOFS], Wish(kg=16_000, chosen=(1,)), TERMS)
    assert [amounts(plan) for plan in answers] == [{1: 12_400, 2: 3_600}, {2: 16_000}, {1: 12_400}]
    assert [plan.kind for plan in answers] == [Kind.MIX, Kind.SINGLE, Kind.PARTIAL]
    assert answers[-1].short_kg == 3_600


def test_a_chosen_listing_that_suffices_is_the_only_answer():
    answers = planning.plans([METRO, ROOFS], Wish(kg=10_000, chosen=(2,)), TERMS)
    assert [amounts(plan) for plan in answers] == [{2: 10_000}]


def test_too_little_everywhere_is_what_there_is_and_says_what_is_missing():
    (plan,) = planning.plans([METRO, ROOFS], Wish(kg=40_000), TERMS)
    assert plan.kind is Kind.PARTIAL
    assert (plan.kg, plan.short_kg) == (32_400, 7_600)


def test_the_fewest_kilograms_that_reach_a_total_are_exact():
    # 263 kg are ¥9.52, the fee ¥0.50: ¥10.02; 262 kg are ¥9.48 and ¥0.50: ¥9.98
    least = planning.least_for_total(METRO, 1_000, TERMS)
    assert least == 263
    totals = [planning.plans([METRO], Wish(kg=kg), TERMS)[0].totals.total_fen for kg in (263, 262)]
    assert totals == [1_002, 998]


def test_steps_and_stock_bound_the_fewest_kilograms_that_reach_a_total():
    assert planning.least_for_total(MANGROVE, 1_000, TERMS) == 1_000
    few = Offer(listing_id=4, available_kg=262, minimum_kg=1, increment_kg=1, price_fen=3_620)
    assert planning.least_for_total(few, 1_000, TERMS) == 0


def test_nothing_for_sale_is_no_plan():
    assert planning.plans([], Wish(kg=1), TERMS) == ()


def test_whole_tonnes_only_gives_more_and_says_so():
    best = planning.plans([MANGROVE], Wish(kg=1_200), TERMS)[0]
    assert (best.kg, best.extra_kg) == (2_000, 800)


def test_a_minimum_takes_back_from_the_other_line_instead_of_selling_more():
    wholesale = Offer(
        listing_id=9, available_kg=5_000, minimum_kg=500, increment_kg=1, price_fen=4_000
    )
    best = planning.plans([METRO, wholesale], Wish(kg=12_500), TERMS)[0]
    assert amounts(best) == {1: 12_000, 9: 500}


def test_a_rest_below_the_minimum_can_be_bought_whole():
    rest = Offer(listing_id=4, available_kg=300, minimum_kg=500, increment_kg=1, price_fen=3_000)
    assert rest.allows(300)
    assert not rest.allows(299)


def test_money_buys_the_most_the_fee_leaves_room_for():
    (plan,) = planning.plans([METRO, ROOFS], Wish(budget_fen=100_00), TERMS)
    assert plan.totals.total_fen <= 100_00
    one_more = money.totals([money.line_amount(plan.kg + 1, METRO.price_fen)], TERMS)
    assert one_more.total_fen > 100_00


def test_less_money_than_the_smallest_line_buys_nothing():
    assert planning.plans([MANGROVE], Wish(budget_fen=50_00), TERMS) == ()


@pytest.mark.parametrize(
    "wish", [{}, {"kg": 1, "budget_fen": 1}, {"kg": 0}, {"kg": -5}, {"budget_fen": 0}]
)
def test_a_wish_is_one_positive_thing(wish):
    with pytest.raises(ValueError, match="wish"):
        Wish(**wish)


OFFERS = st.lists(
    st.builds(
        Offer,
        listing_id=st.integers(1, 10**6),
        available_kg=st.integers(0, 60_000),
        minimum_kg=st.sampled_from([1, 10, 500, 1_000]),
        increment_kg=st.sampled_from([1, 10, 1_000]),
        price_fen=st.integers(1, 20_000),
    ),
    max_size=6,
    unique_by=lambda offer: offer.listing_id,
)
WISHES = st.one_of(
    st.builds(
        Wish, kg=st.integers(1, 200_000), chosen=st.lists(st.integers(1, 6), max_size=2).map(tuple)
    ),
    st.builds(Wish, budget_fen=st.integers(1, 10**8)),
)


@given(OFFERS, WISHES)
def test_every_line_of_every_plan_can_really_be_bought(offers, wish):
    by_id = {offer.listing_id: offer for offer in offers}
    for plan in planning.plans(offers, wish, TERMS):
        assert plan.lines
        assert len({line.listing_id for line in plan.lines}) == len(plan.lines)
        for line in plan.lines:
            assert by_id[line.listing_id].allows(line.kg)
            assert line.price_fen == by_id[line.listing_id].price_fen


@given(OFFERS, WISHES)
def test_a_plan_covers_the_wish_or_says_by_how_much_it_does_not(offers, wish):
    for plan in planning.plans(offers, wish, TERMS):
        if wish.kg is None:
            assert plan.totals.total_fen <= wish.budget_fen
        else:
            assert plan.kg + plan.short_kg - plan.extra_kg == wish.kg
            assert (plan.short_kg > 0) == (plan.kind is Kind.PARTIAL)


@given(OFFERS, WISHES)
def test_sums_of_a_plan_add_up(offers, wish):
    for plan in planning.plans(offers, wish, TERMS):
        assert plan.totals.subtotal_fen == sum(line.amount_fen for line in plan.lines)
        assert plan.totals == money.totals([line.amount_fen for line in plan.lines], TERMS)


@given(OFFERS, WISHES)
def test_whole_plans_come_cheapest_first_and_are_all_different(offers, wish):
    found = planning.plans(offers, wish, TERMS)
    costs = [plan.totals.total_fen for plan in found if plan.kind is not Kind.PARTIAL]
    assert costs == sorted(costs)
    assert len({plan.lines for plan in found}) == len(found)


SMALL = st.lists(
    st.builds(
        Offer,
        listing_id=st.integers(1, 99),
        available_kg=st.integers(0, 7),
        minimum_kg=st.integers(1, 3),
        increment_kg=st.integers(1, 3),
        price_fen=st.integers(1, 9).map(lambda n: n * 1000),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda offer: offer.listing_id,
)


@given(SMALL, st.integers(1, 12))
def test_when_any_mix_covers_the_wish_a_plan_does(offers, wished):
    ways = product(*[[0, *(kg for kg in range(1, 8) if offer.allows(kg))] for offer in offers])
    possible = any(sum(way) >= wished for way in ways)
    found = planning.plans(offers, Wish(kg=wished), TERMS)
    assert possible == any(plan.short_kg == 0 for plan in found)


@given(SMALL, st.integers(1, 12))
def test_with_steps_of_a_kilogram_no_mix_is_cheaper(offers, wished):
    fine = [Offer(o.listing_id, o.available_kg, 1, 1, o.price_fen) for o in offers]
    ways = product(*[range(offer.available_kg + 1) for offer in fine])
    costs = [
        sum(money.line_amount(kg, offer.price_fen) for kg, offer in zip(way, fine, strict=True))
        for way in ways
        if sum(way) >= wished
    ]
    found = planning.plans(fine, Wish(kg=wished), TERMS)
    if costs:
        assert found[0].totals.subtotal_fen == min(costs)
    else:
        assert all(plan.short_kg for plan in found)
