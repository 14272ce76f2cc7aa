"""What explains a result: one line's other factors, the span of all, the levers. Opened on request."""

import uuid
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from footprint import alternatives, drafts, explained_sheet, keeping, lever_plan, queries
from footprint.alternatives import rules_of
from footprint.drafts import Draft
from footprint.entered import entered_at, entered_lines
from footprint.errors import CalculationError
from footprint.numbers import plain
from footprint.queries import FootprintView
from footprint.span import explain_all, span_of


@dataclass(frozen=True)
class Source:
    """The result that is explained: a stored one, or the visitor's draft."""

    view: FootprintView
    draft: Draft | None

    @property
    def back(self) -> str:
        """Its result page."""
        if self.draft is not None:
            return reverse("footprint:draft_result", args=[self.draft.form])
        return reverse("footprint:result", args=[self.view.public_id])

    def address(self, what: str) -> str:
        """Another page that explains it."""
        if self.draft is not None:
            return reverse(f"footprint:draft_{what}", args=[self.draft.form])
        return reverse(f"footprint:result_{what}", args=[self.view.public_id])


@require_safe
def line(
    request: HttpRequest, index: int, public_id: uuid.UUID | None = None, form: str = ""
) -> HttpResponse:
    """What other factor a line could have used, and what it would change."""
    source = _source(request, public_id, form)
    entered = entered_at(source.view, index)
    if entered is None:
        raise Http404
    context = {
        "source": source,
        "index": index,
        "line": source.view.lines[index],
        "explained": alternatives.explain(entered, rules_of(source.view)),
    }
    return _page(request, "footprint/line_explained.html", context)


@require_safe
def span(request: HttpRequest, public_id: uuid.UUID | None = None, form: str = "") -> HttpResponse:
    """How far published factors that fit would move the result, line by line."""
    source = _source(request, public_id, form)
    entered = [item for item, _kg in entered_lines(source.view)]
    explained = explain_all(entered, rules_of(source.view))
    found = span_of(explained)
    context = {
        "source": source,
        "span": found,
        "band": explained_sheet.band(found),
        "lines": [
            explained_sheet.SpanLine(index, item.name, explained[index])
            for index, item in enumerate(source.view.lines[: len(explained)])
        ],
    }
    return _page(request, "footprint/span.html", context)


@require_http_methods(["GET", "POST"])
def levers(
    request: HttpRequest, public_id: uuid.UUID | None = None, form: str = ""
) -> HttpResponse:
    """Price the levers for other shares; a draft remembers those that are to go into the plan."""
    source = _source(request, public_id, form)
    draft = source.draft
    if request.method == "POST" and (draft is None or draft.form != "event"):
        raise Http404
    taken = draft.levers if draft else source.view.inputs.get("levers", {})
    data = request.POST if request.method == "POST" else (request.GET or None)
    plan = lever_plan.plan(source.view, taken=taken, data=data)
    if request.method == "POST" and draft is not None and plan.form.is_valid():
        chosen = {key: plain(share * 100) for key, share in plan.form.taken().items()}
        keeping.keep(request, replace(draft, levers=chosen))
        messages.success(
            request,
            _("Remembered. The chosen levers go into the plan of the event you use this for."),
        )
        return redirect(source.back)
    context = {"source": source, "plan": plan, "draft": draft, "levers_url": request.path}
    return _page(request, "footprint/levers.html", context)


def _source(request: HttpRequest, public_id: uuid.UUID | None, form: str) -> Source:
    """The result, stored or in the making; raises Http404 where there is none."""
    if public_id is not None:
        view = queries.footprint(public_id)
        if view is None:
            raise Http404
        return Source(view, None)
    draft = keeping.current(request, form) if form in drafts.GUIDELINES else None
    if draft is None:
        raise Http404
    try:
        result = draft.result()
    except CalculationError as error:
        raise Http404 from error
    view = queries.preview(result, title=draft.title, boundary=draft.boundary())
    return Source(view, draft)


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
