"""What an address asks for, and that an address says all of it again."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from marketplace.market.finding import filters
from marketplace.market.finding.filters import Filters

GUIDELINES = ["mee-2019-19", "personal-2026"]


def read(query: str) -> Filters:
    return filters.read(QueryDict(query), guidelines=GUIDELINES)


def test_values_of_one_facet_are_gathered():
    found = read("kind=metro&kind=bus&q=%20%20green%20%20travel&sort=stock")
    assert found.picked == {"kind": {"metro", "bus"}}
    assert (found.text, found.sort) == ("green travel", "stock")


@pytest.mark.parametrize(
    "nonsense",
    ["kind=<b>", "sort=x", "guideline=none", "kind=" + "x" * 41, "page=-3", "most=NaN", "fit="],
)
def test_nonsense_is_ignored(nonsense):
    assert not read(nonsense).active and read(nonsense).sort == ""


def test_a_guideline_leaves_out_what_it_rules_out_unless_asked_for():
    assert read("guideline=mee-2019-19").chosen["fit"] == {"eligible", "unclear"}
    assert read("guideline=mee-2019-19&fit=not").chosen["fit"] == {"not"}
    assert "fit" not in read("fit=not").chosen


def test_the_api_says_eligible_for():
    assert read("eligible_for=personal-2026").guideline == "personal-2026"


def test_a_condition_taken_away_leaves_the_others():
    found = read("q=a&kind=metro&kind=bus&year=2024&guideline=mee-2019-19")
    assert found.without("kind", "bus").picked == {"kind": {"metro"}, "year": {"2024"}}
    assert found.without("kind").picked == {"year": {"2024"}}
    assert found.without("q").text == ""
    assert found.without("fit").guideline == "" == found.without("guideline").guideline


VALUE = st.from_regex(r"[0-9A-Za-z_.-]{1,40}", fullmatch=True)
FILTERS = st.builds(
    Filters,
    text=st.from_regex(r"([a-z]{1,5}( [a-z]{1,5}){0,3})?", fullmatch=True),
    picked=st.dictionaries(
        st.sampled_from(["kind", "year", "band", "who"]),
        st.frozensets(VALUE, min_size=1, max_size=5),
    ),
    guideline=st.sampled_from(["", *GUIDELINES]),
    sort=st.sampled_from(["", "price", "newest"]),
)


@given(FILTERS)
def test_an_address_read_again_is_the_same_search(wanted):
    assert read(wanted.address().removeprefix("?")) == wanted
