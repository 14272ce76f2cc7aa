"""The desk where editors and registrars make mixes; every change is kept with who made it and why."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import staff_role_required
from marketplace.errors import MarketError
from marketplace.market import catalogue
from marketplace.market.models import Portfolio
from marketplace.market.portfolios import curating, reading
from marketplace.market.portfolios.forms import PortfolioForm
from marketplace.market.portfolios.reading import PortfolioView

MOST_CHOICES = 500
curators = staff_role_required("editor", "registrar")


@never_cache
@curators
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All portfolios, with what is wrong with any."""
    return render(request, "market/staff/portfolios.html", {"portfolios": reading.everything()})


@never_cache
@curators
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a portfolio."""
    form = PortfolioForm(
        request.POST or None, choices=catalogue.cheapest(MOST_CHOICES), is_new=True
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = curating.create(
                form.cleaned_data["slug"],
                form.draft(),
                actor=request.user,
                note=form.cleaned_data["note"],
            )
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("portfolio_staff:portfolio", slug=made.portfolio.slug)
    return _page(request, form, None)


@never_cache
@curators
@require_http_methods(["GET", "POST"])
def portfolio(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a portfolio: what is saved is its next version."""
    row = get_object_or_404(Portfolio, slug=slug)
    view = reading.portfolio(slug)
    if view is None:
        raise Http404
    form = PortfolioForm(
        request.POST or None, choices=_choices(view), is_new=False, initial=_initial(view)
    )
    if request.method == "POST" and form.is_valid():
        try:
            curating.change(row, form.draft(), actor=request.user, note=form.cleaned_data["note"])
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("portfolio_staff:portfolio", slug=slug)
    return _page(request, form, view)


def _page(request: HttpRequest, form: PortfolioForm, view: PortfolioView | None) -> HttpResponse:
    context = {
        "form": form,
        "portfolio": view,
        "history": reading.history(view.slug) if view else (),
    }
    status = 422 if form.is_bound else 200
    return render(request, "market/staff/portfolio.html", context, status=status)


def _choices(view: PortfolioView) -> list[catalogue.ListingCard]:
    """Return what is for sale and what is in the mix already, so that nothing vanishes from the form."""
    cards = {part.listing.id: part.listing for part in view.parts}
    return list({**cards, **{card.id: card for card in catalogue.cheapest(MOST_CHOICES)}}.values())


def _initial(view: PortfolioView) -> dict[str, Any]:
    words = ("name_zh", "name_en", "description_zh", "description_en", "published")
    initial: dict[str, Any] = {name: getattr(view, name) for name in words}
    for at, part in enumerate(view.parts):
        initial |= {f"listing_{at}": part.listing.id, f"weight_{at}": part.weight}
    return initial
