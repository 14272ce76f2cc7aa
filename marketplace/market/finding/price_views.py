"""The course of prices of everything, of a kind or of a methodology."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from look.parts import Crumb, LineChart
from look.templatetags.look import localname
from marketplace.market import kinds
from marketplace.market.finding import prices as courses
from marketplace.market.finding.prices import Month
from marketplace.market.models import Listing


@require_safe
def prices(request: HttpRequest) -> HttpResponse:
    """Prices month by month, as a chart with its table beside it."""
    groups = courses.groups()
    kind, method = request.GET.get("kind", ""), request.GET.get("method", "")
    listings = Listing.objects.exclude(status__in=Listing.NEVER_SHOWN)
    if kind in dict(groups["kind"]):
        listings = listings.filter(batch__project__kind=kind)
    if method in dict(groups["method"]):
        listings = listings.filter(batch__methodology_version__methodology__code=method)
    months = courses.course(listings)
    context = {
        "months": months,
        "chart": chart(months),
        "fewest": courses.FEWEST_BUYERS,
        "kinds": [(value, kinds.label(value), value == kind) for value, _name in groups["kind"]],
        "methods": [(code, localname(name), code == method) for code, name in groups["method"]],
        "crumbs": [Crumb(_("Reductions"), reverse("market:listings")), Crumb(_("Prices"))],
    }
    return render(request, "market/prices.html", context)


def chart(months: Sequence[Month]) -> LineChart | None:
    """Return the middle prices as a line, where there is a course to see."""
    if len(months) < 2:
        return None
    return LineChart(
        title=_("Middle price per tonne at the end of the month"),
        points=[(f"{month.first:%Y-%m}", month.middle.amount) for month in months],
        unit=_("yuan per tonne"),
    )
