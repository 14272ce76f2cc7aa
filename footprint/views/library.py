"""Pages around the factor library: regions and years, warming potentials, sets, what is left out, why others differ."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from footprint import guidelines, regions, sets
from footprint.errors import CalculationError
from footprint.forms.fields import words
from footprint.library import catalogue, differences, disagreement, gwp, left_out
from footprint.library.catalogue import Entry
from footprint.library.disagreement import Case, Topic
from footprint.numbers import rounded
from footprint.text import Text
from look.parts import Bar, BarChart


def grid(request: HttpRequest) -> HttpResponse:
    """Grid factors of all regions for one year as a chart, and over the years as a table."""
    library = catalogue.of()
    rows = [
        entry
        for entry in library.entries
        if entry.factor.category == "electricity" and entry.factor.quantity_kind == "average_co2"
    ]
    years = sorted({entry.factor.year for entry in rows})
    asked = request.GET.get("year", "")
    year = int(asked) if asked in map(str, years) else years[-1]
    shown = sorted(
        (row for row in rows if row.factor.year == year), key=lambda row: -row.factor.value
    )
    newest = [row for row in rows if row.factor.year == years[-1]]
    context = {
        "factor_set": library.factor_set,
        "years": years,
        "year": year,
        "chart": _regions(shown, year),
        "table": [_years(entry.region, library.series(entry)) for entry in newest],
        "missing": [regions.name(code) for code in sets.without_grid_factor(library.factor_set)],
    }
    return render(request, "footprint/library/grid.html", context)


def warming(request: HttpRequest) -> HttpResponse:
    """Warming potentials by report, and blends from their composition."""
    factor_set = sets.load()
    rules = [guidelines.load(item) for item in guidelines.available()]
    context = {
        "factor_set": factor_set,
        "reports": gwp.REPORTS,
        "gases": gwp.gases(factor_set),
        "blends": gwp.blends(factor_set),
        "guidelines": rules,
    }
    return render(request, "footprint/library/gwp.html", context)


def differ(request: HttpRequest) -> HttpResponse:
    """Why calculators differ, with our own numbers."""
    factor_set = sets.load()
    topics = disagreement.topics(factor_set)
    context = {
        "factor_set": factor_set,
        "topics": [(topic, _ways(topic)) for topic in topics],
    }
    return render(request, "footprint/library/differ.html", context)


def left_out_rows(request: HttpRequest) -> HttpResponse:
    """What no set holds, and why."""
    library = catalogue.of()
    context = {
        "factor_set": library.factor_set,
        "groups": left_out.groups(),
        "count": left_out.count(),
        "held": [offer for offer in library.choices["use"] if offer[0] in ("any", "named", "none")],
    }
    return render(request, "footprint/library/left_out.html", context)


def all_sets(request: HttpRequest) -> HttpResponse:
    """Every published set with its date, predecessor and digest."""
    found = [sets.load(item) for item in reversed(sets.available())]
    return render(request, "footprint/library/sets.html", {"sets": found, "current": sets.CURRENT})


def changes(request: HttpRequest, set_id: str) -> HttpResponse:
    """How a set differs from its predecessor, or from the older set that `from` names."""
    try:
        new = sets.load(set_id[:20])
        older = request.GET.get("from", "")[:20] or new.predecessor
        old = sets.load(older) if older else None
    except CalculationError as error:
        raise Http404 from error
    context: dict[str, Any] = {
        "factor_set": new,
        "old": old,
        "difference": differences.compare(old, new) if old else None,
        "others": [item for item in sets.available() if item != new.id],
    }
    if found := context["difference"]:
        context["lists"] = [(found.added, _("Rows added")), (found.removed, _("Rows removed"))]
    return render(request, "footprint/library/changes.html", context)


def _years(region: Text, series: tuple[Entry, ...]) -> tuple[Text, tuple[Entry, ...], Decimal]:
    first, last = series[0].factor, series[-1].factor
    return region, series, differences.Change(first, last, ()).percent or Decimal(0)


def _regions(shown: list[Entry], year: int) -> BarChart:
    bars = [
        Bar(
            words(entry.region),
            entry.factor.value,
            href=reverse("footprint:factor", args=[entry.factor.id]),
            tone="1" if entry.factor.region == "CN" else "muted",
        )
        for entry in shown
    ]
    return BarChart(
        title=_("Grid factors of %(year)s, highest first") % {"year": year},
        bars=bars,
        unit=shown[0].factor.unit,
        label_head=_("Region"),
    )


def _ways(topic: Topic) -> BarChart:
    return BarChart(
        title=words(topic.question),
        bars=[_way(case) for case in topic.cases],
        unit=_("kg"),
        label_head=_("Way of computing"),
    )


def _way(case: Case) -> Bar:
    notes = [_("this is what we take") if case.ours else "", words(case.step)]
    left_out_page = reverse("footprint:factors_left_out")
    return Bar(
        words(case.label),
        rounded(case.kg, places=2),
        note=" · ".join(filter(None, notes)),
        href=reverse("footprint:factor", args=[case.factor]) if case.factor else left_out_page,
        tone="1" if case.ours else "muted",
    )
