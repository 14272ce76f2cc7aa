"""What people paste, read without guessing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.registry.public import serial_texts
from marketplace.registry.public.serial_texts import ForeignBlock, Numbers


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("SZ-METRO-2024-01 17", 17, 17),
        ("  sz-metro-2024-01   17 ", 17, 17),
        ("SZ-METRO-2024-01:17", 17, 17),
        ("SZ-METRO-2024-01#17", 17, 17),
        ("SZ-METRO-2024-01 No. 17", 17, 17),
        ("SZ-METRO-2024-01 第17号", 17, 17),
        ("ＳＺ－ＭＥＴＲＯ－２０２４－０１　１７", 17, 17),
        ("SZ-METRO-2024-01 1,001–2,000", 1001, 2000),
        ("SZ-METRO-2024-01 1，001 — 2，000", 1001, 2000),
        ("SZ-METRO-2024-01\n1001 to 2000", 1001, 2000),
        ("SZ-METRO-2024-01 1001至2000", 1001, 2000),
    ],
)
def test_a_batch_with_a_number_or_a_range_is_understood(text, first, last):
    assert serial_texts.numbers(text) == Numbers("SZ-METRO-2024-01", first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "17",
        "SZ-METRO-2024-01",
        "SZ-METRO-2024-01 0",
        "SZ-METRO-2024-01 20-10",
        "SZ-METRO-2024-01 17x",
        "SZ-METRO-2024-01 1.5",
        "SZ-METRO-2024-01 -5",
        "SZ-METRO-2024-01 9999999999999999",
    ],
)
def test_what_names_no_number_is_none(text):
    assert serial_texts.numbers(text) is None


def test_a_foreign_block_has_both_ends():
    block = serial_texts.block("SZ-PHCER-0012-2024-000001-013400")
    assert block == ForeignBlock("SZ-PHCER-0012-2024-", 1, 13400, 6)
    assert serial_texts.block("SZ-2025-000001 – SZ-2025-000120") == ForeignBlock(
        "SZ-2025-", 1, 120, 6
    )


@pytest.mark.parametrize("text", ["", "nonsense", "SZ-9-5", "SZ-000001-0120", "A-01-B-02", "12"])
def test_a_block_whose_count_cannot_be_told_is_none(text):
    assert serial_texts.block(text) is None


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("SZ-2025-000057", True),
        ("sz-2025-０００１２０", True),
        ("SZ-2025-000057 – 000080", True),
        ("SZ-2025-000121", False),
        ("SZ-2025-57", False),
        ("SZ-2024-000057", False),
        ("SZ-2025-000100 – 000130", False),
    ],
)
def test_one_foreign_serial_is_inside_its_block_only(text, inside):
    whole = serial_texts.block("SZ-2025-000001 – 000120")
    assert serial_texts.within(text, whole) is inside


@given(st.text(max_size=300))
def test_whatever_is_pasted_is_read_without_a_fault(text):
    plain = serial_texts.plain(text)
    assert "  " not in plain and len(serial_texts.compact(text)) <= len(plain)
    serial_texts.numbers(text)
    serial_texts.block(text)
    serial_texts.stem_of(text)
