"""The factor library for people: list, search, one factor's page, downloads."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from footprint import downloads, guidelines, regions, sets
from footprint.errors import CalculationError
from footprint.numbers import printed
from footprint.sets import Factor
from footprint.text import Text
from footprint.vocabulary import CATEGORIES, KINDS, LICENCES
from look.parts import LineChart

PER_PAGE = 40


@dataclass(frozen=True)
class Row:
    """A factor as the list shows it."""

    factor: Factor
    value: str
    category: Text
    kind: Text
    region: Text
    licence: Text


def library(request: HttpRequest) -> HttpResponse:
    """All factors of the current set, filtered and searched."""
    factor_set = sets.load()
    wanted = {
        key: request.GET.get(key, "").strip()[:60] for key in ("q", "category", "region", "grade")
    }
    found = [factor for factor in factor_set if _matches(factor, wanted)]
    page = Paginator([_row(factor) for factor in found], PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "factor_set": factor_set,
        "page": page,
        "count": len(found),
        "wanted": wanted,
        "categories": CATEGORIES,
        "regions": {
            code: regions.name(code) for code in sorted({factor.region for factor in factor_set})
        },
        "grades": sets.GRADES,
    }
    return render(request, "footprint/factors.html", context)


def factor(request: HttpRequest, factor_id: str) -> HttpResponse:
    """One factor with its source, its history and where it is used."""
    factor_set = sets.load()
    try:
        found = factor_set.get(factor_id)
    except CalculationError as error:
        raise Http404 from error
    history = factor_set.select(found.category, found.quantity_kind, found.region)
    series = _history(found, history)
    context = {
        "factor_set": factor_set,
        "row": _row(found),
        "history": series,
        "chart": _chart(series) if len(series) > 2 else None,
        "used": _used(found),
    }
    return render(request, "footprint/factor.html", context)


def download(request: HttpRequest, kind: str) -> HttpResponse:
    """The whole current set as one file."""
    factor_set = sets.load()
    if kind == "json":
        response = HttpResponse(
            downloads.factors_json(factor_set, factor_set), content_type="application/json"
        )
    else:
        response = HttpResponse(
            downloads.factors_csv(factor_set, factor_set), content_type="text/csv; charset=utf-8"
        )
    response.headers["Content-Disposition"] = (
        f'attachment; filename="zhonghe-factors-{factor_set.id}.{kind}"'
    )
    return response


def _matches(factor: Factor, wanted: dict[str, str]) -> bool:
    if any(
        wanted[key] and getattr(factor, key) != wanted[key]
        for key in ("category", "region", "grade")
    ):
        return False
    words = wanted["q"].casefold().split()
    text = " ".join(
        (
            factor.id,
            factor.name.zh,
            factor.name.en,
            factor.notice_number,
            factor.source_title,
            str(factor.year),
        )
    ).casefold()
    return all(word in text for word in words)


def _row(factor: Factor) -> Row:
    return Row(
        factor=factor,
        value=printed(factor.value),
        category=CATEGORIES[factor.category],
        kind=KINDS[factor.quantity_kind],
        region=regions.name(factor.region),
        licence=LICENCES[factor.licence],
    )


def _history(found: Factor, rows: tuple[Factor, ...]) -> list[Factor]:
    """The same quantity in other years: same unit and a name without its year alike."""
    stem = found.id.replace(str(found.year), "")
    alike = [
        row for row in rows if row.unit == found.unit and row.id.replace(str(row.year), "") == stem
    ]
    return sorted(alike, key=lambda row: row.year)


def _chart(series: list[Factor]) -> LineChart:
    return LineChart(
        title=_("Published values by year"),
        points=tuple((str(row.year), row.value) for row in series),
        unit=series[0].unit,
    )


def _used(found: Factor) -> list[dict[str, Any]]:
    """The guidelines that take this row by default, with the reason."""
    return [
        {"guideline": guideline, "reason": item.reason}
        for guideline in map(guidelines.load, guidelines.available())
        for item in guideline.defaults
        if item.factor == found.id
    ]
