"""The boundary of the visitor's own event."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from footprint import boundary as limits
from footprint import desks, inventory
from footprint.boundary import Boundary
from footprint.forms.boundary import BoundaryForm
from look.parts import Crumb


@require_http_methods(["GET", "POST"])
def boundary(request: HttpRequest) -> HttpResponse:
    """Say which classes are in, at which stage, and why the others are not."""
    desk = desks.of_visitor(request, "event")
    if desk is None:
        return redirect("footprint:event")
    draft = desk.draft
    decided = any(key.startswith("boundary_") for key in draft.fields)
    known = draft.limits() if decided else inventory.usual_boundary(draft.form, desk.guideline)
    said = request.POST if request.method == "POST" else None
    form = BoundaryForm(said, guideline=desk.guideline, known=known, left_out=draft.left_out())
    if request.method == "POST" and form.is_valid():
        fields = limits.without(draft.fields) | Boundary(tuple(form.parts())).as_fields()
        desk.keep(replace(draft, fields=fields))
        return redirect(desk.inventory())
    crumbs = [Crumb(_("The amounts"), desk.inventory()), Crumb(_("Boundary"))]
    context = {"form": form, "back": desk.inventory(), "crumbs": crumbs}
    return render(request, "footprint/boundary.html", context)
