"""Rounding and the order of lots, as laws."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.points.exchange import Lot, earned, run_out, take

DAY = date(2026, 3, 1)
lots = st.lists(
    st.builds(
        Lot,
        entry_id=st.integers(1, 10**6),
        remaining=st.integers(0, 10**6),
        expires_on=st.dates(DAY - timedelta(days=400), DAY + timedelta(days=4000)),
    ),
    unique_by=lambda lot: lot.entry_id,
    max_size=8,
)


@given(st.integers(1, 10**12), st.integers(1, 10**6))
def test_no_gram_is_lost_and_none_invented(grams, rate):
    found = earned(grams, grams_per_point=rate, day=DAY, life_days=10)
    assert found.points * rate + found.remainder_grams == grams
    assert 0 <= found.remainder_grams < rate


@given(lots, st.integers(0, 10**6))
def test_taking_takes_exactly_that_from_the_living_the_oldest_first(found, points):
    alive = [lot for lot in found if lot.expires_on > DAY]
    if points > sum(lot.remaining for lot in alive):
        with pytest.raises(ValueError):
            take(found, points, today=DAY)
        return
    takings = take(found, points, today=DAY)
    assert sum(taking.points for taking in takings) == points
    by_id = {lot.entry_id: lot for lot in alive}
    assert all(0 < taking.points <= by_id[taking.entry_id].remaining for taking in takings)
    days = [by_id[taking.entry_id].expires_on for taking in takings]
    assert days == sorted(days)


@given(lots)
def test_what_runs_out_is_all_that_is_over(found):
    over = {lot.entry_id: lot.remaining for lot in found if lot.expires_on <= DAY and lot.remaining}
    assert {each.entry_id: each.points for each in run_out(found, today=DAY)} == over
