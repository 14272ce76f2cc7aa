"""Long walks beside the model: one act at a time, and two at once in two connections."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

from benchmarks import site
from benchmarks.tables import Figure

STEPS = 20_000
QUICK = 300
ACTS_A_WALK = 400
"""After so many a walk begins anew: the audit asks about everything there is, after each step."""


def run(*, quick: bool, steps: int | None = None) -> Iterator[Figure]:
    """A quarter of the steps are pairs. Seeds are the walks' numbers: the same run, the same steps."""
    from django.db import transaction

    total = steps or (QUICK if quick else STEPS)
    pairs = total // 4
    begun = time.perf_counter()
    with site.database("benchmarks_machine") as name:
        site.start(name)
        alone, wrong = _walks(total - pairs, transaction)
    yield Figure("acts one after the other, all invariants after each", alone, "")
    yield Figure("… where database and model differed, or an invariant broke", wrong, "", at_most=0)
    done, wrong = 0, 0
    for seed in range(-(-pairs // ACTS_A_WALK)):
        with site.database("benchmarks_pairs") as name:
            site.start(name)
            made, found = _pairs(seed, min(ACTS_A_WALK, pairs - done))
        done, wrong = done + made, wrong + found
    yield Figure("pairs of acts at the same moment in two connections", done, "")
    yield Figure("… that no order of the two explains, or broke an invariant", wrong, "", at_most=0)
    yield Figure("steps a minute", (alone + done) / (time.perf_counter() - begun) * 60, "")


def _walks(total: int, transaction) -> tuple[int, int]:  # type: ignore[no-untyped-def]
    from tests.walks import acts
    from tests.walks.model import Model
    from tests.walks.real import Real, violations

    done = wrong = seed = 0
    while done < total:
        with transaction.atomic():
            real, model, chance = Real(), Model(), random.Random(seed)
            for number in range(min(ACTS_A_WALK, total - done)):
                act = acts.choose(model, chance, f"k{number}")
                same = real.perform(act) == model.apply(act) and real.state() == model.state()
                done += 1
                if not same or violations():
                    wrong += 1
                    break
            transaction.set_rollback(True)
        seed += 1
    return done, wrong


def _pairs(seed: int, count: int) -> tuple[int, int]:
    """Walk in pairs until something is wrong; say how far that was."""
    import sys

    from tests.walks.pairs import Pairs

    walk = Pairs(seed)
    for number in range(count):
        if problem := walk.step():
            sys.stderr.write(f"seed {seed}, pair {number}: {problem}\n")
            return number + 1, 1
    return count, 0
