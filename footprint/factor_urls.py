"""Addresses of the factor library, below `factors/`. A row's own address is stable across sets."""

from django.urls import path
from django.urls.resolvers import URLPattern

from footprint.views import factor_files, factors, library


def _files(prefix: str, view: object, name: str) -> list[URLPattern]:
    """The CSV and the JSON of one thing."""
    return [
        path(f"{prefix}.{kind}", view, {"kind": kind}, name=f"{name}_{kind}")  # type: ignore[arg-type]
        for kind in factor_files.TYPES
    ]


urlpatterns = [
    path("", factors.library, name="factors"),
    path("differ/", library.differ, name="factors_differ"),
    path("gwp/", library.warming, name="factors_gwp"),
    path("grid/", library.grid, name="factors_grid"),
    path("left-out/", library.left_out_rows, name="factors_left_out"),
    path("sets/", library.all_sets, name="factor_sets"),
    path("sets/<str:set_id>/changes/", library.changes, name="factor_set_changes"),
    *_files("set", factor_files.current_set, "factors"),
    *_files("found", factor_files.found, "factors_found"),
    *_files("sets/<str:set_id>", factor_files.published_set, "factor_set"),
    *_files("<slug:factor_id>", factor_files.one, "factor"),
    path("<slug:factor_id>/", factors.factor, name="factor"),
]
