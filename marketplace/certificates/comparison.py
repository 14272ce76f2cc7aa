"""How a file differs from the one we issued. Pure: bytes in, a finding out."""

from dataclasses import dataclass
from enum import StrEnum

BLOCK = 256
LIKENESS = 0.5


class Difference(StrEnum):
    """What was done to a file, as far as its bytes tell."""

    LENGTHENED = "lengthened"
    SHORTENED = "shortened"
    ALTERED = "altered"
    OTHER = "other"


@dataclass(frozen=True)
class Comparison:
    """A difference, the offset of its first byte, and how many bytes were added or are missing (0 if altered)."""

    difference: Difference
    position: int
    count: int = 0


def compare(found: bytes, issued: bytes) -> Comparison | None:
    """Say how ``found`` differs from ``issued``; None when they are equal, OTHER when they have little in common."""
    if found == issued:
        return None
    position = common_prefix(found, issued)
    if position == len(issued):
        return Comparison(Difference.LENGTHENED, position, len(found) - len(issued))
    if position == len(found):
        return Comparison(Difference.SHORTENED, position, len(issued) - len(found))
    if likeness(found, issued) >= LIKENESS:
        return Comparison(Difference.ALTERED, position)
    return Comparison(Difference.OTHER, position)


def common_prefix(one: bytes, other: bytes) -> int:
    """Return how many bytes at the beginning are the same."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def likeness(found: bytes, issued: bytes) -> float:
    """Return which part (0–1) of the issued file is in the other: in place, or pushed along by an insertion."""
    blocks = range(0, len(issued), BLOCK)
    in_place = sum(issued[at : at + BLOCK] == found[at : at + BLOCK] for at in blocks) / len(blocks)
    suffix = common_prefix(found[::-1], issued[::-1])
    around = min(1.0, (common_prefix(found, issued) + suffix) / len(issued))
    return max(in_place, around)
