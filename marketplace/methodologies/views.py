"""The public pages: which methodologies there are, what each says, and what is proposed."""

from urllib.parse import quote
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from look.parts import Crumb
from look.templatetags.look import localname
from marketplace.methodologies import access, queries
from marketplace.methodologies.forms import FilterForm
from marketplace.methodologies.models import Document
from marketplace.methodologies.questions import QUESTIONS

PAGE = 30


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the methodologies that match what is looked for."""
    form = FilterForm(request.GET or None)
    form.is_valid()
    data = getattr(form, "cleaned_data", {})
    filters = queries.Filters(
        text=data.get("q", ""), kind=data.get("kind", ""), status=data.get("status", "")
    )
    page = Paginator(queries.cards(filters), PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "filtered": filters != queries.Filters()}
    return render(request, "methodologies/index.html", context)


@require_safe
def methodology(request: HttpRequest, code: str) -> HttpResponse:
    """Show one methodology: its versions, their sources, their review, and what was issued under it."""
    found = queries.page(code)
    if found is None:
        raise Http404
    context = {"methodology": found, "crumbs": crumbs(localname(found)), "questions": QUESTIONS}
    return render(request, "methodologies/methodology.html", context)


@require_safe
def proposal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show what an organization proposes, while it waits and is reviewed, and after it was filed."""
    found = queries.proposal(public_id)
    if found is None:
        raise Http404
    context = {"proposal": found, "crumbs": crumbs(localname(found)), "questions": QUESTIONS}
    return render(request, "methodologies/proposal.html", context)


@require_safe
def document(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand out a document: to everybody once it is filed, before that to those concerned."""
    rows = Document.objects.select_related("submission__organization")
    found = rows.filter(public_id=public_id).first()
    if found is None or not access.may_read(request.user, found.submission):
        raise Http404
    answer = HttpResponse(bytes(found.content), content_type=found.media_type)
    answer.headers["Content-Disposition"] = _attachment(found.name)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def crumbs(*labels: str) -> list[Crumb]:
    """Return the way to a page below the list."""
    home = Crumb(pgettext("methodology", "Methodologies"), reverse("methodologies:index"))
    return [home, *(Crumb(label) for label in labels)]


def mine(*labels: str) -> list[Crumb]:
    """Return the way to a page below one's own submissions."""
    return [
        *crumbs(),
        Crumb(_("My submissions"), reverse("methodologies:mine")),
        *map(Crumb, labels),
    ]


def _attachment(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name)}"
