"""Addresses of staff's work on supervision, below /<lang>/staff/supervision/."""

from django.urls import URLPattern, URLResolver, path

from marketplace.supervision import case_views, staff_views

app_name = "supervision"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", staff_views.index, name="index"),
    path("search/", staff_views.search, name="search"),
    path("things/<slug:kind>/<str:ref>/", staff_views.thing, name="thing"),
    path("acts/", staff_views.acts, name="acts"),
    path("anomalies/", staff_views.anomaly_list, name="anomalies"),
    path("anomalies/<int:pk>/", staff_views.anomaly, name="anomaly"),
    path("anomalies/<int:pk>/take-up/", staff_views.take_up, name="anomaly_take_up"),
    path("anomalies/<int:pk>/close/", staff_views.close_anomaly, name="anomaly_close"),
    path("cases/", case_views.case_list, name="cases"),
    path("cases/new/", case_views.new_case, name="new_case"),
    path("cases/<uuid:public_id>/", case_views.case, name="case"),
    path("cases/<uuid:public_id>/subjects/", case_views.add_subject, name="case_subject"),
    path("cases/<uuid:public_id>/notes/", case_views.add_note, name="case_note"),
    path("cases/<uuid:public_id>/close/", case_views.close_case, name="case_close"),
    path("cases/<uuid:public_id>/export/", case_views.export_case, name="case_export"),
    path("cases/<uuid:public_id>/freeze/<slug:kind>/<str:ref>/", case_views.freeze, name="freeze"),
    path("freezes/<int:pk>/confirm/", case_views.confirm, name="freeze_confirm"),
    path("freezes/<int:pk>/release/", case_views.ask_release, name="release_ask"),
    path("releases/<int:pk>/approve/", case_views.approve, name="release_approve"),
    path("releases/<int:pk>/decline/", case_views.decline, name="release_decline"),
]
