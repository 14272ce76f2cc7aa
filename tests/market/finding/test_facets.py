"""Facets: what narrows, what the counts promise, and in which order."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.market.finding import facets
from marketplace.market.finding.facets import Row

KINDS = ("metro", "solar", "mangrove")
DISTRICTS = ("440304", "440305", "")


def row(pk: int, **changes: object) -> Row:
    """One listing: metro in Futian, 2024, by the kilogram, ¥36.20."""
    facts = {
        "id": pk,
        "kind": "metro",
        "district": "440304",
        "methodology": "sz-travel",
        "scheme": "sz-phcer",
        "credit_type": "PHCER",
        "takes_part": "residents",
        "in_aid_area": False,
        "vintage_start": date(2024, 1, 1),
        "vintage_end": date(2024, 12, 31),
        "increment_kg": 1,
        "price_fen": 3_620,
        "listed_kg": 1_000,
        "activated_at": datetime(2026, 1, pk % 28 + 1, tzinfo=UTC),
    }
    return Row(**facts | changes)


ROWS = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from(DISTRICTS), st.integers(1, 9_000)),
    max_size=20,
).map(
    lambda some: [
        row(at, kind=kind, district=district, price_fen=fen)
        for at, (kind, district, fen) in enumerate(some, 1)
    ]
)
CHOSEN = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.frozensets(st.sampled_from(KINDS), min_size=1),
        "district": st.frozensets(st.sampled_from(DISTRICTS[:2]), min_size=1),
        "band": st.frozensets(st.sampled_from(list(facets.BANDS)), min_size=1),
    },
)


@given(ROWS, CHOSEN, st.sampled_from(["kind", "district", "band"]))
def test_every_count_is_what_choosing_that_value_alone_would_show(rows, chosen, name):
    found = facets.narrow(rows, chosen)
    for value in {read for each in rows for read in facets.FACETS[name](each)} - {""}:
        then = facets.narrow(rows, {**chosen, name: frozenset({value})})
        assert found.counts[name][value] == len(then.rows)


@given(ROWS, CHOSEN)
def test_every_way_out_leads_to_as_many_as_it_says(rows, chosen):
    found = facets.narrow(rows, chosen)
    for name, count in found.loosened.items():
        rest = {other: values for other, values in chosen.items() if other != name}
        assert len(facets.narrow(rows, rest).rows) == count


@given(st.integers(1, 10**9))
def test_every_price_is_in_exactly_one_band(fen):
    assert facets.band_of(fen) in facets.BANDS


@pytest.mark.parametrize(
    ("fen", "band"), [(2_999, "0-30"), (3_000, "30-35"), (4_999, "40-50"), (8_000, "80-")]
)
def test_a_band_begins_with_its_lower_price(fen, band):
    assert facets.band_of(fen) == band


def test_a_period_over_two_years_is_found_under_both():
    rows = [row(1, vintage_start=date(2023, 7, 1))]
    assert facets.narrow(rows, {"year": frozenset({"2023"})}).rows == rows
    assert facets.narrow(rows, {"year": frozenset({"2024"})}).rows == rows


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("price", [2, 1, 3]),
        ("dearest", [3, 1, 2]),
        ("stock", [3, 2, 1]),
        ("newest", [3, 2, 1]),
        ("vintage", [1, 2, 3]),
        ("nonsense", [2, 1, 3]),
    ],
)
def test_listings_are_sorted_as_asked(sort, order):
    rows = [
        row(1, price_fen=200, listed_kg=1, vintage_end=date(2025, 12, 31)),
        row(2, price_fen=100, listed_kg=2, vintage_end=date(2024, 12, 31)),
        row(3, price_fen=300, listed_kg=3, vintage_end=date(2024, 6, 30)),
    ]
    assert [each.id for each in facets.ordered(rows, sort)] == order
