"""How a file differs from the one we issued: laws, not examples."""

from hypothesis import given
from hypothesis import strategies as st

from marketplace.certificates.comparison import Difference, common_prefix, compare

ISSUED = bytes(range(256)) * 12


def test_an_equal_file_does_not_differ():
    assert compare(ISSUED, bytes(ISSUED)) is None


@given(st.integers(0, len(ISSUED) - 1), st.integers(1, 255))
def test_a_changed_byte_is_found_where_it_is(position, mask):
    changed = bytearray(ISSUED)
    changed[position] ^= mask
    found = compare(bytes(changed), ISSUED)
    assert (found.difference, found.position) == (Difference.ALTERED, position)


@given(st.binary(min_size=1, max_size=400))
def test_bytes_added_at_the_end_lengthen(addition):
    found = compare(ISSUED + addition, ISSUED)
    assert (found.difference, found.count) == (Difference.LENGTHENED, len(addition))


@given(st.integers(0, len(ISSUED) - 1))
def test_a_file_cut_off_is_shortened(length):
    found = compare(ISSUED[:length], ISSUED)
    assert (found.difference, found.count) == (Difference.SHORTENED, len(ISSUED) - length)


def test_an_insertion_in_the_middle_is_an_alteration():
    assert (
        compare(ISSUED[:1500] + b"inserted" + ISSUED[1500:], ISSUED).difference
        is Difference.ALTERED
    )


def test_a_file_with_little_in_common_is_another_one():
    assert compare(b"%PDF-1.7 something else" * 100, ISSUED).difference is Difference.OTHER


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_the_common_beginning_is_common_and_no_longer(one, other):
    length = common_prefix(one, other)
    assert one[:length] == other[:length]
    assert (
        one[length : length + 1] != other[length : length + 1]
        or min(len(one), len(other)) == length
    )
