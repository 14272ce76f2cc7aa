"""Laws of planning by weights: shares add up, steps and stock are kept, what is missing is said."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.market import weighing
from marketplace.market.money import Terms
from marketplace.market.planning import Offer
from marketplace.market.weighing import Part

TERMS = Terms(fee_rate=Decimal("0.05"), fee_minimum_fen=100, tax_rate=Decimal("0.06"))


def offer(pk: int, kg: int = 10_000, *, step: int = 1, least: int = 1, fen: int = 4_000) -> Offer:
    """A listing's offer."""
    return Offer(pk, kg, least, step, fen)


OFFERS = st.builds(
    lambda kg, step, least, fen: (kg, step, least, fen),
    st.integers(0, 30_000),
    st.sampled_from([1, 10, 1000]),
    st.sampled_from([1, 100, 1000]),
    st.integers(1, 9_000),
)


@st.composite
def parts(draw: st.DrawFn) -> list[Part]:
    """Two to five parts with one to three listings each, no listing twice."""
    weights = draw(st.lists(st.integers(1, 100), min_size=2, max_size=5))
    found = []
    for at, weight in enumerate(weights, 1):
        own = draw(st.lists(OFFERS, min_size=1, max_size=3))
        offers = [
            offer(at * 10 + i, kg, step=step, least=least, fen=fen)
            for i, (kg, step, least, fen) in enumerate(own)
        ]
        found.append(Part(at * 10, weight, tuple(each for each in offers if each.most)))
    return found


KG = st.integers(1, 60_000)


@given(KG, st.lists(st.integers(1, 100), min_size=1, max_size=10))
def test_shares_add_up_and_none_is_a_kilogram_off(kg, weights):
    shares = weighing.split(kg, weights)
    assert sum(shares) == kg
    assert all(
        abs(share * sum(weights) - kg * weight) < sum(weights)
        for share, weight in zip(shares, weights, strict=True)
    )


@given(parts(), KG, st.booleans())
def test_lines_and_what_is_short_make_the_wish(found, kg, fill):
    mix = weighing.mix(found, kg, fill=fill)
    assert sum(line.kg for line in mix.lines) + mix.short_kg == kg
    assert mix.short_kg >= 0
    assert sum(share.given_kg for share in mix.shares) == sum(line.kg for line in mix.lines)


@given(parts(), KG, st.booleans())
def test_every_line_is_within_steps_and_stock(found, kg, fill):
    offers = {each.listing_id: each for part in found for each in part.offers}
    mix = weighing.mix(found, kg, fill=fill)
    assert len({line.listing_id for line in mix.lines}) == len(mix.lines)
    assert all(offers[line.listing_id].allows(line.kg) for line in mix.lines)


@given(parts(), KG)
def test_filling_up_never_gives_less(found, kg):
    assert weighing.mix(found, kg, fill=True).short_kg <= weighing.mix(found, kg).short_kg


@given(parts(), st.integers(1, 500_000), st.booleans())
def test_money_is_never_overspent(found, fen, fill):
    mix = weighing.for_money(found, fen, TERMS, fill=fill)
    assert weighing.plan(mix, TERMS).totals.total_fen <= fen


def test_with_steps_of_a_kilogram_the_mix_is_true_to_its_weights():
    mix = weighing.mix([Part(1, 60, (offer(1),)), Part(2, 40, (offer(2),))], 1_001)
    assert [(line.listing_id, line.kg) for line in mix.lines] == [(1, 601), (2, 400)]


def test_what_whole_tonnes_cannot_give_goes_to_the_others():
    trees = Part(1, 20, (offer(1, step=1000),))
    mix = weighing.mix([trees, Part(2, 80, (offer(2),))], 500)
    assert [(line.listing_id, line.kg) for line in mix.lines] == [(2, 500)]
    assert mix.shares[0].short_kg == 100


def test_another_listing_of_the_project_stands_in():
    mix = weighing.mix([Part(1, 50, (offer(9),)), Part(2, 50, (offer(2),))], 100)
    assert mix.shares[0].stands_in_kg == 50
    assert mix.short_kg == 0


@pytest.mark.parametrize(("fill", "short"), [(False, 50), (True, 0)])
def test_what_stock_lacks_is_short_unless_the_rest_may_fill_it(fill, short):
    assert (
        weighing.mix([Part(1, 50, ()), Part(2, 50, (offer(2),))], 100, fill=fill).short_kg == short
    )


def test_a_price_is_weighted_and_none_while_a_part_is_missing():
    whole = [Part(1, 40, (offer(1, fen=3_620),)), Part(2, 60, (offer(2, fen=3_481),))]
    assert weighing.price_fen(whole) == 3_537  # 3536.6
    assert weighing.price_fen([*whole, Part(3, 10, ())]) is None
