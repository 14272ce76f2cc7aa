"""What everyone can see: the catalogue, a listing, plans with their whole price; and reserving one."""

import uuid
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from look.parts import Crumb, LineChart
from marketplace.clock import SHENZHEN
from marketplace.errors import MarketError
from marketplace.market import (
    cards,
    catalogue,
    fits,
    open_quotes,
    quotes,
    reserving,
    selfdealing,
    shares,
    stops,
    wishes,
)
from marketplace.market.catalogue import ListingCard
from marketplace.market.finding import fitting, prices
from marketplace.market.finding.verdicts import shown
from marketplace.market.fits import Fit
from marketplace.market.forms import ReserveForm
from marketplace.market.models import Listing
from marketplace.market.plan_pages import ShownPlan, plan_of, shown_plans
from marketplace.market.wishes import Wish


@never_cache
@require_safe
def listing(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One listing: what is sold, where it comes from, and what an amount of it costs."""
    card = catalogue.listing(public_id)
    if card is None:
        raise Http404
    wish = wishes.of(request)
    crumbs = [Crumb(_("Reductions"), reverse("market:listings")), Crumb(_("Listing"))]
    context = {
        "card": card,
        "history": _history(card),
        "verdicts": [shown(each) for each in fitting.all_verdicts([card.id])[card.id]],
        "months": prices.course(Listing.objects.filter(pk=card.id)),
        "fewest": prices.FEWEST_BUYERS,
        "crumbs": crumbs,
        "notices": stops.notices(card),
        "own_desk": _own_desk(request, card),
        **_buy_box(card, wish),
    }
    return render(request, "market/listing.html", context | _plans(wish, listing_ids=[card.id]))


def _own_desk(request: HttpRequest, card: ListingCard) -> str:
    """Return where this visitor minds the listing, if they act for its seller: they can't buy it."""
    if not request.user.is_authenticated:
        return ""
    organization = selfdealing.sold_for(request.user, card.seller_id)
    if organization is None:
        return ""
    return reverse("market:sale", args=[organization.party.public_id, card.public_id])


def _buy_box(card: ListingCard, wish: Wish) -> dict[str, Any]:
    """Return what this visitor may reserve of a listing, where that is less than all, and from when on a card pays."""
    offer = next(iter(quotes.offers(buyer=wish.buyer, among=[card.id])), None)
    if offer is None:
        return {}
    limit = shares.most_kg(wish.buyer)
    mine = offer.available_kg if limit is None else min(offer.available_kg, limit)
    return {
        "share_kg": mine if mine < card.available_kg else None,
        "card_least_kg": cards.least_kg(offer),
    }


@never_cache
@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """Plans over everything that is for sale, for kilograms or money: where calculators and events lead to."""
    return render(request, "market/plan.html", _plans(wishes.of(request)))


@never_cache
@require_POST
def reserve(request: HttpRequest) -> HttpResponse:
    """Hold the stock of a plan and go on to its quote; a plan that no longer holds is shown priced anew."""
    wish = wishes.of(request)
    form = wish.reserve_form(request.POST)
    if not form.is_valid():
        return _again(request, wish, form)
    try:
        made = reserving.make(request, wish, form)
    except MarketError as refusal:
        messages.error(request, refusal.message)
        piled_up = refusal.code in ("rate_limited", "hold_limit")
        shown = {"open_quotes": open_quotes.of(request)} if piled_up else {}
        return _again(request, wish, form, status=refusal.status, more=shown)
    address = reserving.address(made)
    return redirect(f"{address}?{urlencode(wish.purpose)}" if wish.purpose else address)


def _again(
    request: HttpRequest,
    wish: Wish,
    form: ReserveForm,
    *,
    status: int = 422,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> HttpResponse:
    """Show the plans for what was asked for once more, at today's prices."""
    context = {"reserve": form, **more}
    try:
        asked = plan_of(request.POST.get("plan", ""))
    except MarketError:
        return render(request, "market/plan.html", _plans(wish) | context, status=status)
    plans = _plans(wish.for_kg(asked.kg), listing_ids=[line.listing_id for line in asked.lines])
    return render(request, "market/plan.html", plans | context, status=status)


def _plans(wish: Wish, *, listing_ids: list[int] | None = None) -> dict[str, Any]:
    """Return what the plan box shows for a wish."""
    plans: tuple[ShownPlan, ...] = ()
    fit = fits.of(wish)
    if wish.amount is not None:
        plans = shown_plans(
            wish.amount,
            buyer=wish.buyer,
            listing_ids=listing_ids or [],
            without=fit.left_out,
            last=fit.unclear,
        )
    return plan_box(wish, plans, fit)


def plan_box(wish: Wish, plans: Sequence[ShownPlan], fit: Fit) -> dict[str, Any]:
    """Return what the plan box shows: plans, what their guideline says, and the way to reserve one."""
    fit = fit.told(plans)
    plans = fit.marked(plans)
    return {
        "fit": fit,
        "wish": wish,
        "used_up": shares.used_up(wish.buyer),
        "form": wish.form,
        "plans": plans,
        "asked": wish.amount is not None,
        "reserve": wish.reserve_form(),
        "online": cards.limits(),
        "can_reserve": any(plan.reservable for plan in plans),
        "by_card": any(plan.reservable and plan.online for plan in plans),
        "first_token": next((plan.token for plan in plans if plan.reservable), ""),
    }


def _history(card: ListingCard) -> dict[str, Any]:
    """Return the prices a listing has had, as a chart where there is a course to see."""
    points = catalogue.price_history(card.id)
    chart = LineChart(
        title=_("Price per tonne"),
        points=[
            (f"{point.at.astimezone(SHENZHEN):%Y-%m-%d}", point.price.amount) for point in points
        ],
        unit=_("yuan per tonne"),
    )
    return {"points": points, "chart": chart if len(points) > 1 else None}
