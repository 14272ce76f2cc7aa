"""The basket: put in, change, take out, spread a sum over it, reserve all at once. Works without JavaScript."""

import uuid
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from look.templatetags.look import mass
from marketplace.errors import MarketError
from marketplace.market import (
    basket,
    basket_pages,
    basket_store,
    basket_words,
    cards,
    intents,
    open_quotes,
    quotes,
    reserving,
    spreading,
    wishes,
)
from marketplace.market.amounts import Amount
from marketplace.market.basket import Basket
from marketplace.market.basket_forms import AmountsForm, SpreadForm
from marketplace.market.basket_pages import ShownBasket
from marketplace.market.forms import ReserveForm
from marketplace.market.models import Listing
from marketplace.market.plan_pages import plan_of
from marketplace.market.terms import terms
from marketplace.market.wishes import Wish


@never_cache
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """What is in the basket, at today's prices."""
    return _page(request, basket_store.of(request))


@never_cache
@require_POST
def put(request: HttpRequest) -> HttpResponse:
    """Put a plan's lines into the basket; with ``instead`` the plan replaces what is in it."""
    try:
        plan = plan_of(request.POST.get("plan", ""))
    except MarketError as refusal:
        messages.error(request, refusal.message)
        return redirect("market:listings")
    keys = [line.listing_id for line in plan.lines]
    public_ids = dict(Listing.objects.filter(pk__in=keys).values_list("pk", "public_id"))
    entries = basket.entries_of(plan.lines, public_ids)
    wish = wishes.of(request)
    instead = "instead" in request.POST

    def act(kept: Basket) -> Basket:
        return (replace(kept, entries=()) if instead else kept).put(
            entries, claim_for=wish.claim_for, guideline=wish.chosen
        )

    before = Basket() if instead else basket_store.of(request)
    try:
        basket_store.change(request, act)
    except ValueError:
        most = basket.MOST_ENTRIES
        messages.error(request, _("A basket holds at most %(most)s listings.") % {"most": most})
    else:
        messages.success(request, _("Put into the basket: %(mass)s.") % {"mass": mass(plan.kg)})
        basket_words.tell_replaced(request, before, entries)
    return redirect("market:basket")


@never_cache
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Change amounts, take lines out, take what is possible, or spread one amount over all."""
    kept = basket_store.of(request)
    if listing := _uuid(request.POST.get("remove", "")):
        after = basket_store.change(request, lambda now: now.without(listing))
        basket_words.tell_taken_out(request, kept, after)
        return redirect("market:basket")
    if "uncover" in request.POST:
        basket_store.change(request, lambda now: replace(now, claim_for=""))
        return redirect("market:basket")
    shown = _shown(request, kept)
    if "spread" in request.POST:
        return _spread(request, kept, shown)
    amounts = AmountsForm(request.POST, lines=shown.lines)
    if taken := _taken(request.POST.get("take", "")):
        changes = dict([taken])
    elif amounts.is_valid():
        changes = amounts.amounts
    else:
        return _page(request, kept, amounts=amounts, status=422)
    prices = basket_pages.today([entry.listing for entry in kept.entries])
    after = basket_store.change(request, lambda now: now.changed(changes, prices))
    basket_words.tell_taken_out(request, kept, after)
    return redirect("market:basket")


def _spread(request: HttpRequest, kept: Basket, shown: ShownBasket) -> HttpResponse:
    """Spread a sum of money or a mass over the basket's listings."""
    form = SpreadForm(request.POST)
    if not form.is_valid():
        return _page(request, kept, spread=form, status=422)
    ids = {line.listing.id: line.listing.public_id for line in shown.lines}
    offers = quotes.offers(buyer=wishes.of(request).buyer, among=list(ids))
    found = _over(form.amount, offers)
    if not found:
        form.add_error("quantity", _("This buys nothing of what is in the basket."))
        return _page(request, kept, spread=form, status=422)
    changes = {public_id: found.get(pk, 0) for pk, public_id in ids.items()}
    prices = basket_pages.today(list(ids.values()))
    left_out = sum(not kg for kg in changes.values())
    basket_store.change(request, lambda now: now.changed(changes, prices))
    if left_out:
        text = ngettext(
            "%(n)s listing got nothing and was taken out: its smallest quantity is above its share.",
            "%(n)s listings got nothing and were taken out: their smallest quantities are above their share.",
            left_out,
        )
        messages.warning(request, text % {"n": left_out})
    basket_words.tell_unspent(request, form.amount.fen, found, offers)
    return redirect("market:basket")


def _over(amount: Amount, offers: Any) -> spreading.Kilograms:
    if amount.fen is not None:
        return spreading.over_money(offers, amount.fen, terms())
    return spreading.over_mass(offers, amount.kg or 0)


@never_cache
@require_POST
def reserve(request: HttpRequest) -> HttpResponse:
    """Hold the stock of the whole basket in one quote; what was reserved leaves the basket."""
    wish = wishes.of(request)
    kept = basket_store.of(request)
    form = wish.reserve_form(request.POST)
    if not form.is_valid():
        return _page(request, kept, reserve_form=form, status=422)
    try:
        made = reserving.make(request, wish, form, check=lambda: _as_it_is(kept, form))
    except MarketError as refusal:
        messages.error(request, refusal.message)
        return _page(
            request,
            kept,
            reserve_form=form,
            too_many=refusal.code in ("rate_limited", "hold_limit"),
            status=refusal.status,
        )
    held = list(made.lines.values_list("listing__public_id", flat=True))
    basket_store.change(request, lambda now: now.without(*held))
    return redirect(reserving.address(made))


def _as_it_is(kept: Basket, form: ReserveForm) -> None:
    """Refuse what is no longer in the basket: another tab may have reserved or changed it. Raises MarketError."""
    asked = sorted(part.rpartition(":")[0] for part in form.cleaned_data["plan"].split(","))
    if asked != sorted(f"{entry.listing}:{entry.kg}" for entry in kept.entries):
        raise MarketError(
            "invalid_state",
            _("The basket has changed, perhaps in another tab. Please look at it again."),
        )


@never_cache
@require_safe
def reservations(request: HttpRequest) -> HttpResponse:
    """The open reservations of whoever asks, each with its end and the way to give it back."""
    return render(request, "market/reservations.html", {"open_quotes": open_quotes.of(request)})


def _shown(request: HttpRequest, kept: Basket) -> ShownBasket:
    return basket_pages.shown(kept, wishes.of(request).buyer)


def _page(
    request: HttpRequest,
    kept: Basket,
    *,
    amounts: AmountsForm | None = None,
    spread: SpreadForm | None = None,
    reserve_form: ReserveForm | None = None,
    too_many: bool = False,
    status: int = 200,
) -> HttpResponse:
    wish: Wish = wishes.of(request)
    shown = basket_pages.shown(kept, wish.buyer)
    form = amounts or AmountsForm(lines=shown.lines)
    context = {
        "basket": shown,
        "claim_for": kept.claim_for,
        "purpose_query": kept.query,
        "covers": intents.described(kept.claim_for),
        "rows": [(line, form.at(line)) for line in shown.lines],
        "amounts": form,
        "spread": spread or SpreadForm(initial={"unit": "cny"}),
        "reserve": reserve_form or wish.reserve_form(),
        "wish": wish,
        "online": cards.limits(),
        "open_quotes": open_quotes.of(request) if too_many else (),
    }
    return render(request, "market/basket.html", context, status=status)


def _taken(text: str) -> tuple[uuid.UUID, int] | None:
    """Return the listing and the kilograms a way out names."""
    listing, _colon, kg = text.partition(":")
    found = _uuid(listing)
    return (found, int(kg)) if found and kg.isascii() and kg.isdigit() and len(kg) < 14 else None


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
