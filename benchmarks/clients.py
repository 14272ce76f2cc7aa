"""Clients that buy at the same time: processes of their own, as web workers are, told through pipes what to do next."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Protocol

from benchmarks.rounds import percentile


@dataclass(frozen=True)
class Load:
    """What came of one run: purchases a second over all clients, the 99th percentile in ms, processor ms each."""

    per_second: float
    p99_ms: float
    processor_ms: float = 0.0


class Clients:
    """So many buyers, each in a process with a connection of its own."""

    def __init__(self, pipes: Sequence[Connection]) -> None:
        self.pipes = pipes

    def run(self, *, seconds: float, listings: int) -> Load:
        """Buy for so long from so many listings."""
        begun = time.perf_counter()
        for pipe in self.pipes:
            pipe.send((seconds, listings))
        told = [pipe.recv() for pipe in self.pipes]
        took = time.perf_counter() - begun
        for answer in told:
            if isinstance(answer, str):
                raise RuntimeError(answer)
        times = [each for latencies, _processor in told for each in latencies]
        processor = sum(used for _latencies, used in told)
        return Load(len(times) / took, percentile(times, 99) * 1000, processor / len(times) * 1000)


class Buys(Protocol):
    """A client: one purchase at each call, from one of so many listings."""

    def buy(self, *, listings: int) -> object:
        """Buy once."""


@contextmanager
def clients(make: Callable[[int], Buys], count: int) -> Iterator[Clients]:
    """Fork the clients, each made in its own process by its number, and end them afterwards."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    pipes, processes = [], []
    for number in range(count):
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(make, number, there), daemon=True)
        process.start()
        pipes.append(here)
        processes.append(process)
    try:
        yield Clients(pipes)
    finally:
        for pipe in pipes:
            pipe.send(None)
        for process in processes:
            process.join(10)


def _serve(make: Callable[[int], Buys], number: int, pipe: Connection) -> None:
    """Do as told until told to end; an exception goes back as its words."""
    try:
        buyer = make(number)
        buyer.buy(listings=1)
        while (told := pipe.recv()) is not None:
            pipe.send(_buy(buyer, *told))
    except Exception as error:  # noqa: BLE001 - the parent raises it
        pipe.send(f"{type(error).__name__}: {error}")
    finally:
        os._exit(0)


def _buy(buyer: Buys, seconds: float, listings: int) -> Any:
    latencies, worked = [], time.process_time()
    end = time.perf_counter() + seconds
    while (begun := time.perf_counter()) < end:
        buyer.buy(listings=listings)
        latencies.append(time.perf_counter() - begun)
    return latencies, time.process_time() - worked
