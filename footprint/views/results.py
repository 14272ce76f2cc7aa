"""Result pages: of a draft, and of a stored footprint; and the files to take away."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.parties import party_for_user
from footprint import claims, downloads, drafts, footprints, keeping, limits, queries
from footprint.drafts import Draft
from footprint.errors import CalculationError
from footprint.forms.fields import words
from footprint.models import Footprint
from footprint.queries import FootprintView
from footprint.sheets import sheet
from footprint.year_sheets import year_sheet

FORMS = {
    "event": "footprint:event_inventory",
    "office": "footprint:office",
    "personal": "footprint:personal_answers",
}
# What a retirement for a footprint of each guideline is for, in the market's words.
PURPOSES = {
    "mee-2019-19": "event",
    "public-building-2015": "office_year",
    "personal-2026": "personal",
}


def draft_result(request: HttpRequest, form: str) -> HttpResponse:
    """What the visitor's draft comes to; nothing is stored."""
    draft = draft_of(request, form)
    if draft is None:
        return redirect(f"footprint:{form}")
    try:
        view = preview_of(draft)
    except CalculationError as error:
        messages.error(request, words(error.message))
        return redirect(FORMS[form])
    if not view.lines:
        messages.info(request, _("Nothing has been filled in yet: there is no result to show."))
        return redirect(FORMS[form])
    context = {"sheet": sheet(view), "draft": draft, "back": reverse(FORMS[form])}
    context["year"] = year_sheet(view, draft)
    return render(request, "footprint/result.html", context)


@require_POST
def keep(request: HttpRequest, form: str) -> HttpResponse:
    """Store the draft as a planned footprint; then show it, or go and cover it."""
    draft = draft_of(request, form)
    if draft is None:
        return redirect(f"footprint:{form}")
    if not limits.within(request, "keep", limits.RESULTS):
        messages.error(request, _("Too many results stored from here. Please wait ten minutes."))
        return redirect("footprint:draft_result", form)
    result = draft.result()
    if not result.lines:
        return redirect("footprint:draft_result", form)
    user = request.user if request.user.is_authenticated else None
    stored = footprints.store(
        result,
        kind=Footprint.Kind.PLANNED,
        title=draft.title,
        boundary=draft.boundary() or None,
        levers=draft.levers,
        details=draft.details(),
        owner=party_for_user(user) if user else None,
        created_by=user,
    )
    claims.remember(request, stored)
    cover = cover_url(stored) if "cover" in request.POST else ""
    if cover:
        return redirect(cover)
    messages.success(
        request, _("Kept. This address shows the result for as long as the site stands.")
    )
    return redirect("footprint:result", stored.public_id)


def result(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A stored footprint, to whoever has its address."""
    view = _stored(public_id)
    context = {"sheet": sheet(view), "cover": cover_url(view)}
    context["year"] = year_sheet(view)
    response = render(request, "footprint/result.html", context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def result_download(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponse:
    """A stored footprint as CSV or JSON."""
    return _download(_stored(public_id), kind, name=f"footprint-{public_id}")


def draft_download(request: HttpRequest, form: str, kind: str) -> HttpResponse:
    """The visitor's draft result as CSV or JSON."""
    draft = draft_of(request, form)
    if draft is None:
        raise Http404
    return _download(preview_of(draft), kind, name=f"footprint-{form}")


def cover_url(of: Footprint | FootprintView) -> str:
    """Where to buy what covers a footprint, with what it is for, or nothing when the market is not there."""
    try:
        address = reverse("market:listings")
    except NoReverseMatch:
        return ""
    known = {
        "kg": of.total_kg,
        "footprint": of.public_id,
        "purpose": PURPOSES.get(of.guideline),
        "title": of.title,
    }
    return f"{address}?{urlencode({name: value for name, value in known.items() if value})}"


def draft_of(request: HttpRequest, form: str) -> Draft | None:
    """The visitor's draft of a form; raises Http404 for a form that there is not."""
    if form not in drafts.GUIDELINES:
        raise Http404
    return keeping.current(request, form)


def preview_of(draft: Draft) -> FootprintView:
    """A draft's result as a stored one would be seen; raises CalculationError."""
    return queries.preview(
        draft.result(), title=draft.title, boundary=draft.boundary(), details=draft.details()
    )


def _stored(public_id: uuid.UUID) -> FootprintView:
    view = queries.footprint(public_id)
    if view is None:
        raise Http404
    return view


def _download(view: FootprintView, kind: str, *, name: str) -> HttpResponse:
    if kind == "json":
        response = HttpResponse(downloads.as_json(view), content_type="application/json")
    else:
        response = HttpResponse(downloads.as_csv(view), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
