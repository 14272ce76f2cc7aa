"""What the basket says when something happens to it that one might not see: replaced, taken out, not spent."""

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from look.templatetags.look import mass, money
from marketplace.market import planning
from marketplace.market.basket import Basket, Entry
from marketplace.market.planning import Offer, PlanLine
from marketplace.market.spreading import Kilograms
from marketplace.market.terms import as_money, terms


def tell_replaced(request: HttpRequest, before: Basket, entries: Iterable[Entry]) -> None:
    """Say which amounts a listing that was in the basket already had before it was put in again."""
    old = [before.entry(each.listing) for each in entries]
    kg = [each.kg for each in old if each is not None]
    if not kg:
        return
    text = ngettext(
        "%(n)s listing was in the basket already: the new amount replaces the former one, %(mass)s.",
        "%(n)s listings were in the basket already: the new amounts replace the former ones, %(mass)s together.",
        len(kg),
    )
    messages.info(request, text % {"n": len(kg), "mass": mass(sum(kg))})


def tell_taken_out(request: HttpRequest, before: Basket, after: Basket) -> None:
    """Say how many listings left the basket."""
    gone = len(before.entries) - len(after.entries)
    if gone > 0:
        text = ngettext(
            "%(n)s listing was taken out of the basket.",
            "%(n)s listings were taken out of the basket.",
            gone,
        )
        messages.info(request, text % {"n": gone})


def tell_unspent(
    request: HttpRequest, budget_fen: int | None, found: Kilograms, offers: Sequence[Offer]
) -> None:
    """Say what is left of a sum of money, where these listings take no more."""
    if budget_fen is None:
        return
    lines = [
        PlanLine(offer.listing_id, found[offer.listing_id], offer.price_fen)
        for offer in offers
        if found.get(offer.listing_id)
    ]
    left = budget_fen - planning.price(lines, terms()).totals.total_fen
    if left > 0:
        text = _(
            "%(money)s of your sum is not spent: there is no more to be had here, or the steps do not fit."
        )
        messages.info(request, text % {"money": money(as_money(left))})
