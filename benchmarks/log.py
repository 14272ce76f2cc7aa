"""The public log: sealing leaves, one proof, and a stranger's check of all of it; how each grows."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import leaves, site
from benchmarks.rounds import Spread
from benchmarks.tables import Figure

SIZES = (10_000, 100_000, 1_000_000)
QUICK = (1_000, 10_000, 30_000)
PROOFS = 200
CHECK_AT_MOST = 5.0
"""Seconds for a million entries, on one core."""


def run(*, quick: bool) -> Iterator[Figure]:
    """Grow one log to each size; at each: seal, prove, download, check."""
    sizes = QUICK if quick else SIZES
    with (
        site.database("benchmarks_log") as name,
        tempfile.TemporaryDirectory() as folder,
    ):
        site.start(name)
        have = 0
        for size in sizes:
            _fill(have, size - have)
            yield from _sealed(size, size - have)
            have = size
            yield from _proved(size)
            yield from _checked(size, Path(folder))


def _fill(start: int, count: int) -> None:
    """Write leaves that wait for their place."""
    from django.db import connection, transaction

    from marketplace import canonical
    from marketplace.registry import merkle

    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy("COPY registry_logleaf (kind, body, leaf_hash) FROM STDIN") as copy:
            for record in leaves.records(count, start=start):
                body = canonical.dumps(record)
                copy.write_row((record["kind"], body, merkle.leaf_hash(body)))
        cursor.execute(
            "INSERT INTO registry_logpending SELECT l.id FROM registry_logleaf l "
            "LEFT JOIN registry_logentry e ON e.leaf_id = l.id WHERE e.leaf_id IS NULL"
        )


def _sealed(size: int, count: int) -> Iterator[Figure]:
    from marketplace.registry import log

    begun, worst = time.perf_counter(), 0.0
    while True:
        one = time.perf_counter()
        if log.seal() is None:
            break
        worst = max(worst, time.perf_counter() - one)
    took = time.perf_counter() - begun
    yield Figure(
        f"sealing, log of {size:,}: leaves a second", count / took, "/s", grows=("sealing", size)
    )
    yield Figure(f"sealing, log of {size:,}: one batch of up to {log.BATCH:,}", worst, "s")


def _proved(size: int) -> Iterator[Figure]:
    """One proof as the site makes it: the leaf, its place, the path; and what of it the database reads."""
    from django.db import connection

    from marketplace.registry import log, proofs
    from marketplace.registry.models import LogEntry

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE registry_logentry, registry_lognode, registry_logleaf")
    places = [size * number // PROOFS for number in range(PROOFS)]
    ids = dict(LogEntry.objects.filter(position__in=places).values_list("position", "leaf_id"))
    times = []
    for place in places:
        begun = time.perf_counter()
        proof = proofs.leaf_and_proof(ids[place])
        times.append((time.perf_counter() - begun) * 1000)
        assert proof is not None
    yield Figure.spread(
        f"one proof, log of {size:,}", Spread.of(times), "ms", grows=("proof", size)
    )
    hashes = [len(log.inclusion(place, size)) for place in places]
    yield Figure(
        f"one proof, log of {size:,}: hashes", max(hashes), "", at_most=size.bit_length(),
        grows=("hashes", size),
    )  # fmt: skip


def _checked(size: int, folder: Path) -> Iterator[Figure]:
    """`check.py log` in a process of its own, without this project, on what the site gives out.

    By the machine's own Python where it has one, as a stranger would: environments may hold slower builds.
    """
    from marketplace.registry import checker, log, queries, signing

    checkpoint: Any = queries.latest_checkpoint()
    (folder / "key.txt").write_text(signing.vkey() + "\n", encoding="utf-8")
    (folder / "checkpoint.txt").write_text(checkpoint.note, encoding="utf-8")
    with (folder / "entries.jsonl").open("wb") as file:
        for start in range(0, size, 20_000):
            file.writelines(body + b"\n" for _p, body in log.entries(start, start + 20_000))
    python = shutil.which("python3", path=os.defpath) or sys.executable
    script = Path(checker.__file__).with_name("check.py")
    times = []
    for _round in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            [python, "-I", str(script), "log", str(folder)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        if done.returncode or f"OK: {size} entries" not in done.stdout:
            raise RuntimeError(done.stdout + done.stderr)
        times.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    yield Figure(
        f"checking all offline, log of {size:,}", min(times), "s",
        at_most=CHECK_AT_MOST * max(size, 100_000) / 1_000_000, grows=("check", size),
    )  # fmt: skip
