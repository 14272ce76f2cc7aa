"""What people paste when they look for a serial number, read without guessing. Pure.

Three forms are known: a certificate's code, a batch of ours with a number or a range, and the text of a
block as another platform writes it. Spaces, full-width characters and the many dashes don't matter.
"""

import re
import unicodedata
from dataclasses import dataclass

from marketplace.registry import codes

LONGEST = 250
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−－~～〜至到"), "-")
_NUMBER = r"[0-9][0-9,]{0,20}"
_OURS = re.compile(
    rf"^(?P<batch>[A-Z0-9][A-Z0-9_-]*?)[\s:;#/,]+(?:NO\.?|#|第)?\s*"
    rf"(?P<first>{_NUMBER})(?:\s*(?:-|TO)\s*(?P<last>{_NUMBER}))?\s*号?$"
)
_BLOCK = re.compile(r"^(?P<stem>.*?)(?<!\d)(?P<first>\d{1,18})-(?:(?P=stem))?(?P<last>\d{1,18})$")
_SINGLE = re.compile(r"^(?P<stem>.*?)(?<!\d)(?P<number>\d{1,18})$")


@dataclass(frozen=True)
class Numbers:
    """Numbers of one of our batches, both ends inclusive; ``whole`` is the text as one batch's code instead."""

    batch: str
    first: int
    last: int


@dataclass(frozen=True)
class ForeignBlock:
    """A block of consecutive serials as another platform writes it: what stays, and both ends."""

    stem: str
    first: int
    last: int
    width: int

    @property
    def count(self) -> int:
        """How many serials the block has, both ends included."""
        return self.last - self.first + 1


def plain(text: str) -> str:
    """Return the text in half-width capitals with one kind of dash and single spaces."""
    return _folded(text).upper()


def written(text: str) -> str:
    """Return the text as it is written, small letters small, but for what paper doesn't show: spaces and widths."""
    return _folded(text).replace(" ", "")


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text[:LONGEST]).translate(_DASHES)
    return re.sub(r"\s+", " ", folded).strip()


def compact(text: str) -> str:
    """Return the plain text without any space: the form by which foreign serials are compared."""
    return plain(text).replace(" ", "")


def certificate_code(text: str) -> str | None:
    """Return a certificate's code in its written form, or None."""
    return codes.normalize(text)


def numbers(text: str) -> Numbers | None:
    """Return which numbers of which batch of ours are meant, or None when the text says no such thing.

    ``SZ-METRO-2024-01 17``, ``SZ-METRO-2024-01: 1,001 – 2,000``, ``SZ-METRO-2024-01#17``.
    """
    found = _OURS.match(plain(text))
    if found is None:
        return None
    first = _whole(found["first"])
    last = _whole(found["last"]) if found["last"] else first
    if first is None or last is None or not 0 < first <= last:
        return None
    return Numbers(found["batch"].rstrip("-"), first, last)


def block(text: str) -> ForeignBlock | None:
    """Return a foreign block's ends, or None where it isn't written as ``stem first-last`` with one stem."""
    found = _BLOCK.match(compact(text))
    if found is None:
        return None
    first, last = int(found["first"]), int(found["last"])
    width = len(found["first"])
    if first > last or len(found["last"]) != width:
        return None
    return ForeignBlock(found["stem"], first, last, width)


def within(text: str, whole: ForeignBlock) -> bool:
    """Say whether the text is one serial of a block, or a part of it, written as the block writes it."""
    return any(
        (asked.stem, asked.width) == (whole.stem, whole.width)
        and whole.first <= asked.first
        and asked.last <= whole.last
        for asked in (block(text), _single(text))
        if asked is not None
    )


def _single(text: str) -> ForeignBlock | None:
    found = _SINGLE.match(compact(text))
    if found is None:
        return None
    number = found["number"]
    return ForeignBlock(found["stem"], int(number), int(number), len(number))


def stem_of(text: str) -> str:
    """Return what stands before the last run of digits (before the first of a range): where to look for blocks."""
    found = block(text) or _single(text)
    return found.stem if found else ""


def _whole(text: str) -> int | None:
    digits = text.replace(",", "")
    return int(digits) if len(digits) <= 15 else None
