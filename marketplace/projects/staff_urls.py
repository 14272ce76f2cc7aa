"""Addresses of staff's work on projects, below /<lang>/staff/projects/."""

from django.urls import path

from marketplace.projects import staff_views as views

app_name = "project_desk"

_VERSION = "dossiers/<uuid:public_id>/<int:number>/"

urlpatterns = [
    path("", views.index, name="index"),
    path("applications/<uuid:public_id>/", views.application, name="application"),
    path(
        "applications/<uuid:public_id>/accept/",
        views.accept_application,
        name="application_accept",
    ),
    path(
        "applications/<uuid:public_id>/return/",
        views.return_application,
        name="application_return",
    ),
    path("dossiers/<uuid:public_id>/", views.dossier, name="dossier"),
    path(_VERSION + "accept/", views.accept_dossier, name="dossier_accept"),
    path(_VERSION + "return/", views.return_dossier, name="dossier_return"),
    path("files/<uuid:file_id>/", views.file, name="file"),
]
