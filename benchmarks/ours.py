"""Our side of the attendance benchmark: from a file's bytes to a stored, itemised, exact footprint.

Run as `python -m benchmarks.ours DATABASE ROUNDS FILE…`, in a process of its own so that the memory of
its children can be read. Prints JSON.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks import site
from footprint.files import process

SMALL = 1 << 20
"""Bytes of a file that is read ten times a round."""


def main() -> None:
    """Measure each file whole, taking turns, and say what came out."""
    database, rounds, *names = sys.argv[1:]
    contents = {name: Path(name).read_bytes() for name in names}
    peaks = {name: _memory(name, content) for name, content in contents.items()}
    site.start(database)
    from footprint import places, sets

    # A web process knows its factors and places; a visitor does not wait for them.
    places.find("深圳"), places.find("SIN"), sets.load()
    told: dict[str, dict[str, Any]] = {
        name: {"seconds": [], "processor": [], "mebibytes": peaks[name]} for name in names
    }
    for _ in range(int(rounds)):
        for name, content in contents.items():
            for _again in range(10 if len(content) < SMALL else 1):
                begun, worked = time.perf_counter(), _processor()
                stored = _upload(name, content)
                told[name]["seconds"].append(time.perf_counter() - begun)
                told[name]["processor"].append(_processor() - worked)
            told[name]["passenger_km"] = _sums(stored.inputs["activities"])
    sys.stdout.write(json.dumps(told))


def _sums(activities: list[dict[str, Any]]) -> list[list[str]]:
    """Passenger-km of the stored lines by activity, cabin and route."""
    return [
        [item["activity"], said.get("cabin", ""), said.get("route", ""), item["value"]]
        for item in activities
        for said in [item.get("options", {})]
    ]


def _processor() -> float:
    """Seconds of processor that this process and its ended children have taken."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _memory(name: str, content: bytes) -> float:
    """The child's peak in MiB, taken before this process has grown: a child counts its parent's pages too."""
    process.run("travel", name, content, answer=lambda ends: {"route": "domestic", "km": "1"})
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def _upload(name: str, content: bytes) -> Any:
    from footprint import footprints, sets, travel
    from footprint.calculation import calculate

    reading = travel.read(name, content)
    assert not reading.bad_count
    result = calculate("mee-2019-19", sets.load(), travel.activities(reading), region="CN-GD")
    return footprints.store(result, kind="planned", title=reading.name)


if __name__ == "__main__":
    main()
