"""The page that draws a retirement's kilograms from issuance to the end: public, with no name that is not public."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from look.parts import Crumb
from marketplace.registry import queries, ways


@require_safe
def provenance(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The chain of every batch of a retirement."""
    retirement = queries.retirement(public_id)
    if retirement is None:
        raise Http404
    here = reverse("registry:retirement", args=[public_id])
    context = {
        "retirement": retirement,
        "batches": ways.of(retirement.id),
        "crumbs": [
            Crumb(_("Public registry"), reverse("registry:index")),
            Crumb(_("Retirement"), here),
            Crumb(_("Where it came from")),
        ],
    }
    return render(request, "registry/provenance.html", context)
