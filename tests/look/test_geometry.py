import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from look.geometry import nice_top, polyline, shares

masses = st.lists(st.integers(0, 10**9), min_size=1, max_size=8)


@given(masses, st.integers(0, 10**9))
def test_shares_touch_and_never_run_past_the_line(values, more):
    spans = shares(values, whole=sum(values) + more, length=1000)
    assert all(left.x + left.width == right.x for left, right in itertools.pairwise(spans))
    assert spans[0].x == 0
    assert spans[-1].x + spans[-1].width <= 1000 + len(values)


@given(masses)
def test_what_is_more_than_nothing_can_be_seen(values):
    spans = shares(values, whole=sum(values), length=1000)
    assert all((span.width > 0) == (value > 0) for span, value in zip(spans, values, strict=True))


def test_a_whole_line_is_filled_exactly():
    assert sum(span.width for span in shares([1, 1, 1], whole=3, length=1000)) == 1000


def test_a_negative_share_is_refused():
    with pytest.raises(ValueError, match="negative"):
        shares([1, -1], whole=1, length=10)


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_the_top_of_an_axis_is_passed_by_no_value_and_not_far_away(values):
    top = nice_top(values)
    assert max(values) <= top
    assert not any(values) or top <= max(values) * Decimal("2.5")


def test_a_line_begins_at_the_left_and_rises_upwards():
    assert polyline([0, 5, 10], top=10, width=600, height=200) == [(0, 200), (300, 100), (600, 0)]
