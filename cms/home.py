"""What the home page shows beside its words: a first estimate, the ledger's totals, what is for sale, what is new."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from cms.estimate import QuickEstimateForm, estimate
from footprint import queries as footprints
from look.formats import kg
from look.parts import Figure, Segment, Tally
from marketplace.certificates import queries as certificates
from marketplace.market import catalogue
from marketplace.registry import queries as registry

if TYPE_CHECKING:
    from cms.models import HomePage

LISTINGS_SHOWN = 5
PAGES_SHOWN = 3


@dataclass(frozen=True)
class Item:
    """A page in the list of what is new, with the word for its kind."""

    kind: Any
    page: Page


def context(page: "HomePage", request: HttpRequest) -> dict[str, Any]:
    """Return what the template needs; some six queries, whatever the ledger holds."""
    form = QuickEstimateForm(request.GET if "participants" in request.GET else None)
    return {
        "headline": page.headline.split("|"),
        "tally": _tally(registry.totals()),
        "quick": form,
        "estimate": estimate(form.cleaned_data) if form.is_bound and form.is_valid() else None,
        "listings": catalogue.cheapest(LISTINGS_SHOWN),
        "proofs": _proofs(),
        "latest": _latest(page),
    }


def _tally(totals: registry.Totals) -> Tally:
    parts = [
        Segment(_("Retired"), totals.retired, "retired"),
        Segment(_("Owned, not yet retired"), totals.owned, "owned"),
        Segment(_("Reserved"), totals.reserved, "held"),
        Segment(_("For sale"), totals.for_sale, "available"),
    ]
    if totals.cancelled:
        parts.append(Segment(_("Cancelled"), totals.cancelled, "cancelled"))
    return Tally(
        parts,
        label=_("All reductions in the ledger"),
        total_label=_("Issued in all"),
        total_kg=totals.issued,
        href=reverse("registry:index"),
        link=_("Check batch by batch"),
    )


def _proofs() -> list[Figure]:
    checkpoint = registry.latest_checkpoint()
    factors = footprints.current_factor_set()
    return [
        Figure(
            _("Certificates issued"),
            str(certificates.count()),
            href=reverse("certificates:verify"),
            link=_("Verify one"),
        ),
        Figure(
            _("Entries in the public log"),
            kg(checkpoint.size if checkpoint else 0),
            href=reverse("registry:log"),
            link=_("Read and download it"),
        ),
        Figure(
            _("Factors in set %(set)s") % {"set": factors.id},
            str(factors.count),
            href=reverse("footprint:factors"),
            link=_("Each with its source"),
        ),
        Figure(
            _("Offline checker"),
            "check.py",
            href=reverse("offline_checker"),
            link=_("Standard Python, no network"),
        ),
    ]


def _latest(page: "HomePage") -> list[Item]:
    """The newest pages below this home page. One query a kind."""
    from cms.models import CaseStudyPage, NewsPage, PolicyPage

    kinds = ((_("Policy"), PolicyPage), (_("News"), NewsPage), (_("Case"), CaseStudyPage))
    found = []
    for kind, model in kinds:
        newest = model.objects.descendant_of(page).live().order_by("-first_published_at").first()
        if newest is not None:
            found.append(Item(kind, newest))
    return found[:PAGES_SHOWN]
