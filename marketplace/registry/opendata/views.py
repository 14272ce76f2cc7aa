"""The open data's pages: what there is, what each field means, and the files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from look.parts import Crumb
from marketplace.registry import freshness, pages
from marketplace.registry.opendata import dictionary, queries
from marketplace.registry.opendata.dictionary import Dataset


@freshness.page
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the data sets with their files."""
    edition = queries.newest()
    title = _("Open data")
    context = {
        "title": title,
        "at": "opendata",
        "crumbs": pages.crumbs(Crumb(title)),
        "edition": edition,
        "sets": [(each, _files(each, edition)) for each in dictionary.datasets()],
        "licence": dictionary.LICENCE,
        "licence_url": dictionary.LICENCE_URL,
    }
    return render(request, "registry/opendata/index.html", context)


@freshness.page
@require_safe
def dataset(request: HttpRequest, name: str) -> HttpResponse:
    """Show one data set: its fields with unit and meaning, its files."""
    found = dictionary.dataset(name)
    if found is None:
        raise Http404
    edition = queries.newest()
    context = {
        "title": found.name_en if get_language() == "en" else found.name_zh,
        "at": "opendata",
        "crumbs": pages.crumbs(Crumb(_("Open data"), "../"), Crumb(name)),
        "dataset": found,
        "edition": edition,
        "files": _files(found, edition),
        "licence": dictionary.LICENCE,
        "licence_url": dictionary.LICENCE_URL,
    }
    return render(request, "registry/opendata/dataset.html", context)


def _files(found: Dataset, edition: queries.EditionView | None) -> list[Any]:
    if edition is None:
        return []
    files = [edition.files.get((found.name, form)) for form in ("csv", "json")]
    return [file for file in files if file is not None]
