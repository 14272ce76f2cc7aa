"""Listings side by side; what is compared stands in the address."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from look.parts import Crumb
from marketplace.market import catalogue
from marketplace.market.finding import comparing
from marketplace.market.forms import WishForm

USUAL_KG = 1000
MOST_OFFERED = 60


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four listings side by side, priced for the mass asked for (a tonne where none is)."""
    asked = _public_ids(request)
    form = _form(request)
    kg = form.amount.kg if form.is_bound and form.is_valid() and form.amount.kg else USUAL_KG
    found = comparing.compare(asked, kg=kg)
    context: dict[str, Any] = {
        "found": found,
        "form": form,
        "kg": kg,
        "without": comparing.without_each(found.cards),
        "too_many": len(asked) > comparing.MOST,
        "lost": len(asked[: comparing.MOST]) - len(found.cards),
        "others": _others(found) if len(found.cards) < comparing.MOST else [],
        "crumbs": [Crumb(_("Reductions"), reverse("market:listings")), Crumb(_("Compare"))],
    }
    return render(request, "market/compare.html", context)


def _public_ids(request: HttpRequest) -> list[uuid.UUID]:
    """Return the ids asked for, each once; what is no id is ignored."""
    ids: dict[uuid.UUID, None] = {}
    for text in request.GET.getlist("id")[:40]:
        try:
            ids[uuid.UUID(text)] = None
        except ValueError:
            continue
    return list(ids)


def _form(request: HttpRequest) -> WishForm:
    usual = {"quantity": str(USUAL_KG), "unit": "kg"}
    if "quantity" in request.GET:
        return WishForm({"quantity": request.GET["quantity"], "unit": "kg"})
    return WishForm(usual)


def _others(found: comparing.Comparison) -> list[catalogue.ListingCard]:
    """Return what else could be put beside these, cheapest first."""
    here = {card.id for card in found.cards}
    return [card for card in catalogue.cheapest(MOST_OFFERED) if card.id not in here]
