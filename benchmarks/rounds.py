"""Rounds that take turns: A B, B A, A B … so that a busy machine is busy for both, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Spread:
    """Several measured values: their median, least and greatest."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Spread:
        """Raises ValueError when there are none."""
        if not values:
            raise ValueError("nothing was measured")
        return cls(median(values), min(values), max(values))


def turns(count: int) -> Iterator[tuple[int, int]]:
    """Yield, round by round, in which order the first (0) and the second (1) are measured: ABBA."""
    for number in range(count):
        yield (0, 1) if number % 2 == 0 else (1, 0)


def interleaved(
    count: int, ours: Callable[[], Result], peer: Callable[[], Result]
) -> list[tuple[Result, Result]]:
    """Measure both in every round, in alternating order; return (ours, peer) per round."""
    acts, rounds = (ours, peer), []
    for order in turns(count):
        found = {which: acts[which]() for which in order}
        rounds.append((found[0], found[1]))
    return rounds


def ratios(rounds: Sequence[tuple[float, float]]) -> Spread:
    """Return the spread of ours ÷ peer, each round compared with itself."""
    return Spread.of([ours / peer for ours, peer in rounds])


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest measured value that at least so many per cent of all do not exceed."""
    if not values:
        raise ValueError("nothing was measured")
    ordered = sorted(values)
    place = -(-len(ordered) * percent // 100)
    return ordered[max(0, int(place) - 1)]
