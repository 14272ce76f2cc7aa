"""A basket: how much of which listings somebody means to buy, and at what price it was put in. Pure.

Nothing in a basket is held: the quote made of it holds. A listing stands in it once; putting it in again replaces its
amount, so that pressing a button twice buys nothing twice.
"""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from marketplace.market.amounts import LARGEST_KG
from marketplace.market.planning import PlanLine

MOST_ENTRIES = 20
LARGEST_FEN = 10**12
_CLAIM = re.compile(r"([a-z_]+:[0-9A-Za-z-]{1,64})?")
_GUIDELINE = re.compile(r"[0-9A-Za-z_.-]{0,40}")


@dataclass(frozen=True, slots=True)
class Entry:
    """So many kilograms of a listing (its public id), and its price in fen per tonne when it was put in."""

    listing: uuid.UUID
    kg: int
    price_fen: int


@dataclass(frozen=True, slots=True)
class Basket:
    """At most ``MOST_ENTRIES`` entries, in the order they were put in, and what they are to cover, if anything.

    ``guideline`` is the one they were chosen by, if any: adding another listing goes by it again.
    """

    entries: tuple[Entry, ...] = ()
    claim_for: str = ""
    guideline: str = ""

    def __bool__(self) -> bool:
        return bool(self.entries)

    @property
    def kg(self) -> int:
        """All kilograms of the basket."""
        return sum(entry.kg for entry in self.entries)

    def entry(self, listing: uuid.UUID) -> Entry | None:
        """Return the entry of a listing, or None."""
        return next((entry for entry in self.entries if entry.listing == listing), None)

    @property
    def query(self) -> str:
        """The part of an address that carries on what the basket is for, with its question mark, or nothing."""
        known = {"claim": self.claim_for, "guideline": self.guideline}
        said = {name: value for name, value in known.items() if value}
        return f"?{urlencode(said)}" if said else ""

    def put(
        self, entries: Iterable[Entry], *, claim_for: str = "", guideline: str = ""
    ) -> "Basket":
        """Return the basket with these entries; raises ValueError where it would hold too many listings."""
        merged = {entry.listing: entry for entry in self.entries}
        merged.update({entry.listing: entry for entry in entries})
        if len(merged) > MOST_ENTRIES:
            raise ValueError(f"a basket holds at most {MOST_ENTRIES} listings")
        return Basket(
            tuple(merged.values()), claim_for or self.claim_for, guideline or self.guideline
        )

    def without(self, *listings: uuid.UUID) -> "Basket":
        """Return the basket without these listings; an empty one no longer covers anything."""
        left = tuple(entry for entry in self.entries if entry.listing not in listings)
        return replace(self, entries=left) if left else Basket()

    def changed(
        self, amounts: Mapping[uuid.UUID, int], prices: Mapping[uuid.UUID, int]
    ) -> "Basket":
        """Return the basket with new amounts (0 removes) and with the prices that have been seen since."""
        entries = [
            replace(
                entry,
                kg=amounts.get(entry.listing, entry.kg),
                price_fen=prices.get(entry.listing, entry.price_fen),
            )
            for entry in self.entries
        ]
        return replace(self, entries=tuple(entry for entry in entries if entry.kg > 0))

    def merged(self, newer: "Basket") -> "Basket":
        """Return this basket and a newer one together; what does not fit any more is left out, oldest first."""
        both = {entry.listing: entry for entry in self.entries}
        for entry in newer.entries:
            both.pop(entry.listing, None)
            both[entry.listing] = entry
        kept = tuple(both.values())[-MOST_ENTRIES:]
        return Basket(kept, newer.claim_for or self.claim_for, newer.guideline or self.guideline)

    def as_json(self) -> dict[str, Any]:
        """Return the basket as a session or a row keeps it."""
        lines = [[str(entry.listing), entry.kg, entry.price_fen] for entry in self.entries]
        return {"claim_for": self.claim_for, "guideline": self.guideline, "lines": lines}


def of_json(stored: Any) -> Basket:
    """Return a kept basket; whatever is malformed in it is left out."""
    if not isinstance(stored, dict):
        return Basket()
    entries = [_entry(line) for line in stored.get("lines", []) if isinstance(line, list)]
    found = {entry.listing: entry for entry in entries if entry is not None}
    return Basket(
        tuple(found.values())[:MOST_ENTRIES],
        _shaped(stored.get("claim_for"), _CLAIM),
        _shaped(stored.get("guideline"), _GUIDELINE),
    )


def _shaped(text: object, shape: re.Pattern[str]) -> str:
    return text if isinstance(text, str) and shape.fullmatch(text) else ""


def _entry(line: list[Any]) -> Entry | None:
    try:
        listing, kg, price_fen = line
        entry = Entry(uuid.UUID(listing), kg, price_fen)
    except (ValueError, TypeError, AttributeError):
        return None
    sound = type(kg) is int and type(price_fen) is int
    return entry if sound and 0 < kg <= LARGEST_KG and 0 < price_fen <= LARGEST_FEN else None


def entries_of(lines: Iterable[PlanLine], public_ids: Mapping[int, uuid.UUID]) -> list[Entry]:
    """Return a plan's lines as entries; ``public_ids`` by the listings' keys."""
    return [Entry(public_ids[line.listing_id], line.kg, line.price_fen) for line in lines]
