"""The catalogue's page: facets, chips, order, and what is found. Every state of it is an address."""

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from marketplace.market import catalogue, eligibility, wishes
from marketplace.market.finding import browsing, filters
from marketplace.market.finding.browsing import Found
from marketplace.market.finding.filters import Filters
from marketplace.market.finding.verdicts import Shown, shown
from marketplace.market.wishes import Wish

CARDS_A_PAGE = 24
ORDERS = {
    "best": _("best match first"),
    "price": _("cheapest first"),
    "dearest": _("dearest first"),
    "vintage": _("newest vintage first"),
    "stock": _("most first"),
    "newest": _("newest first"),
}


@require_safe
def listings(request: HttpRequest) -> HttpResponse:
    """The catalogue: what is for sale, narrowed by what the reader looks for."""
    wanted = filters.read(request.GET, guidelines=list(eligibility.current().guidelines))
    wish = wishes.of(request)
    found = browsing.browse(wanted)
    page = Paginator(found.ids, CARDS_A_PAGE).get_page(request.GET.get("page"))
    cards = catalogue.cards_by_id(page.object_list)
    page.object_list = [(cards[pk], _verdict(found, pk)) for pk in page.object_list if pk in cards]
    context = _words(found, wanted, _carried(wish))
    return render(request, "market/listings.html", context | {"page": page, "wish": wish})


def _carried(wish: Wish) -> list[tuple[str, str]]:
    """Return what every address of the page carries on beside its filters: how much, and what for."""
    kg = {"kg": str(wish.amount.kg)} if wish.amount and wish.amount.kg else {}
    known = {**kg, **replace(wish, chosen="").hidden}
    return list(known.items())


def _verdict(found: Found, listing_id: int) -> Shown | None:
    verdict = found.verdicts.get(listing_id)
    return shown(verdict) if verdict else None


def _words(found: Found, wanted: Filters, carried: list[tuple[str, str]]) -> dict[str, Any]:
    """Return what the page says around the cards."""
    rules = eligibility.current()
    return {
        "found": found,
        "wanted": wanted,
        "carried": carried,
        "all_href": Filters().address(*carried),
        "chips": [(chip.label, chip.value, chip.without.address(*carried)) for chip in found.chips],
        "ways": [(way.label, way.count, way.filters.address(*carried)) for way in found.ways],
        "orders": [
            (value, label, value == wanted.order)
            for value, label in ORDERS.items()
            if value != "best" or wanted.text
        ],
        "guidelines": [guideline for guideline in rules.guidelines.values() if not guideline.local],
        "local_guidelines": [each for each in rules.guidelines.values() if each.local],
        "guideline": rules.guidelines.get(wanted.guideline),
    }
