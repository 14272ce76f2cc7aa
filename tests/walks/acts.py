"""Choosing acts: any act on anything there is, with amounts that often fit and sometimes don't."""

from __future__ import annotations

import random

from tests.walks.model import PARTIES, STEPS, Act, Model

CREATING = {"offer": "listing", "quote": "quote", "order": "order", "retire": "retirement"}
ON_LISTINGS = ("pause", "resume", "withdraw")
ON_ORDERS = ("cancel_order", "expire", "pay", "pay", "fulfil", "fulfil", "refund")
ON_RETIREMENTS = ("request_upstream", "confirm_upstream", "refuse_upstream")
NAMES = (
    "offer", "offer", "quote", "quote", "quote", "quote", "order", "order", "order", "release",
    *ON_ORDERS, *ON_ORDERS, *ON_LISTINGS, "transfer", "transfer", "retire", "retire", "cancel",
    *ON_RETIREMENTS, "freeze", "unfreeze", "unfreeze", "unfreeze", "seal",
)  # fmt: skip


def choose(model: Model, chance: random.Random, key: str) -> Act:
    """Return an act that has something to act on; ``key`` names what it may create."""
    while True:
        act = of_name(chance.choice(NAMES), model, chance, key)
        if act is not None:
            return act


def of_name(name: str, model: Model, chance: random.Random, key: str) -> Act | None:
    """Return an act of this name, or None while there is nothing it could act on."""
    batch, party = _owner(model, chance)
    if name == "seal":
        return Act(name, ())
    if name in ("freeze", "unfreeze"):
        return Act(name, (batch,))
    if name == "offer":
        return Act(name, (key, batch, party, _kg(model, chance, batch)))
    if name == "retire":
        return Act(name, (key, batch, party, _kg(model, chance, batch)))
    if name == "cancel":
        return Act(name, (batch, party, STEPS[batch]))
    if name == "transfer":
        taker = chance.randrange(PARTIES)
        return Act(name, (batch, party, taker, _kg(model, chance, batch)))
    if name == "quote":
        listing = _one(chance, model.listings)
        if listing is None:
            return None
        kg = _kg(model, chance, model.listings[listing]["batch"])
        return Act(name, (key, listing, chance.randrange(PARTIES), kg))
    if name in ("order", "release"):
        quote = _one(chance, model.quotes)
        args = (key, quote, chance.random() < 0.5) if name == "order" else (quote,)
        return None if quote is None else Act(name, args)
    things = (
        model.listings
        if name in ON_LISTINGS
        else model.orders
        if name in ON_ORDERS
        else model.upstream
    )
    thing = _one(chance, things)
    return None if thing is None else Act(name, (thing,))


def _owner(model: Model, chance: random.Random) -> tuple[int, int]:
    """A batch, and mostly one who has some of it."""
    having = sorted((b, p) for (b, p, where), kg in model.kg.items() if where == "available" and kg)
    if having and chance.random() < 0.8:
        return chance.choice(having)
    return chance.randrange(len(STEPS)), chance.randrange(PARTIES)


def _one(chance: random.Random, things: dict) -> str | None:
    """One of the latest, mostly: what ended long ago only refuses."""
    keys = list(things)
    return chance.choice(keys[-4:]) if keys else None


def _kg(model: Model, chance: random.Random, batch: int) -> int:
    step = STEPS[batch]
    if chance.random() < 0.05:
        return step + 1 if step > 1 else 10**9
    return step * chance.choice((1, 2, 3, 5)) * (1 if step > 1 else 100)
