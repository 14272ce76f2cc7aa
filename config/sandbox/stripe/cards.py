"""Test card numbers and what each does.

Source: docs.stripe.com/testing (numbers, decline codes, 3-D Secure behaviour).
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """What a number does: an error code at once, a challenge, and what comes after it."""

    brand: str = "visa"
    code: str | None = None
    decline_code: str | None = None
    challenge: bool = False
    refund: str = "succeeded"
    disputed: bool = False


def _declined(decline_code: str, code: str = "card_declined") -> Card:
    return Card(code=code, decline_code=decline_code)


CARDS: dict[str, Card] = {
    "4242424242424242": Card(),
    "4000056655665556": Card(),
    "4000001560000002": Card(),
    "5555555555554444": Card(brand="mastercard"),
    "2223003122003222": Card(brand="mastercard"),
    "378282246310005": Card(brand="amex"),
    "6200000000000005": Card(brand="unionpay"),
    "6205500000000000004": Card(brand="unionpay"),
    "3566002020360505": Card(brand="jcb"),
    "4000000000000002": _declined("generic_decline"),
    "4000000000009995": _declined("insufficient_funds"),
    "4000000000009987": _declined("lost_card"),
    "4000000000009979": _declined("stolen_card"),
    "4000000000006975": _declined("card_velocity_exceeded"),
    "4100000000000019": _declined("fraudulent"),
    "4000000000000069": Card(code="expired_card", decline_code="expired_card"),
    "4000000000000127": Card(code="incorrect_cvc", decline_code="incorrect_cvc"),
    "4000000000000119": Card(code="processing_error", decline_code="processing_error"),
    "4000002500003155": Card(challenge=True),
    "4000002760003184": Card(challenge=True),
    "4000000000003220": Card(challenge=True),
    "4000000000003063": Card(challenge=True),
    "4000008260003178": Card(
        challenge=True, code="card_declined", decline_code="insufficient_funds"
    ),
    "4000008400001629": Card(challenge=True, code="card_declined", decline_code="generic_decline"),
    "4000000000007726": Card(refund="pending"),
    "4000000000005126": Card(refund="fails"),
    "4000000000000259": Card(disputed=True),
}


@dataclass(frozen=True)
class Entry:
    """What the payer typed, digits only."""

    number: str
    month: int
    year: int
    cvc: str

    @property
    def card(self) -> Card:
        """Return what this number does."""
        return CARDS[self.number]


def read_entry(fields: dict[str, str]) -> Entry | str:
    """Check the form; return the entry, or Stripe's error code for the first thing wrong.

    The expiry and the security code may be left out, since the page fills them in.
    """
    number = re.sub(r"[\s-]", "", fields.get("card_number", ""))
    if not number:
        return "incomplete_number"
    if not re.fullmatch(r"\d{12,19}", number) or not luhn(number):
        return "incorrect_number"
    if number not in CARDS:
        return "live_mode_test_card"
    expiry = re.fullmatch(r"\s*(\d{1,2})\s*/?\s*(?:20)?(\d{2})\s*", fields.get("expiry", "12/34"))
    if not expiry or not 1 <= int(expiry[1]) <= 12:
        return "invalid_expiry_month"
    month, year = int(expiry[1]), 2000 + int(expiry[2])
    today = time.gmtime()
    if (year, month) < (today.tm_year, today.tm_mon):
        return "invalid_expiry_year"
    cvc = fields.get("cvc", "123").strip()
    if not re.fullmatch(r"\d{3,4}", cvc):
        return "invalid_cvc"
    return Entry(number=number, month=month, year=year, cvc=cvc)


def luhn(number: str) -> bool:
    """Say whether the last digit is the Luhn check digit of the others."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
