"""Whole tonnes out of kilograms: first come, first served; what is below a tonne waits. Pure.

Lune's rule ("fractional orders are aggregated first come, first served and retired as soon as they reach a tonne"), per
block of the issuing platform and shown openly: which retirement's kilograms went into which tonne.
"""

from collections.abc import Sequence
from dataclasses import dataclass

TONNE = 1000


@dataclass(frozen=True)
class Share:
    """One retirement's kilograms of a block."""

    key: int
    kg: int


@dataclass(frozen=True)
class Placed:
    """A share and where it begins within what is withdrawn of its block (kilogram 1 is the first)."""

    key: int
    kg: int
    first_kg: int

    @property
    def first_tonne(self) -> int:
        """The first tonne these kilograms are in, counted from 1."""
        return (self.first_kg - 1) // TONNE + 1

    @property
    def last_tonne(self) -> int:
        """The last tonne these kilograms are in."""
        return (self.first_kg + self.kg - 2) // TONNE + 1


@dataclass(frozen=True)
class Collected:
    """What makes whole tonnes now, and what waits for the next one."""

    taken: tuple[Placed, ...]
    waiting: tuple[Share, ...]

    @property
    def tonnes(self) -> int:
        """How many tonnes are taken."""
        return sum(each.kg for each in self.taken) // TONNE

    @property
    def waiting_kg(self) -> int:
        """How many kilograms wait."""
        return sum(each.kg for each in self.waiting)


def collect(shares: Sequence[Share]) -> Collected:
    """Take, oldest first, the longest run of shares that makes whole tonnes, and behind it whatever is whole itself.

    A share is never cut: its withdrawal has one state. So up to a tonne's rest and the share that crosses it wait.
    """
    total, end = 0, 0
    for place, share in enumerate(shares, start=1):
        total += share.kg
        if total % TONNE == 0:
            end = place
    rest = shares[end:]
    chosen = [*shares[:end], *(share for share in rest if share.kg % TONNE == 0)]
    waiting = tuple(share for share in rest if share.kg % TONNE)
    taken, first = [], 1
    for share in chosen:
        taken.append(Placed(share.key, share.kg, first))
        first += share.kg
    return Collected(tuple(taken), waiting)
