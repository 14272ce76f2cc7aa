"""Portfolios for everybody: what is in a mix, what it costs, and plans that lead to a quote."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from look.parts import Crumb
from look.templatetags.look import localname
from marketplace.market import fits, weighing, wishes
from marketplace.market.amounts import Amount
from marketplace.market.buyers import Buyer
from marketplace.market.plan_pages import ShownPlan, show
from marketplace.market.portfolios import reading
from marketplace.market.portfolios.reading import PartView, PortfolioView
from marketplace.market.terms import terms
from marketplace.market.views import plan_box
from marketplace.market.weighing import Mix, Share


@dataclass(frozen=True)
class ShownShare:
    """What one part was to give, gives, and takes from elsewhere."""

    part: PartView
    share: Share


@require_safe
def portfolios(request: HttpRequest) -> HttpResponse:
    """All mixes, with what they cost now."""
    return render(request, "market/portfolios.html", {"portfolios": reading.published()})


@never_cache
@require_safe
def portfolio(request: HttpRequest, slug: str) -> HttpResponse:
    """One mix: its parts, and what an amount of it costs."""
    view = reading.portfolio(slug)
    if view is None or not view.published:
        raise Http404
    wish = wishes.of(request)
    found = _mixes(view, wish.amount, wish.buyer) if wish.amount else []
    plans = show([weighing.plan(mix, terms()) for mix in found if mix.lines], buyer=wish.buyer)
    context: dict[str, Any] = {
        "portfolio": view,
        "shares": _shares(view, found[0]) if found else [],
        "crumbs": [
            Crumb(_("Reductions"), reverse("market:listings")),
            Crumb(_("Portfolios"), reverse("market:portfolios")),
            Crumb(localname(view)),
        ],
        **plan_box(wish, plans, fits.of(wish)),
    }
    return render(request, "market/portfolio.html", context)


def _mixes(view: PortfolioView, amount: Amount, buyer: Buyer) -> list[Mix]:
    """Return the mix true to its weights; where stock lacks, also the one filled up from the parts that have more.

    What this buyer may reserve is priced, and beside it what anybody could get where that is more.
    """
    found: dict[tuple[object, ...], Mix] = {}
    for asker in (None,) if buyer.verified else (None, buyer):
        parts = reading.parts_for(view, buyer=asker)
        for fill in (False, True):
            mix = _mix(parts, amount, fill=fill)
            found.setdefault(mix.lines, mix)
    return list(found.values())


def _mix(parts: Sequence[weighing.Part], amount: Amount, *, fill: bool) -> Mix:
    if amount.kg:
        return weighing.mix(parts, amount.kg, fill=fill)
    return weighing.for_money(parts, amount.fen or 0, terms(), fill=fill)


def _shares(view: PortfolioView, mix: Mix) -> list[ShownShare]:
    """Return what each part gives, in the portfolio's order."""
    by_listing = {share.listing_id: share for share in mix.shares}
    return [ShownShare(part, by_listing[part.listing.id]) for part in view.parts]


__all__ = ["ShownPlan", "portfolio", "portfolios"]
