"""Addresses of events and offices' years."""

from django.urls import include, path

from events.views import (
    compare,
    copying,
    event,
    imports,
    inventory,
    levers,
    lines,
    lists,
    office,
    site,
    steps,
)

app_name = "events"

_event = [
    path("", event.event, name="event"),
    path("edit/", event.edit, name="event_edit"),
    path("copy/", copying.new_like, name="event_copy"),
    path("plan/", event.plan, name="event_plan"),
    path("plan/publish/", event.publish_plan, name="event_publish"),
    path("boundary/", event.boundary, name="event_boundary"),
    path("actions/", event.actions, name="event_actions"),
    path("levers/", levers.levers, name="event_levers"),
    path("compare/", compare.event, name="event_compare"),
    path("inventory/<str:kind>/", inventory.event, name="event_inventory"),
    path("inventory/<str:kind>/line/new/<slug:source_class>/", lines.new, name="event_line_new"),
    path("inventory/<str:kind>/line/<slug:line_id>/", lines.line, name="event_line"),
    path("inventory/<str:kind>/distance/", lines.distance, name="event_distance"),
    path("travel/<str:kind>/", imports.travel, name="event_travel"),
    path("workbook/<str:kind>/", imports.event_workbook, name="event_workbook"),
    path("offset/", steps.offset, {"subject": "event"}, name="event_offset"),
    path("declare/", steps.declare, {"subject": "event"}, name="event_declare"),
]
_office = [
    path("", office.office, name="office"),
    path("compare/", compare.office, name="office_compare"),
    path("inventory/<str:kind>/", inventory.office, name="office_inventory"),
    path("inventory/<str:kind>/sites/<int:number>/", site.site, name="office_site"),
    path("workbook/<str:kind>/", imports.office_workbook, name="office_workbook"),
    path("offset/", steps.offset, {"subject": "office"}, name="office_offset"),
    path("declare/", steps.declare, {"subject": "office"}, name="office_declare"),
]

urlpatterns = [
    path("events/", lists.index, name="index"),
    path("events/new/", lists.new_event, name="new_event"),
    path("events/<uuid:public_id>/", include(_event)),
    path("offices/new/", lists.new_office_year, name="new_office"),
    path("offices/<uuid:public_id>/", include(_office)),
]
