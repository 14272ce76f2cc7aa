"""Addresses of the calculators and of the factor library."""

from django.urls import include, path

from footprint.urls_explained import urlpatterns as explained
from footprint.views import (
    boundary,
    calculators,
    distance,
    keeping,
    lines,
    offices,
    personal,
    results,
    takeaway,
    travel,
    workbooks,
)

app_name = "footprint"
urlpatterns = [
    path("calculate/", calculators.index, name="index"),
    path("calculate/event/", calculators.event, name="event"),
    path("calculate/event/inventory/", calculators.event_inventory, name="event_inventory"),
    path("calculate/event/travel/", travel.upload, name="event_travel"),
    path("calculate/event/travel/accept/", travel.accept, name="event_travel_accept"),
    path("calculate/event/travel/remove/", travel.remove, name="event_travel_remove"),
    path(
        "calculate/event/travel/template.xlsx",
        travel.template,
        {"kind": "xlsx"},
        name="travel_template_xlsx",
    ),
    path(
        "calculate/event/travel/template.csv",
        travel.template,
        {"kind": "csv"},
        name="travel_template_csv",
    ),
    path("calculate/event/line/new/<slug:source_class>/", lines.new, name="event_line_new"),
    path("calculate/event/line/<slug:line_id>/", lines.line, name="event_line"),
    path("calculate/event/boundary/", boundary.boundary, name="event_boundary"),
    path("calculate/event/distance/", distance.event, name="event_distance"),
    path("calculate/distance/", distance.public, name="distance"),
    path("calculate/office/", offices.office, name="office"),
    path("calculate/office/sites/<int:number>/", offices.site, name="office_site"),
    path("calculate/personal/", personal.begin, name="personal"),
    path("calculate/personal/card/<slug:card>/", personal.card, name="personal_card"),
    path("calculate/personal/answers/", personal.answers, name="personal_answers"),
    path("calculate/personal/forget/", personal.forget, name="personal_forget"),
    path("calculate/<slug:form>/workbook/", workbooks.upload, name="workbook"),
    path("calculate/<slug:form>/workbook/accept/", workbooks.accept, name="workbook_accept"),
    path(
        "calculate/<slug:form>/workbook/template.xlsx",
        workbooks.template,
        name="workbook_template",
    ),
    path(
        "calculate/imports/<uuid:public_id>/rows.<str:kind>",
        workbooks.bad_rows,
        name="import_bad_rows",
    ),
    path("calculate/result/<uuid:public_id>/", results.result, name="result"),
    path(
        "calculate/result/<uuid:public_id>.csv",
        results.result_download,
        {"kind": "csv"},
        name="result_csv",
    ),
    path(
        "calculate/result/<uuid:public_id>.json",
        results.result_download,
        {"kind": "json"},
        name="result_json",
    ),
    path("calculate/result/<uuid:public_id>.xlsx", takeaway.result_xlsx, name="result_xlsx"),
    path("calculate/result/<uuid:public_id>.pdf", takeaway.result_pdf, name="result_pdf"),
    path("calculate/<slug:form>/result.xlsx", takeaway.draft_xlsx, name="draft_xlsx"),
    path("calculate/<slug:form>/result.pdf", takeaway.draft_pdf, name="draft_pdf"),
    path("calculate/<slug:form>/result/", results.draft_result, name="draft_result"),
    path(
        "calculate/<slug:form>/result.csv",
        results.draft_download,
        {"kind": "csv"},
        name="draft_csv",
    ),
    path(
        "calculate/<slug:form>/result.json",
        results.draft_download,
        {"kind": "json"},
        name="draft_json",
    ),
    path("calculate/<slug:form>/keep/", results.keep, name="keep"),
    path("calculate/drafts/<uuid:public_id>/", keeping.take_up, name="draft_take_up"),
    path("calculate/drafts/<uuid:public_id>/delete/", keeping.discard, name="draft_discard"),
    *explained,
    path("factors/", include("footprint.factor_urls")),
]
