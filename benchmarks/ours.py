"""Our side of the attendance benchmark: from a file's bytes to a stored, itemised, exact footprint.

Run as `python -m benchmarks.ours DATABASE FILE ROUNDS`, in a process of its own so that the memory of
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


def main() -> None:
    """Measure each round whole, and say what came out."""
    database, name, rounds = sys.argv[1:]
    content = Path(name).read_bytes()
    peak = _memory(name, content)
    site.start(database)
    from footprint import places, sets
    from footprint.inputs import from_data

    # A web process knows its factors and places; a visitor does not wait for them.
    places.find("深圳"), places.find("SIN"), sets.load()
    seconds, stored = [], None
    for _ in range(int(rounds)):
        begun = time.perf_counter()
        stored = _upload(name, content)
        seconds.append(time.perf_counter() - begun)
    assert stored is not None
    lines = [from_data(item) for item in stored.inputs["activities"]]
    answer: dict[str, Any] = {
        "seconds": seconds,
        "mebibytes": peak,
        "total": str(stored.total_exact),
        "passenger_km": [
            [line.activity, line.options.get("cabin", ""), line.options.get("route", ""), str(line.value)]
            for line in lines
        ],
    }  # fmt: skip
    sys.stdout.write(json.dumps(answer))


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
