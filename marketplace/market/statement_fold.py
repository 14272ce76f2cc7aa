"""An account over a period: what was there, every movement, what is there. Pure.

Kilograms owned are those available, for sale and reserved together; moving between these changes no balance.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

COMPARTMENTS = ("available", "listed", "held")


@dataclass(frozen=True, slots=True)
class Balance:
    """Kilograms of one batch in an account, by compartment."""

    available: int = 0
    listed: int = 0
    held: int = 0

    @property
    def kg(self) -> int:
        """All that is owned."""
        return self.available + self.listed + self.held

    @property
    def kg_offered(self) -> int:
        """What is for sale or reserved by buyers."""
        return self.listed + self.held

    def plus(self, compartment: str, kg: int) -> "Balance":
        """Return the balance with so much more (or less) in a compartment."""
        amounts = {name: getattr(self, name) for name in COMPARTMENTS}
        amounts[compartment] += kg
        return Balance(**amounts)


NOTHING = Balance()


@dataclass(frozen=True, slots=True)
class Moved:
    """One movement as it was written; an end that is None is outside."""

    id: int
    at: datetime
    kind: str
    batch_id: int
    kg: int
    source: tuple[int, str] | None
    target: tuple[int, str] | None
    subject: str


@dataclass(frozen=True, slots=True)
class Booked:
    """A movement in an account's book: what came, what went, and the batch's balance after it."""

    moved: Moved
    in_kg: int
    out_kg: int
    balance: Balance


@dataclass(frozen=True, slots=True)
class Book:
    """Balances per batch before and after, and every movement between."""

    opening: Mapping[int, Balance]
    booked: tuple[Booked, ...]
    closing: Mapping[int, Balance]

    @property
    def batches(self) -> tuple[int, ...]:
        """Every batch that the book names."""
        return tuple(sorted({*self.opening, *self.closing}))

    @property
    def opening_kg(self) -> int:
        """What was owned before."""
        return sum(balance.kg for balance in self.opening.values())

    @property
    def in_kg(self) -> int:
        """What came in."""
        return sum(line.in_kg for line in self.booked)

    @property
    def out_kg(self) -> int:
        """What went out."""
        return sum(line.out_kg for line in self.booked)

    @property
    def closing_kg(self) -> int:
        """What is owned afterwards: opening + in - out."""
        return sum(balance.kg for balance in self.closing.values())


def replay(accounts: Collection[int], moves: Iterable[Moved]) -> dict[int, Balance]:
    """Return the balance per batch of accounts taken as one, after these movements."""
    return dict(book(accounts, {}, moves).closing)


def book(accounts: Collection[int], opening: Mapping[int, Balance], moves: Iterable[Moved]) -> Book:
    """Return the book of accounts taken as one; what went between two of them is neither in nor out."""
    balances: dict[int, Balance] = defaultdict(Balance, opening)
    booked = []
    for moved in moves:
        went = moved.source is not None and moved.source[0] in accounts
        came = moved.target is not None and moved.target[0] in accounts
        balance = balances[moved.batch_id]
        if went and moved.source:
            balance = balance.plus(moved.source[1], -moved.kg)
        if came and moved.target:
            balance = balance.plus(moved.target[1], moved.kg)
        balances[moved.batch_id] = balance
        booked.append(
            Booked(
                moved,
                in_kg=moved.kg if came and not went else 0,
                out_kg=moved.kg if went and not came else 0,
                balance=balance,
            )
        )
    return Book(opening=dict(opening), booked=tuple(booked), closing=dict(balances))
