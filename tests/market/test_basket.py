"""A basket as a value: put in, replaced, taken out, merged; and one amount spread over listings."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.market import money, spreading
from marketplace.market.basket import MOST_ENTRIES, Basket, Entry, of_json
from marketplace.market.money import Terms
from marketplace.market.planning import Offer
from marketplace.market.terms import terms

A, B = uuid.uuid4(), uuid.uuid4()


def test_putting_a_listing_in_again_replaces_its_amount():
    basket = Basket().put([Entry(A, 100, 3_620)]).put([Entry(A, 250, 3_700)])
    assert basket.entries == (Entry(A, 250, 3_700),)


def test_what_it_covers_is_kept_until_something_else_is_covered_or_it_is_empty():
    basket = Basket().put([Entry(A, 1, 1)], claim_for="event:1").put([Entry(B, 1, 1)])
    assert basket.claim_for == "event:1"
    assert basket.put([], claim_for="event:2").claim_for == "event:2"
    assert basket.without(A, B) == Basket()


def test_a_basket_has_its_bound():
    full = Basket().put([Entry(uuid.uuid4(), 1, 1) for _ in range(MOST_ENTRIES)])
    with pytest.raises(ValueError, match="at most 20"):
        full.put([Entry(A, 1, 1)])


def test_signing_in_merges_and_the_newer_amount_wins():
    kept = Basket((Entry(A, 100, 3_620),), "event:1")
    brought = Basket((Entry(A, 300, 3_700), Entry(B, 5, 4_100)))
    both = kept.merged(brought)
    assert both.entries == (Entry(A, 300, 3_700), Entry(B, 5, 4_100))
    assert both.claim_for == "event:1"


def test_a_kept_basket_reads_as_it_was_written():
    basket = Basket((Entry(A, 100, 3_620), Entry(B, 5, 4_100)), "footprint:abc")
    assert of_json(basket.as_json()) == basket


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        {"lines": ["x", ["not-a-uuid", 1, 1], [str(A), -1, 1], [str(A), 1.5, 1], [str(A), 1]]},
        {"lines": [[None, 1, 1]], "claim_for": "<script>"},
    ],
)
def test_a_spoilt_basket_is_an_empty_one(stored):
    assert of_json(stored) == Basket()


offers = st.lists(
    st.builds(
        lambda available, least, step, price: (available, least, step, price),
        st.integers(0, 50_000),
        st.integers(1, 500),
        st.sampled_from([1, 10, 1000]),
        st.integers(1, 20_000),
    ),
    min_size=1,
    max_size=6,
).map(lambda rows: [Offer(number, *row) for number, row in enumerate(rows, 1)])


@given(offers=offers, budget=st.integers(0, 5_000_000))
def test_spread_money_is_never_overspent_and_keeps_every_step(offers, budget):
    terms_in_force: Terms = terms()
    found = spreading.over_money(offers, budget, terms_in_force)
    by_id = {offer.listing_id: offer for offer in offers}
    assert all(by_id[pk].allows(kg) for pk, kg in found.items())
    amounts = [money.line_amount(kg, by_id[pk].price_fen) for pk, kg in found.items()]
    assert money.totals(amounts, terms_in_force).total_fen <= budget


@given(offers=offers, kg=st.integers(0, 100_000))
def test_a_spread_mass_is_never_more_than_asked_for(offers, kg):
    found = spreading.over_mass(offers, kg)
    assert sum(found.values()) <= kg
    if all(offer.increment_kg == 1 == offer.minimum_kg for offer in offers):
        assert sum(found.values()) == min(kg, sum(offer.most for offer in offers))


def test_equal_parts_first_and_the_rest_to_the_cheapest():
    three = [Offer(n, 10_000, 1, 1, price) for n, price in ((1, 4_000), (2, 3_000), (3, 5_000))]
    assert spreading.over_mass(three, 100) == {1: 33, 2: 34, 3: 33}
