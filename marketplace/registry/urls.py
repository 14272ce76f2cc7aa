"""Addresses of the public registry, below /<lang>/registry/."""

from django.urls import include, path

from marketplace.registry import provenance_views, views

app_name = "registry"

urlpatterns = [
    path("", views.index, name="index"),
    path("batches/<str:code>/", views.batch, name="batch"),
    path("retirements/<uuid:public_id>/", views.retirement, name="retirement"),
    path(
        "retirements/<uuid:public_id>/provenance/",
        provenance_views.provenance,
        name="provenance",
    ),
    path("log/", views.log, name="log"),
    path("status/", views.status, name="status"),
    path("", include("marketplace.registry.public.urls")),
]
