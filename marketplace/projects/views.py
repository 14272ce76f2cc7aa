"""What everyone can see of projects: the list with its map, a project's own page, its public documents."""

import uuid
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from look.parts import Crumb
from marketplace.market import catalogue
from marketplace.projects import access, districts, gallery, queries
from marketplace.projects.models import Document, DossierVersion

PROJECTS_A_PAGE = 24


class FilterForm(forms.Form):
    """What somebody looks for among the projects. Nonsense is ignored, not scolded."""

    q = forms.CharField(label=gettext_lazy("Search"), required=False, max_length=80)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of project"), required=False)
    district = forms.ChoiceField(label=gettext_lazy("District"), required=False)

    def narrow(self, found: gallery.Gallery) -> None:
        """Offer only what there is."""
        for name, facets in (("kind", found.kinds), ("district", found.districts)):
            choices = [(facet.value, f"{facet.label} ({facet.count})") for facet in facets]
            self.fields[name].choices = [("", _("all")), *choices]
            self.fields[name].widget.is_required = True
        self.fields["q"].widget.is_required = True


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All projects, narrowed by what the reader looks for, and where they are."""
    asked = {name: request.GET.get(name, "").strip()[:80] for name in ("q", "kind", "district")}
    found = gallery.gallery(gallery.Filters(asked["q"], asked["kind"], asked["district"]))
    form = FilterForm(asked)
    form.narrow(found)
    here = reverse("projects:index")
    context = {
        "form": form,
        "found": found,
        "page": Paginator(found.entries, PROJECTS_A_PAGE).get_page(request.GET.get("page")),
        "filtered": any(asked.values()),
        "district": asked["district"],
        "map": districts.draw(
            found.by_district,
            lambda code: f"{here}?{urlencode({'district': code})}",
            chosen=asked["district"],
        ),
    }
    return render(request, "projects/index.html", context)


@require_safe
def project(request: HttpRequest, code: str) -> HttpResponse:
    """One project: who reduced what, where, by which methodology, and what became of it."""
    card = catalogue.project(code)
    if card is None:
        raise Http404
    listings = reverse("market:listings")
    context = {
        "project": card,
        "story": queries.story(code),
        "made": gallery.made(code),
        "map": districts.draw(
            catalogue.district_counts(),
            lambda district: f"{listings}?{urlencode({'district': district})}",
            chosen=card.district,
        ),
        "crumbs": [Crumb(_("Projects"), reverse("projects:index")), Crumb(_("Project"))],
    }
    return render(request, "projects/project.html", context)


@require_safe
def document(request: HttpRequest, code: str, file_id: uuid.UUID) -> HttpResponse:
    """A public document of a project, as it was handed in: of any version that was accepted."""
    found = (
        Document.objects.filter(
            is_public=True,
            file__public_id=file_id,
            version__dossier__project__code=code,
            version__status=DossierVersion.Status.ACCEPTED,
        )
        .select_related("file")
        .first()
    )
    if found is None:
        raise Http404
    return access.answer(found.file)
