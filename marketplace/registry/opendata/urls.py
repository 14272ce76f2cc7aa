"""Addresses of the open data's pages, below /<lang>/opendata/; the files are under /api/v1/opendata/."""

from django.urls import path

from marketplace.registry.opendata import views

app_name = "opendata"

urlpatterns = [
    path("", views.index, name="index"),
    path("<slug:name>/", views.dataset, name="dataset"),
]
