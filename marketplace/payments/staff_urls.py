"""Addresses of finance's queue, below /<lang>/staff/finance/."""

from django.urls import path

from marketplace.payments import staff_views as views

app_name = "finance"

urlpatterns = [
    path("", views.index, name="index"),
    path("statements/", views.import_statement, name="import"),
    path("statements/sample.csv", views.sample, name="sample"),
    path("lines/<int:line_id>/match/", views.match, name="match"),
    path("lines/<int:line_id>/return/", views.send_back, name="send_back"),
    path("matches/<int:match_id>/confirm/", views.confirm, name="confirm"),
    path("matches/<int:match_id>/refuse/", views.refuse, name="refuse"),
    path("refunds/", views.give_back, name="give_back"),
    path("due/<int:due_id>/", views.returned, name="returned"),
    path("incidents/<int:incident_id>/", views.close_incident, name="close_incident"),
    path("invoices/<int:request_id>/", views.issue_invoice, name="issue_invoice"),
]
