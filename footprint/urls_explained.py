"""Addresses of what explains a result: lines, span, levers, comparisons."""

from django.urls import path

from footprint.views import compare, explained

urlpatterns = [
    path("calculate/compare/", compare.compare, name="compare"),
    path("calculate/compare.csv", compare.download, name="compare_csv"),
    path(
        "calculate/result/<uuid:public_id>/lines/<int:index>/", explained.line, name="result_line"
    ),
    path("calculate/<slug:form>/result/lines/<int:index>/", explained.line, name="draft_line"),
    path("calculate/result/<uuid:public_id>/span/", explained.span, name="result_span"),
    path("calculate/<slug:form>/result/span/", explained.span, name="draft_span"),
    path("calculate/result/<uuid:public_id>/levers/", explained.levers, name="result_levers"),
    path("calculate/<slug:form>/result/levers/", explained.levers, name="draft_levers"),
]
