"""What people type as an amount, read once: kilograms, tonnes or money, in half or full width. Pure."""

from dataclasses import dataclass
from decimal import Decimal

from look.numbers import plain

LARGEST_KG = 10**12
LARGEST_FEN = 10**13
UNITS = ("kg", "t", "cny")


class AmountError(ValueError):
    """Why an amount can't be used; ``code``: missing, number, positive, whole_kg, gram, fen or large."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True)
class Amount:
    """Exactly one of kilograms and fen."""

    kg: int | None = None
    fen: int | None = None


def read(text: str, unit: str) -> Amount:
    """Return the amount that a text means in ``kg``, ``t`` (tonnes) or ``cny``; raises AmountError.

    Full-width digits, thousands separators and spaces are forgiven; exponents, NaN and signs are not.
    """
    number = _number(text)
    if number <= 0:
        raise AmountError("positive")
    if unit == "cny":
        return Amount(fen=_whole(number * 100, "fen", LARGEST_FEN))
    if unit == "t":
        return Amount(kg=_whole(number * 1000, "gram", LARGEST_KG))
    if unit == "kg":
        return Amount(kg=_whole(number, "whole_kg", LARGEST_KG))
    raise AmountError("number")


def _number(text: str) -> Decimal:
    """Return the decimal a text writes."""
    try:
        written = plain(text[:80])
    except ValueError as error:
        raise AmountError("number") from error
    if not written:
        raise AmountError("missing")
    if len(written) > 40:
        raise AmountError("number")
    return Decimal(written)


def _whole(number: Decimal, finer: str, largest: int) -> int:
    """Return a whole number, or say that it is too fine or too large."""
    if number != number.to_integral_value():
        raise AmountError(finer)
    if number > largest:
        raise AmountError("large")
    return int(number)
