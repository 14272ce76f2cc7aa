"""Addresses of projects and their owners, below /<lang>/."""

from django.urls import path

from marketplace.projects import dossier_views, seller_views, views

app_name = "projects"

_SELLER = "organizations/<uuid:organization_id>/projects/"
_ONE = _SELLER + "<uuid:dossier_id>/"

urlpatterns = [
    path("projects/", views.index, name="index"),
    path("projects/<slug:code>/", views.project, name="project"),
    path("projects/<slug:code>/documents/<uuid:file_id>/", views.document, name="document"),
    path("account/projects/", seller_views.mine, name="mine"),
    path(_SELLER, seller_views.seller, name="seller"),
    path(_SELLER + "apply/", seller_views.apply, name="apply"),
    path(_SELLER + "new/", seller_views.begin, name="dossier_new"),
    path(_SELLER + "files/<uuid:file_id>/", seller_views.file, name="file"),
    path(_ONE, dossier_views.dossier, name="dossier"),
    path(_ONE + "edit/", dossier_views.edit, name="dossier_edit"),
    path(_ONE + "revise/", dossier_views.revise, name="dossier_revise"),
    path(_ONE + "periods/new/", dossier_views.add_period, name="period_new"),
    path(_ONE + "documents/new/", dossier_views.add_document, name="document_new"),
    path(_ONE + "submit/", dossier_views.submit, name="dossier_submit"),
    path(
        _ONE + "periods/<int:pk>/remove/",
        dossier_views.remove_part,
        {"part": "periods"},
        name="period_remove",
    ),
    path(
        _ONE + "documents/<int:pk>/remove/",
        dossier_views.remove_part,
        {"part": "documents"},
        name="document_remove",
    ),
]
