"""What can be paid online, by card or wallet: totals between two sums. Less or more goes by bank transfer.

Asked before stock is reserved and before an order is placed, so that nobody finds out at the till.
"""

from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from marketplace.errors import MarketError
from marketplace.market import money, planning
from marketplace.market.planning import Offer
from marketplace.market.terms import terms


def limits() -> tuple[Decimal, Decimal]:
    """Return the least and the most that can be paid online, in CNY."""
    return settings.ZHONGHE["CARD_MIN"], settings.ZHONGHE["CARD_MAX"]


def take(total: Money) -> bool:
    """Say whether a total can be paid online."""
    least, most = limits()
    return least <= total.amount <= most


def check(total: Money) -> None:
    """Refuse a total that can't be paid online. Raises MarketError ``below_minimum``, ``total_exceeds_max``."""
    least, most = limits()
    if total.amount < least:
        raise MarketError(
            "below_minimum",
            _("Online payment takes ¥%(minimum)s or more; this total is ¥%(total)s."),
            minimum=f"{least:.2f}",
            total=f"{total.amount:.2f}",
        )
    if total.amount > most:
        raise MarketError(
            "total_exceeds_max",
            _("Online payment takes at most ¥%(maximum)s; this total is ¥%(total)s."),
            maximum=f"{most:.2f}",
            total=f"{total.amount:.2f}",
        )


def least_kg(offer: Offer) -> int:
    """Return from how many kilograms of a listing on its total can be paid online; 0 when it has too little."""
    return planning.least_for_total(offer, money.to_fen(limits()[0]), terms())
