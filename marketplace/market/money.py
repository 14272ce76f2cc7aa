"""What a purchase costs, in whole fen: lines, the platform's fee, and the tax contained. Pure.

A line is kg × price per tonne ÷ 1000, rounded half up to the fen, once. The fee is a line of its own. Sums are
sums of rounded lines, so that every column on every page adds up (KlimaDAO/klimadao #1355).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Terms:
    """The platform's terms: fee rate and least fee (fen), and the tax rate that prices contain."""

    fee_rate: Decimal
    fee_minimum_fen: int
    tax_rate: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """The parts of a price in fen; ``subtotal + fee = total`` and ``tax`` is contained in the total."""

    subtotal_fen: int
    fee_fen: int
    tax_fen: int

    @property
    def total_fen(self) -> int:
        """What the buyer pays, in fen."""
        return self.subtotal_fen + self.fee_fen


def line_amount(kg: int, price_fen_per_tonne: int) -> int:
    """Return the price of ``kg`` in fen, rounded half up once."""
    return (kg * price_fen_per_tonne + 500) // 1000


def affordable_kg(budget_fen: int, price_fen_per_tonne: int) -> int:
    """Return the most kilograms whose rounded line amount is within ``budget_fen``."""
    return max(0, (budget_fen * 1000 + 499) // price_fen_per_tonne)


def fee(subtotal_fen: int, terms: Terms) -> int:
    """Return the platform's fee in fen: rate or minimum, whichever is more; nothing on nothing."""
    if subtotal_fen <= 0:
        return 0
    return max(half_up(subtotal_fen * terms.fee_rate), terms.fee_minimum_fen)


def totals(amounts_fen: Iterable[int], terms: Terms) -> Totals:
    """Add lines up and put fee and contained tax beside them (all fen)."""
    subtotal = sum(amounts_fen)
    charged = fee(subtotal, terms)
    return Totals(subtotal, charged, contained_tax(subtotal + charged, terms.tax_rate))


def contained_tax(total_fen: int, rate: Decimal) -> int:
    """Return the tax within a tax-included total: total × rate ÷ (1 + rate), half up to the fen."""
    return half_up(total_fen * rate / (1 + rate))


def spendable(budget_fen: int, terms: Terms) -> int:
    """Return the largest subtotal whose total, fee included, is within ``budget_fen``."""
    low, high = 0, max(0, budget_fen)
    while low < high:
        middle = (low + high + 1) // 2
        if middle + fee(middle, terms) <= budget_fen:
            low = middle
        else:
            high = middle - 1
    return low


def least_subtotal(total_fen: int, terms: Terms) -> int:
    """Return the smallest subtotal whose total, fee included, reaches ``total_fen``."""
    low, high = 0, max(0, total_fen)
    while low < high:
        middle = (low + high) // 2
        if middle + fee(middle, terms) >= total_fen:
            high = middle
        else:
            low = middle + 1
    return low


def least_kg(amount_fen: int, price_fen_per_tonne: int) -> int:
    """Return the fewest kilograms whose rounded line amount reaches ``amount_fen``."""
    return max(0, -(-(amount_fen * 1000 - 500) // price_fen_per_tonne))


def half_up(value: Decimal) -> int:
    """Return ``value`` rounded half up to a whole number."""
    return int(value.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def to_fen(amount: Decimal) -> int:
    """Return an amount in CNY as whole fen; raise ValueError where it is finer than a fen."""
    fen = amount * 100
    if fen != fen.to_integral_value():
        raise ValueError(f"{amount} is finer than a fen")
    return int(fen)


def to_cny(fen: int) -> Decimal:
    """Return whole fen as an amount in CNY with two decimals."""
    return (Decimal(fen) / 100).quantize(FEN)
