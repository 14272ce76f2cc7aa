"""Serial numbers of other registries: read as their sources print them, and caught where they lie."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.registry import foreign_serials
from marketplace.registry.foreign_serials import UnknownFormError

CASES = tomllib.loads(
    Path(__file__).with_name("cases").joinpath("foreign_serials.toml").read_text("utf-8")
)["serial"]
VERRA = "0001-{:06d}-{:06d}-VCS-VCU-003-VER-US-0003-01012020-31122020-1"
YEAR = {"start": date(2020, 1, 1), "end": date(2020, 12, 31)}
positive = st.integers(1, 10**12)


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_a_printed_serial_number_says_what_its_source_says(case):
    read = foreign_serials.read(case["text"])
    vintage = [day for day in (read.vintage_start, read.vintage_end) if day]
    assert read.registry == case["registry"]
    assert (read.first, read.last, read.count) == tuple(map(case.get, ("first", "last", "count")))
    assert vintage == case.get("vintage", [])
    assert read.project == case.get("project", "")
    assert (read.certainty == "sure") == (read.registry not in ("gold_standard", "free_text"))


@pytest.mark.parametrize(
    ("text", "registry"),
    [
        ("0001-000001-VCS-VCU-003", "verra"),
        ("0001-1-100-VCS-VCU-003-VER-US-0003-31022020-31122020-1", "verra"),
        ("CAR-1-US-293-1-120-CA-2006-102-29251", "car"),
        ("ACR-US-192-2010-1-5000", "acr"),
        ("C01-20191301-20200101-001", "regen"),
        ("GS1-1-CN", "gold_standard"),
        (" – ", "free_text"),
        ("x" * 201, "free_text"),
    ],
)
def test_a_text_that_names_a_registry_must_have_its_form(text, registry):
    with pytest.raises(UnknownFormError) as refusal:
        foreign_serials.read(text)
    assert refusal.value.registry == registry


def codes(text, *, tonnes, first=None, last=None, **period):
    serial = foreign_serials.read(text, first=first, last=last)
    found = foreign_serials.lies(serial, tonnes=tonnes, first=first, last=last, **(period or YEAR))
    return [lie.code for lie in found]


def test_each_lie_is_named_exactly():
    assert codes(VERRA.format(1, 100), tonnes=100) == []
    assert codes(VERRA.format(1, 100), tonnes=99) == ["count_differs"]
    assert codes(VERRA.format(100, 1), tonnes=100) == ["end_before_start"]
    assert codes(VERRA.format(1, 100), tonnes=100, first=2, last=101) == ["block_differs"]
    other = {"start": date(2020, 1, 1), "end": date(2020, 6, 30)}
    assert codes(VERRA.format(1, 100), tonnes=100, **other) == ["vintage_differs"]
    assert codes("ACR-US-192-2010-203-1-5000", tonnes=5_000) == ["vintage_differs"]


def test_a_count_that_lies_says_both_numbers():
    serial = foreign_serials.read(VERRA.format(11, 20))
    (lie,) = foreign_serials.lies(serial, tonnes=12, **YEAR)
    assert lie.params == {"first": 11, "last": 20, "tonnes": 12, "count": 10}


def test_a_block_said_beside_a_free_text_counts_and_may_not_contradict_it():
    assert codes("PHCER/7", tonnes=50, first=1, last=50) == []
    assert codes("PHCER/7", tonnes=51, first=1, last=50) == ["count_differs"]
    read = "SZ-PHCER-0013-2025-021001-021100"
    assert codes(read, tonnes=100, first=21_001, last=21_100) == []
    assert codes(read, tonnes=100, first=50_001, last=50_100) == ["block_differs"]


@given(positive, positive)
def test_a_block_is_inclusive_and_its_count_follows(first, count):
    last = first + count - 1
    for text in (
        f"CAR-1-US-293-1-120-CA-2020-102-{first} to {last}",
        f"ACR-US-192-2020-203-{first}-{last}",
        f"LK-1-14-12-{first}-{last}-2020",
        f"深圳碳普惠 第7批 {first} 至 {last}",
    ):
        serial = foreign_serials.read(text)
        assert (serial.first, serial.last, serial.count) == (first, last, count)
        assert foreign_serials.lies(serial, tonnes=count, **YEAR) == []
        assert [lie.code for lie in foreign_serials.lies(serial, tonnes=count + 1, **YEAR)] == [
            "count_differs"
        ]


@given(positive, positive)
def test_two_blocks_of_one_batch_share_their_prefix_and_nothing_else(first, second):
    texts = [VERRA.format(n, n + 9) for n in (first, second)]
    one, other = map(foreign_serials.read, texts)
    assert (one.registry, one.prefix) == (other.registry, other.prefix)


@given(st.text(max_size=220))
def test_any_text_is_read_or_refused_and_never_breaks_the_reader(text):
    try:
        serial = foreign_serials.read(text)
    except UnknownFormError:
        return
    assert serial.registry in foreign_serials.REGISTRIES
    assert (serial.first is None) == (serial.last is None)
    foreign_serials.lies(serial, tonnes=1, **YEAR)
