"""The page of one site, wherever the draft is kept: the visitor's session or an organization's workspace."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from footprint import sets, site_drafts, site_rows
from footprint.drafts import Draft
from footprint.errors import CalculationError
from footprint.forms.fields import words
from footprint.forms.sites import SiteForm

NEW = 0
"""The number of a site that is not there yet; the others count from one."""


@dataclass(frozen=True)
class Home:
    """Where a draft lives: how it is kept, where its pages are and which template draws a site."""

    draft: Draft
    keep: Callable[[Draft], None]
    back: str
    address: Callable[[int], str]
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


def answer(request: HttpRequest, home: Home, number: int) -> HttpResponse:
    """Show a site, keep what was filled in, or take it out. Raises Http404 for a number without a site."""
    draft = home.draft
    given = site_drafts.fresh(draft) if number == NEW else site_drafts.site(draft, number)
    if given is None:
        raise Http404
    if request.method == "POST" and "remove" in request.POST and number != NEW:
        home.keep(site_drafts.remove(draft, number))
        messages.success(request, _("The site has been taken out."))
        return redirect(home.back)
    form = SiteForm(draft, given, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            changed = site_drafts.put(draft, number or None, form.site())
        except CalculationError as error:
            form.add_error(error.field or None, words(error.message))
        else:
            home.keep(changed)
            if "back" in request.POST:
                return redirect(home.back)
            messages.success(request, _("Saved."))
            return redirect(home.address(number or len(changed.sites)))
    return render(request, home.template, {**home.context, **_context(home, form, number)})


def _context(home: Home, form: SiteForm, number: int) -> dict[str, Any]:
    published = sets.load().select("electricity", "average_co2", str(form["region"].value()))
    return {
        "form": form,
        "number": number,
        "back": home.back,
        "columns": form.shown,
        "rows": list(form.rows()),
        "origins": list(form.origins()),
        "site_row": _so_far(home.draft, number),
        "has_grid_factor": bool(published),
    }


def _so_far(draft: Draft, number: int) -> site_rows.SiteRow | None:
    if number == NEW:
        return None
    try:
        result = draft.result()
    except CalculationError:
        result = None
    return site_rows.rows(draft, result)[number - 1]
