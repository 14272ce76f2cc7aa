"""Where retired kilograms came from: a first-in-first-out fold over a batch's movements. Pure.

Credits of one batch are alike, so which of them left is a convention: what came into a compartment first leaves it
first. The fold follows parcels of kilograms through accounts and compartments, and keeps each one's way.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

End = tuple[int, str]
# Going back undoes going there: a reservation given back, a listing ended, leave no trace in a kilogram's way.
UNDONE_BY = {"release": "hold", "unlist": "list"}


class Move(NamedTuple):
    """One movement: kilograms from one (account, compartment) to another; None is outside."""

    id: int
    kind: str
    kg: int
    source: End | None
    target: End | None


class Way(NamedTuple):
    """The last movement of a parcel, and its way until then."""

    move: Move
    before: "Way | None"

    def steps(self) -> tuple[Move, ...]:
        """Return the movements from issuance on, without what was undone."""
        taken: list[Move] = []
        for move in reversed(list(self._backwards())):
            if taken and UNDONE_BY.get(move.kind) == taken[-1].kind:
                taken.pop()
            else:
                taken.append(move)
        return tuple(taken)

    def _backwards(self) -> Iterator[Move]:
        way: Way | None = self
        while way is not None:
            yield way.move
            way = way.before


@dataclass(frozen=True, slots=True)
class Chain:
    """So many kilograms that went the same way."""

    kg: int
    steps: tuple[Move, ...]


def chains(moves: Iterable[Move], *, until: int) -> tuple[Chain, ...]:
    """Return what the movement ``until`` took, by the ways it came, in the order in which it was taken.

    ``moves`` are all movements of one batch in the order they were written. Raises ValueError where a movement takes
    what is not there, or ``until`` is not among them.
    """
    places: dict[End, deque[tuple[int, Way | None]]] = defaultdict(deque)
    for move in moves:
        parcels = _take(places[move.source], move) if move.source else [(move.kg, None)]
        went = [(kg, Way(move, way)) for kg, way in parcels]
        if move.id == until:
            return _together(went)
        if move.target:
            places[move.target].extend(went)
    raise ValueError(f"movement {until} is not among these")


def _take(place: deque[tuple[int, Way | None]], move: Move) -> list[tuple[int, Way | None]]:
    """Take a movement's kilograms from the front of a place."""
    left, taken = move.kg, []
    while left:
        if not place:
            raise ValueError(f"movement {move.id} takes what is not there")
        kg, way = place.popleft()
        if kg > left:
            place.appendleft((kg - left, way))
            kg = left
        taken.append((kg, way))
        left -= kg
    return taken


def _together(parcels: Iterable[tuple[int, Way]]) -> tuple[Chain, ...]:
    """Add up parcels that went the same way."""
    found: dict[tuple[int, ...], Chain] = {}
    for kg, way in parcels:
        steps = way.steps()
        key = tuple(step.id for step in steps)
        known = found.get(key)
        found[key] = Chain(kg + (known.kg if known else 0), steps)
    return tuple(found.values())
