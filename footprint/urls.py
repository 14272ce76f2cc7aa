"""Addresses of the calculators and of the factor library."""

from django.urls import path

from footprint.views import calculators, factors, results, travel, workbooks

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
    path("calculate/office/", calculators.office, name="office"),
    path("calculate/personal/", calculators.personal, name="personal"),
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
    path("factors/", factors.library, name="factors"),
    path("factors/set.csv", factors.download, {"kind": "csv"}, name="factors_csv"),
    path("factors/set.json", factors.download, {"kind": "json"}, name="factors_json"),
    path("factors/<slug:factor_id>/", factors.factor, name="factor"),
]
