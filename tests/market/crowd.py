"""Many at once: threads with a connection each, let go at the same moment."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

from django.db import DatabaseError, connections

from marketplace.errors import MarketError


def race(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Run all acts at once and return what each returned, or the refusal or database error it ended with."""
    start = threading.Barrier(len(acts))
    outcomes: list[Any] = [None] * len(acts)

    def run(number: int) -> None:
        try:
            connections["default"].ensure_connection()
            start.wait(timeout=30)
            outcomes[number] = acts[number]()
        except (MarketError, DatabaseError) as refusal:
            outcomes[number] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes


def codes(outcomes: Sequence[Any]) -> list[str]:
    """Return the codes of the refusals; a database error is never an answer and fails the test."""
    for outcome in outcomes:
        if isinstance(outcome, DatabaseError):
            raise outcome
    return sorted(outcome.code for outcome in outcomes if isinstance(outcome, MarketError))
