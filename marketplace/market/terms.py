"""The platform's terms, read from settings: fee, tax, and how long stock is held."""

from datetime import datetime, timedelta

from django.conf import settings
from djmoney.money import Money

from marketplace.clock import SHENZHEN
from marketplace.market import money

SATURDAY = 5


def terms() -> money.Terms:
    """Return the fee and tax in force."""
    business = settings.ZHONGHE
    return money.Terms(
        fee_rate=business["FEE_RATE"],
        fee_minimum_fen=money.to_fen(business["FEE_MINIMUM"]),
        tax_rate=business["TAX_RATE"],
    )


def as_money(fen: int) -> Money:
    """Return whole fen as Money in CNY."""
    return Money(money.to_cny(fen), "CNY")


def in_fen(amount: Money) -> int:
    """Return Money in CNY as whole fen; raise ValueError for another currency or a finer sum."""
    if str(amount.currency) != "CNY":
        raise ValueError(f"{amount.currency} is not CNY")
    return money.to_fen(amount.amount)


def card_hold_until(now: datetime) -> datetime:
    """Return until when stock is held for someone who pays by card."""
    return now + timedelta(minutes=settings.ZHONGHE["CARD_HOLD_MINUTES"])


def quotation_until(now: datetime) -> datetime:
    """Return until when an office's quotation holds: the end of its last working day in Shenzhen.

    Working days are Monday to Friday; public holidays are not known here, so a quotation never lasts longer
    than the days on paper.
    """
    day = now.astimezone(SHENZHEN)
    left = settings.ZHONGHE["QUOTATION_WORKDAYS"]
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day.replace(hour=23, minute=59, second=59, microsecond=0)
