"""Addresses of staff's work on points, below /<lang>/staff/points/."""

from django.urls import path

from marketplace.points import staff_views as views

app_name = "points_desk"

urlpatterns = [
    path("", views.index, name="index"),
    path("rules/new/", views.new_rule, name="new_rule"),
    path("rules/<uuid:public_id>/decide/", views.decide_rule, name="decide_rule"),
    path("operators/new/", views.new_operator, name="new_operator"),
    path("files/new/", views.new_import, name="new_import"),
    path("files/<uuid:public_id>/", views.file, name="file"),
    path("files/<uuid:public_id>/decide/", views.decide_file, name="decide_file"),
    path("rows/<int:row>/correct/", views.correct, name="correct"),
    path("corrections/<int:pk>/decide/", views.decide_correction, name="decide_correction"),
    path("reports/new/", views.new_report, name="new_report"),
    path("reports/<uuid:public_id>/", views.report, name="report"),
]
