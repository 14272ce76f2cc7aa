"""Finding a serial number among very many, and buying when very many have bought: how both grow with the tables."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from benchmarks import many, pages, site
from benchmarks.rounds import Spread, interleaved, ratios
from benchmarks.stand import Buyer, build
from benchmarks.tables import Figure

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
QUICK = (1_000, 10_000)
COMPARED_AT = 1_000_000
"""Retirements among which the look-up is compared; of 10 kg each, so ten million kilograms."""
ROUNDS = 31
TIMES = 300
PURCHASES = 40
QUICK_PURCHASES = 12


def run(*, quick: bool) -> Iterator[Figure]:
    """Fill to each size; at each: pages and time of a look-up, pages and time of a purchase."""
    from tests import databases
    from tests.environment import SERVERS

    sizes = QUICK if quick else SIZES
    with site.database("benchmarks_lookup") as name:
        site.start(name)
        superuser = databases.url(SERVERS.postgres.superuser_url, name)
        stand = build(listings=2, buyers=1)
        batch, have = _batch(stand), 0
        second = replace(stand, listings=stand.listings[1:])
        often = QUICK_PURCHASES if quick else PURCHASES
        for size in sizes:
            many.fill(superuser, batch, start=have, stop=size)
            have = size
            yield from _looked_up(batch.code, size)
            if size == (sizes[-1] if quick else COMPARED_AT):
                yield from _compared(batch.code, size)
            yield from _bought(Buyer(second, 0), size, times=often)
        yield from _quantities(Buyer(second, 0), times=often)


def _batch(stand: Any) -> Any:
    from marketplace.market.models import Listing

    # The first listing's batch is filled; purchases are made from the second one's.
    return Listing.objects.select_related("batch__project").get(pk=stand.listings[0]).batch


def _looked_up(code: str, size: int) -> Iterator[Figure]:
    from marketplace.registry import queries

    chance = random.Random(size)
    queries.find_serial(code, 1)  # the first after the tables grew makes the plans
    found = [
        pages.touched(lambda: queries.find_serial(code, chance.randint(1, size * many.KG)))
        for _number in range(50)
    ]
    name = f"a serial among {size:,} retirements"
    yield Figure.spread(f"{name}: pages", Spread.of(found), "", grows=("lookup pages", size))
    times = [_timed(lambda: queries.find_serial(code, chance.randint(1, size * many.KG)))
             for _round in range(ROUNDS)]  # fmt: skip
    yield Figure.spread(name, Spread.of(times), "ms", grows=("lookup", size))


def _timed(act: Callable[[], object]) -> float:
    """Milliseconds of one, over many."""
    begun = time.perf_counter()
    for _number in range(TIMES):
        act()
    return (time.perf_counter() - begun) * 1000 / TIMES


def _compared(code: str, size: int) -> Iterator[Figure]:
    """Against reading a row by its primary key, through the ORM and through a bare cursor."""
    from django.db import connection

    from marketplace.registry import queries
    from marketplace.registry.models import SerialBlock

    chance = random.Random(1)

    def ours() -> float:
        return _timed(lambda: queries.find_serial(code, chance.randint(1, size * many.KG)))

    def by_key() -> object:
        return SerialBlock.objects.get(pk=many.FIRST + chance.randrange(size))

    def bare() -> object:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, batch_id, first, last, retirement_id, cancellation_id "
                "FROM registry_serialblock WHERE id = %s", [many.FIRST + chance.randrange(size)],
            )  # fmt: skip
            return cursor.fetchone()

    kg = size * many.KG
    for words, peer in (("the ORM's get(pk=…)", by_key), ("a bare cursor", bare)):
        rounds = interleaved(ROUNDS, ours, lambda peer=peer: _timed(peer))
        compared = ratios([(theirs, mine) for mine, theirs in rounds])
        yield Figure.spread(
            f"look-ups among {kg:,} kg ÷ by primary key, {words}", compared, "×", at_least=0.7
        )


def _bought(buyer: Buyer, size: int, *, times: int) -> Iterator[Figure]:
    """A purchase from the other listing, while the retirements' tables are that large."""
    buyer.buy(listings=1)
    touched = pages.touched(lambda: buyer.buy(listings=1, kg=10))
    yield Figure(
        f"a purchase, {size:,} retirements: pages", touched, "", grows=("purchase pages", size)
    )
    took = []
    for _number in range(times):
        begun = time.perf_counter()
        buyer.buy(listings=1, kg=10)
        took.append((time.perf_counter() - begun) * 1000)
    name = f"a purchase, {size:,} retirements"
    yield Figure.spread(name, Spread.of(took), "ms", grows=("purchase", size))


def _quantities(buyer: Buyer, *, times: int) -> Iterator[Figure]:
    """The same purchase of 1 kg to 1,000,000 kg: pages must be the same, times within a tenth of their median."""
    sizes = [10**power for power in range(7)]
    took: dict[int, list[float]] = {kg: [] for kg in sizes}
    for round_number in range(times):
        for kg in sizes if round_number % 2 else reversed(sizes):
            begun = time.perf_counter()
            buyer.buy(listings=1, kg=kg)
            took[kg].append((time.perf_counter() - begun) * 1000)
    medians = {kg: Spread.of(found).median for kg, found in took.items()}
    middle = Spread.of(list(medians.values())).median
    for kg, found in took.items():
        yield Figure.spread(
            f"a purchase of {kg:,} kg", Spread.of(found), "ms", grows=("quantity", kg)
        )
        touched = pages.touched(lambda kg=kg: buyer.buy(listings=1, kg=kg))
        yield Figure(f"a purchase of {kg:,} kg: pages", touched, "", grows=("quantity pages", kg))
    worst = max(abs(value / middle - 1) for value in medians.values())
    yield Figure("farthest from their median, over all quantities", worst * 100, "%", at_most=10)
