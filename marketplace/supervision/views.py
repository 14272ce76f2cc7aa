"""What everybody may see of supervision: what was frozen, released, and why, as far as it is said in public."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from look.parts import Crumb
from marketplace.registry import frozen
from marketplace.registry.models import Freeze
from marketplace.registry.pages import crumbs as registry_crumbs
from marketplace.supervision import freeze_names

SHOWN = 50


@require_safe
def freezes(request: HttpRequest) -> HttpResponse:
    """List what is frozen now, and every freeze, confirmation and release."""
    rows = Freeze.objects.order_by("-pk")
    page = Paginator(rows, SHOWN).get_page(request.GET.get("page"))
    ids = [row.pk for row in page]
    context = {
        "now": freeze_names.views(frozen.open_freezes().order_by("-pk")),
        "acts": freeze_names.views(Freeze.objects.filter(pk__in=ids).order_by("-pk")),
        "page": page,
        "crumbs": registry_crumbs(Crumb(_("Freezes and releases"))),
    }
    return render(request, "supervision/public.html", context)
