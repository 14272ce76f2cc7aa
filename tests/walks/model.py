"""What the ledger and the market must do, in plain Python: no database, no locks, one act after the other.

An act is a name and its arguments. Things are named by keys that whoever asks has chosen, so that two acts done at the
same moment can be tried in either order. ``apply`` answers whether the act is accepted, and changes nothing otherwise.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

LIVE = ("active", "paused")
STEPS = (1, 1000)
"""The increment in kg of each batch: one dealt in by the kilogram, one by the tonne."""
ISSUED = (5_000, 20_000)
MOST_OPEN = 50
"""Open quotes that a verified organization may have."""
PARTIES = 3
"""The first two own the batches and sell; all of them buy."""


@dataclass(frozen=True)
class Act:
    """One act: its name and its arguments."""

    name: str
    args: tuple[Any, ...]


@dataclass
class Model:
    """The state: kilograms by (batch, party, compartment), and what became of each thing."""

    kg: Counter[tuple[int, int, str]] = field(default_factory=Counter)
    gone: Counter[tuple[int, str]] = field(default_factory=Counter)
    frozen: set[int] = field(default_factory=set)
    batches: dict[str, int] = field(default_factory=dict)
    """Of which batch a retirement is."""
    listings: dict[str, dict[str, Any]] = field(default_factory=dict)
    quotes: dict[str, dict[str, Any]] = field(default_factory=dict)
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    upstream: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.kg:
            for batch, issued in enumerate(ISSUED):
                self.kg[batch, batch, "available"] = issued

    def apply(self, act: Act) -> bool:
        """Do the act if it is allowed; say whether it was."""
        verb: Callable[..., bool] = getattr(self, f"_{act.name}")
        return verb(*act.args)

    def state(self) -> dict[str, Any]:
        """Everything that the database must say too."""
        return {
            "kg": {key: kg for key, kg in self.kg.items() if kg},
            "gone": {key: kg for key, kg in self.gone.items() if kg},
            "frozen": sorted(self.frozen),
            "listings": {
                key: (row["status"], row["listed"], row["held"], row["sold"])
                for key, row in self.listings.items()
            },
            "quotes": {key: row["status"] for key, row in self.quotes.items()},
            "orders": {key: row["status"] for key, row in self.orders.items()},
            "upstream": dict(self.upstream),
        }

    # What is offered -------------------------------------------------------------------------------------

    def _offer(self, key: str, batch: int, seller: int, kg: int) -> bool:
        if not self._may_move(batch, seller, "available", kg):
            return False
        self._move(batch, kg, (seller, "available"), (seller, "listed"))
        self.listings[key] = {
            "batch": batch, "seller": seller, "status": "active", "listed": kg, "held": 0, "sold": 0,
        }  # fmt: skip
        return True

    def _pause(self, key: str) -> bool:
        return self._become(self.listings[key], ("active",), "paused")

    def _resume(self, key: str) -> bool:
        row = self.listings[key]
        return row["batch"] not in self.frozen and self._become(row, ("paused",), "active")

    def _withdraw(self, key: str) -> bool:
        row = self.listings[key]
        if not self._become(row, LIVE, "withdrawn"):
            return False
        self._move(
            row["batch"], row["listed"], (row["seller"], "listed"), (row["seller"], "available")
        )
        row["listed"] = 0
        return True

    # What is reserved ------------------------------------------------------------------------------------

    def _quote(self, key: str, listing: str, buyer: int, kg: int) -> bool:
        mine = [
            row for row in self.quotes.values() if (row["buyer"], row["status"]) == (buyer, "open")
        ]
        if self.listings[listing]["seller"] == buyer or len(mine) >= MOST_OPEN:
            return False
        if not self._hold(listing, kg):
            return False
        self.quotes[key] = {"listing": listing, "buyer": buyer, "kg": kg, "status": "open"}
        return True

    def _hold(self, listing: str, kg: int) -> bool:
        row = self.listings[listing]
        free = row["status"] == "active" and row["listed"] >= kg
        if not free or not self._may_move(row["batch"], row["seller"], "listed", kg):
            return False
        self._move(row["batch"], kg, (row["seller"], "listed"), (row["seller"], "held"))
        row["listed"], row["held"] = row["listed"] - kg, row["held"] + kg
        return True

    def _give_up(self, listing: str, kg: int) -> None:
        """Reserved kilograms go on sale again, or to the seller where the listing has ended."""
        row = self.listings[listing]
        live = row["status"] in LIVE
        self._move(
            row["batch"], kg, (row["seller"], "held"),
            (row["seller"], "listed" if live else "available"),
        )  # fmt: skip
        row["held"] -= kg
        row["listed"] += kg if live else 0

    def _release(self, key: str) -> bool:
        row = self.quotes[key]
        if not self._become(row, ("open",), "released"):
            return False
        self._give_up(row["listing"], row["kg"])
        return True

    # What is ordered -------------------------------------------------------------------------------------

    def _order(self, key: str, quote: str, retire: bool) -> bool:
        row = self.quotes[quote]
        if self._is_frozen(row) or not self._become(row, ("open",), "consumed"):
            return False
        self.orders[key] = {**row, "status": "awaiting_payment", "retire": retire, "paid": ""}
        return True

    def _is_frozen(self, row: dict[str, Any]) -> bool:
        return self.listings[row["listing"]]["batch"] in self.frozen

    def _cancel_order(self, key: str) -> bool:
        return self._end(key, "canceled")

    def _expire(self, key: str) -> bool:
        return self._end(key, "expired")

    def _end(self, key: str, to: str) -> bool:
        row = self.orders[key]
        if not self._become(row, ("awaiting_payment",), to):
            return False
        self._give_up(row["listing"], row["kg"])
        return True

    def _pay(self, key: str) -> bool:
        """The money arrives, once; accepted when it pays the order. Otherwise, and during a freeze, it goes back."""
        row = self.orders[key]
        if row["paid"]:
            return False
        held = not self._is_frozen(row) and (
            row["status"] == "awaiting_payment"
            or (row["status"] == "expired" and self._hold(row["listing"], row["kg"]))
        )
        row["paid"] = "applied" if held else "returned"
        row["status"] = "paid" if held else row["status"]
        return held

    def _fulfil(self, key: str) -> bool:
        row = self.orders[key]
        listing = self.listings[row["listing"]]
        batch, kg, buyer = listing["batch"], row["kg"], row["buyer"]
        if row["status"] != "paid":
            return True  # quietly: there is nothing to do
        if batch in self.frozen:
            return False
        self._move(batch, kg, (listing["seller"], "held"), (buyer, "available"))
        listing["held"], listing["sold"] = listing["held"] - kg, listing["sold"] + kg
        if not listing["listed"] and not listing["held"]:
            self._become(listing, LIVE, "sold_out")
        if row["retire"]:
            self._leave(batch, buyer, kg, "retired")
        row["status"] = "fulfilled"
        return True

    def _refund(self, key: str) -> bool:
        row = self.orders[key]
        if row["paid"] != "applied":
            return False
        listing = self.listings[row["listing"]]
        if row["status"] == "paid":
            self._give_up(row["listing"], row["kg"])
        elif (
            row["status"] != "fulfilled"
            or row["retire"]
            or self.kg[listing["batch"], row["buyer"], "available"] < row["kg"]
        ):
            return False
        else:
            self._move(
                listing["batch"], row["kg"], (row["buyer"], "available"),
                (listing["seller"], "available"),
            )  # fmt: skip
        row["status"] = "refunded"
        return True

    # What is owned ---------------------------------------------------------------------------------------

    def _transfer(self, batch: int, giver: int, taker: int, kg: int) -> bool:
        if not self._may_move(batch, giver, "available", kg):
            return False
        self._move(batch, kg, (giver, "available"), (taker, "available"))
        return True

    def _retire(self, key: str, batch: int, party: int, kg: int) -> bool:
        if not self._may_move(batch, party, "available", kg):
            return False
        self._leave(batch, party, kg, "retired")
        self.batches[key] = batch
        self.upstream[key] = "withdrawn" if STEPS[batch] < 1000 else "not_requested"
        return True

    def _cancel(self, batch: int, party: int, kg: int) -> bool:
        if not self._may_move(batch, party, "available", kg):
            return False
        self._leave(batch, party, kg, "cancelled")
        return True

    def _request_upstream(self, key: str) -> bool:
        return self._upstream(key, "not_requested", "requested")

    def _confirm_upstream(self, key: str) -> bool:
        return self._upstream(key, "requested", "withdrawn")

    def _refuse_upstream(self, key: str) -> bool:
        """What the platform refuses for one tonne may hold for its neighbours: the batch is frozen."""
        if not self._upstream(key, "requested", "refused"):
            return False
        self.frozen.add(self.batches[key])
        return True

    def _upstream(self, key: str, before: str, after: str) -> bool:
        if self.upstream[key] != before:
            return False
        self.upstream[key] = after
        return True

    # What is supervised ----------------------------------------------------------------------------------

    def _freeze(self, batch: int) -> bool:
        if batch in self.frozen:
            return False
        self.frozen.add(batch)
        return True

    def _unfreeze(self, batch: int) -> bool:
        if batch not in self.frozen:
            return False
        self.frozen.remove(batch)
        return True

    def _seal(self) -> bool:
        return True

    # -----------------------------------------------------------------------------------------------------

    def _may_move(self, batch: int, party: int, compartment: str, kg: int) -> bool:
        enough = self.kg[batch, party, compartment] >= kg
        return enough and kg % STEPS[batch] == 0 and batch not in self.frozen

    def _move(self, batch: int, kg: int, source: tuple[int, str], target: tuple[int, str]) -> None:
        self.kg[batch, *source] -= kg
        self.kg[batch, *target] += kg

    def _leave(self, batch: int, party: int, kg: int, how: str) -> None:
        self.kg[batch, party, "available"] -= kg
        self.gone[batch, how] += kg

    @staticmethod
    def _become(row: dict[str, Any], states: tuple[str, ...], to: str) -> bool:
        if row["status"] not in states:
            return False
        row["status"] = to
        return True
