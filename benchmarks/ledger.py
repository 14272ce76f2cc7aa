"""Order → hold → settle → retire through the verbs, against pgbench writing the same rows on the same server."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks import pgbench, scripted, site
from benchmarks.clients import Clients, Load, clients
from benchmarks.rounds import Spread, interleaved, ratios
from benchmarks.stand import Buyer, Stand, build
from benchmarks.tables import Figure

CLIENTS = 4
ROUNDS = 7
SECONDS = 6
LISTINGS = 1_000
AT_LEAST = 0.5


def run(*, quick: bool) -> Iterator[Figure]:
    """Measure spread over many listings, then on one hot listing; everything in one database."""
    from tests import databases
    from tests.environment import SERVERS

    listings = 20 if quick else LISTINGS
    with site.database("benchmarks_ledger") as name:
        site.start(name)
        stand = build(listings=listings, buyers=CLIENTS)
        url = databases.url(SERVERS.postgres.app_url, name)
        sender = partial(scripted.Sender, url, stand.variables(listings))
        with (
            clients(partial(Buyer, stand), CLIENTS) as crowd,
            clients(sender, CLIENTS) as senders,
        ):
            for words, count in ((f"over {listings} listings", listings), ("on one listing", 1)):
                yield from _compared(words, crowd, stand, url=url, listings=count, quick=quick)
                yield _bare(words, senders, stand, url=url, listings=count, quick=quick)
        yield Figure("statements per purchase: pgbench", pgbench.statements(), "")
        yield from _audited()


def _compared(
    words: str, crowd: Clients, stand: Stand, *, url: str, listings: int, quick: bool
) -> Iterator[Figure]:
    rounds = _rounds(crowd, stand, url=url, listings=listings, quick=quick)
    yield from _figures(words, rounds)


def _bare(
    words: str, senders: Clients, stand: Stand, *, url: str, listings: int, quick: bool
) -> Figure:
    """What any client in Python could reach: the peer's own statements, without Django and without a rule."""
    rounds = _rounds(senders, stand, url=url, listings=listings, quick=quick)
    compared = ratios([(bare.per_second, peer.per_second) for bare, peer in rounds])
    return Figure.spread(f"pgbench's statements from Python {words} ÷ pgbench", compared, "×")


def _rounds(
    crowd: Clients, stand: Stand, *, url: str, listings: int, quick: bool
) -> list[tuple[Load, Load]]:
    """Let these clients and pgbench take turns."""
    seconds = 2 if quick else SECONDS
    variables = stand.variables(listings)
    return interleaved(
        3 if quick else ROUNDS,
        lambda: crowd.run(seconds=seconds, listings=listings),
        lambda: pgbench.run(url, variables, clients=CLIENTS, seconds=seconds),
    )


def _figures(words: str, rounds: list[tuple[Load, Load]]) -> Iterator[Figure]:
    ours = Spread.of([mine.per_second for mine, _peer in rounds])
    peers = Spread.of([peer.per_second for _mine, peer in rounds])
    compared = ratios([(mine.per_second, peer.per_second) for mine, peer in rounds])
    yield Figure.spread(f"purchases {words}: ours", ours, "/s")
    yield Figure.spread(f"purchases {words}: pgbench", peers, "/s")
    yield Figure.spread(f"purchases {words}: ours ÷ pgbench", compared, "×", at_least=AT_LEAST)
    for name, loads in (("ours", [m for m, _p in rounds]), ("pgbench", [p for _m, p in rounds])):
        p99 = Spread.of([load.p99_ms for load in loads])
        yield Figure.spread(f"99 of 100 purchases {words} within: {name}", p99, "ms")
    used = Spread.of([mine.processor_ms for mine, _peer in rounds])
    yield Figure.spread(f"Python's processor time a purchase {words}", used, "ms")


def _audited() -> Iterator[Figure]:
    """What the load left behind: nothing sold twice. pgbench's leaves are filler, so only the SQL is asked."""
    from django.db import connection

    from marketplace.registry import auditing

    broken = 0
    for asked in auditing.invariants():
        if asked.name in {"conservation", "holdings_are_the_replay", "never_negative",
                          "cursor_is_next", "serials_without_gap_or_overlap",
                          "listings_are_the_holdings", "reserved_is_asked_for", "sold_is_ordered"}:  # fmt: skip
            with connection.cursor() as cursor:
                cursor.execute(asked.query)
                broken += len(cursor.fetchall())
    yield Figure("kilograms sold twice or lost, after all of it", broken, "", at_most=0)
