"""From grams to points, and which lots are used first. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Earned:
    """Points of one record; ``grams == points * grams_per_point + remainder_grams``."""

    points: int
    remainder_grams: int
    expires_on: date


def earned(grams: int, *, grams_per_point: int, day: date, life_days: int) -> Earned:
    """Return what one record earns: whole points, rounded down once, the rest of the grams kept beside them.

    Points run out at the end of the day before ``expires_on``, ``life_days`` after the day of the behaviour.
    """
    points, rest = divmod(grams, grams_per_point)
    return Earned(points, rest, day + timedelta(days=life_days))


@dataclass(frozen=True)
class Lot:
    """What is left of one earned line."""

    entry_id: int
    remaining: int
    expires_on: date


@dataclass(frozen=True)
class Taking:
    """Points to be taken from one lot."""

    entry_id: int
    points: int


def take(lots: Iterable[Lot], points: int, *, today: date) -> list[Taking]:
    """Return from which lots to take points: what runs out first goes first; what has run out is not used.

    Raises ValueError with what there is when that is less than asked for.
    """
    alive = [lot for lot in lots if lot.remaining > 0 and lot.expires_on > today]
    there = sum(lot.remaining for lot in alive)
    if points > there:
        raise ValueError(there)
    takings: list[Taking] = []
    left = points
    for lot in sorted(alive, key=lambda lot: (lot.expires_on, lot.entry_id)):
        if not left:
            break
        part = min(left, lot.remaining)
        takings.append(Taking(lot.entry_id, part))
        left -= part
    return takings


def run_out(lots: Sequence[Lot], *, today: date) -> list[Taking]:
    """Return what is to be written off: what is left of lots whose time is over."""
    over = [lot for lot in lots if lot.remaining > 0 and lot.expires_on <= today]
    return [Taking(lot.entry_id, lot.remaining) for lot in over]
