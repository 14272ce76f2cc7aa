"""The factor library for people: the browser and the page of one factor."""

from functools import lru_cache

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from opencc import OpenCC

from footprint import sets
from footprint.errors import CalculationError
from footprint.forms.fields import words
from footprint.library import catalogue, left_out, siblings
from footprint.library.catalogue import FILTERS, SORTS, Entry, Library, Query
from look.parts import Bar, BarChart, LineChart

PER_PAGE = 30
MOST_BARS = 45


def query(request: HttpRequest) -> Query:
    """What the address asks for; Traditional characters are looked for as Simplified ones."""
    given = request.GET.dict()
    if given.get("q"):
        given["q"] = _to_simplified().convert(given["q"][: catalogue.MAX_LENGTH])
    return Query.read(given)


def chosen(request: HttpRequest) -> Library:
    """The library of the set that the address names, by default of the current one; raises Http404."""
    try:
        return catalogue.of(request.GET.get("set", "")[:20] or None)
    except CalculationError as error:
        raise Http404 from error


def library(request: HttpRequest) -> HttpResponse:
    """All factors of a set, searched, filtered and sorted."""
    found_in, wanted = chosen(request), query(request)
    found = found_in.find(wanted)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "factor_set": found_in.factor_set,
        "current": sets.CURRENT,
        "page": page,
        "count": len(found),
        "wanted": wanted,
        "also": catalogue.also_searched(wanted.q),
        "typed": request.GET.get("q", "").strip()[: catalogue.MAX_LENGTH],
        "options": {name: _options(found_in, name, getattr(wanted, name)) for name in FILTERS},
        "sorts": SORTS,
        "left_out": left_out.count(),
        "files": urlencode(wanted.given),
    }
    return render(request, "footprint/factors.html", context)


def factor(request: HttpRequest, factor_id: str) -> HttpResponse:
    """One factor with its source, range, history, siblings and uses."""
    found_in = chosen(request)
    try:
        entry = found_in.get(factor_id)
    except CalculationError as error:
        raise Http404 from error
    series = found_in.series(entry)
    across = found_in.across(entry)
    context = {
        "factor_set": found_in.factor_set,
        "current": sets.CURRENT,
        "row": entry,
        "history": [item.factor for item in series],
        "newer": series[-1] if series[-1] is not entry else None,
        "replaces": found_in.replaced_by(entry),
        "chart": _over_years(series) if len(series) > 1 else None,
        "across": _over_regions(entry, across) if 1 < len(across) <= MOST_BARS else None,
        "siblings": siblings.of(found_in, entry),
    }
    return render(request, "footprint/factor.html", context)


def _options(library: Library, name: str, chosen: str) -> SafeString:
    """The options of a filter; an unknown choice chooses nothing."""
    known = any(value == chosen for value, _text, _count in library.choices[name])
    return _rendered(library, name, chosen if known else "", get_language())


@lru_cache(maxsize=512)
def _rendered(library: Library, name: str, chosen: str, language: str) -> SafeString:
    """Some 150 options a page, the same for everyone who reads this language."""
    rows = (
        (value, mark_safe(" selected" if value == chosen else ""), words(text), count)
        for value, text, count in library.choices[name]
    )
    return format_html_join("", '<option value="{}"{}>{} ({})</option>', rows)


@lru_cache(maxsize=1)
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def _over_years(series: tuple[Entry, ...]) -> LineChart:
    return LineChart(
        title=_("Published values by year"),
        points=tuple((str(item.factor.year), item.factor.value) for item in series),
        unit=series[0].factor.unit,
    )


def _over_regions(entry: Entry, across: tuple[Entry, ...]) -> BarChart:
    bars = [
        Bar(
            words(item.region),
            item.factor.value,
            href="" if item is entry else reverse("footprint:factor", args=[item.factor.id]),
            tone="1" if item is entry else "muted",
        )
        for item in across
    ]
    return BarChart(
        title=_("The same table, all regions, %(year)s") % {"year": entry.factor.year},
        bars=bars,
        unit=entry.factor.unit,
        label_head=_("Region"),
    )
