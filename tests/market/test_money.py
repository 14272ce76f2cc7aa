"""Lines, fee, tax: each rounded once, and every column adds up."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.market import money
from marketplace.market.money import Terms

TERMS = Terms(fee_rate=Decimal("0.05"), fee_minimum_fen=50, tax_rate=Decimal("0.06"))
KG = st.integers(1, 10**9)
PRICE = st.integers(1, 10**6)
FEN = st.integers(0, 10**11)
SOME_TERMS = st.builds(
    Terms,
    fee_rate=st.decimals(0, 1, places=4),
    fee_minimum_fen=st.integers(0, 10_000),
    tax_rate=st.decimals(0, 1, places=4),
)


@pytest.mark.parametrize(
    ("kg", "price_fen", "amount_fen"),
    [
        (12_400, 3_620, 44_888),  # 12.4 t at ¥36.20: ¥448.88
        (1, 3_620, 4),  # 3.62 fen: ¥0.04
        (1, 3_500, 4),  # 3.5 fen: half goes up
        (1, 3_499, 3),
        (1, 499, 0),  # a kilogram can cost less than half a fen
        (1_000_000, 2_998, 2_998_000),
    ],
)
def test_a_line_is_rounded_half_up_to_the_fen(kg, price_fen, amount_fen):
    assert money.line_amount(kg, price_fen) == amount_fen


@given(KG, PRICE)
def test_a_line_is_never_more_than_half_a_fen_off(kg, price_fen):
    exact = Decimal(kg) * price_fen / 1000
    assert abs(money.line_amount(kg, price_fen) - exact) <= Decimal("0.5")


@given(FEN, SOME_TERMS)
def test_the_least_subtotal_reaches_a_total_and_a_fen_less_does_not(total, terms):
    subtotal = money.least_subtotal(total, terms)
    assert subtotal + money.fee(subtotal, terms) >= total
    assert subtotal == 0 or subtotal - 1 + money.fee(subtotal - 1, terms) < total


@given(FEN, PRICE)
def test_the_least_kilograms_reach_an_amount_and_one_less_does_not(amount, price_fen):
    kg = money.least_kg(amount, price_fen)
    assert money.line_amount(kg, price_fen) >= amount
    assert kg == 0 or money.line_amount(kg - 1, price_fen) < amount


@given(FEN, PRICE)
def test_what_a_budget_affords_fits_and_one_kilogram_more_does_not(budget, price_fen):
    kg = money.affordable_kg(budget, price_fen)
    assert money.line_amount(kg, price_fen) <= budget
    assert money.line_amount(kg + 1, price_fen) > budget


@pytest.mark.parametrize(
    ("subtotal_fen", "fee_fen"),
    [
        (0, 0),
        (1, 50),
        (1_000, 50),
        (1_010, 51),
        (100_000, 5_000),
    ],  # 5 %, at least ¥0.50; 50.5 fen goes up
)
def test_the_fee_is_the_rate_or_the_minimum(subtotal_fen, fee_fen):
    assert money.fee(subtotal_fen, TERMS) == fee_fen


@given(st.lists(FEN, max_size=20), SOME_TERMS)
def test_subtotal_fee_and_total_add_up(amounts, terms):
    totals = money.totals(amounts, terms)
    assert totals.subtotal_fen == sum(amounts)
    assert totals.subtotal_fen + totals.fee_fen == totals.total_fen
    assert 0 <= totals.tax_fen <= totals.total_fen


def test_tax_is_contained_in_the_total():
    assert money.contained_tax(10_600, Decimal("0.06")) == 600


@given(FEN, SOME_TERMS)
def test_the_spendable_part_of_a_budget_leaves_room_for_the_fee_and_no_fen_unused(budget, terms):
    subtotal = money.spendable(budget, terms)
    assert subtotal + money.fee(subtotal, terms) <= budget
    assert subtotal + 1 + money.fee(subtotal + 1, terms) > budget


@given(FEN)
def test_fen_and_yuan_are_the_same_sum(fen):
    assert money.to_fen(money.to_cny(fen)) == fen


def test_a_sum_finer_than_a_fen_is_refused():
    with pytest.raises(ValueError, match="finer than a fen"):
        money.to_fen(Decimal("0.005"))
