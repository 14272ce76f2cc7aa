"""Switches that make webhooks arrive twice, late, never, out of order or forged."""

from __future__ import annotations

import json
import random
from dataclasses import asdict, dataclass, fields
from typing import Any

from config.sandbox.stripe.store import Store
from config.sandbox.stripe.wire import ApiError


@dataclass(frozen=True)
class Faults:
    """What goes wrong with deliveries from now on; all off by default.

    duplicate: extra copies of each event; delay: seconds before each delivery; drop: share
    (0–1) of events that are never sent, though the events list has them; reorder: shuffle
    within two seconds; forge: also send a copy with a wrong signature and another amount;
    stale: also send a copy signed an hour ago; api_errors: how many of the next API calls
    answer 500; settle_seconds: how long a delayed wallet payment takes.
    """

    duplicate: int = 0
    delay: float = 0.0
    drop: float = 0.0
    reorder: bool = False
    forge: bool = False
    stale: bool = False
    api_errors: int = 0
    settle_seconds: float = 5.0

    def seconds(self) -> float:
        """Return how long the next delivery waits."""
        return self.delay + (random.uniform(0, 2) if self.reorder else 0.0)

    def drops(self) -> bool:
        """Say whether the next event is lost on the way."""
        return random.random() < self.drop


def current(store: Store) -> Faults:
    """Return the switches as they stand."""
    known = {field.name for field in fields(Faults)}
    rows = dict(store.run("select name, value from faults"))
    return Faults(**{name: json.loads(value) for name, value in rows.items() if name in known})


def change(store: Store, wanted: dict[str, Any]) -> Faults:
    """Set some switches; `{"reset": true}` puts all of them off first."""
    with store.transaction():
        if wanted.pop("reset", False):
            store.run("delete from faults")
        defaults = asdict(Faults())
        for name, value in wanted.items():
            if name not in defaults:
                raise ApiError(400, f"Unknown fault: {name}", param=name)
            store.run(
                "insert into faults values (?, ?) on conflict (name) do update "
                "set value = excluded.value",
                name, json.dumps(type(defaults[name])(value)),
            )  # fmt: skip
        return current(store)


def consume_api_error(store: Store) -> bool:
    """Say whether this API call must fail, and count it."""
    with store.transaction():
        left = current(store).api_errors
        if left > 0:
            change(store, {"api_errors": left - 1})
        return left > 0
