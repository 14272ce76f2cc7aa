"""Addresses of badges, /embed/<code>: outside the languages, since other sites keep them for years."""

from django.urls import path

from marketplace.certificates import embed_views as views

app_name = "embed"

urlpatterns = [
    path("<str:code>.svg", views.picture, name="picture"),
    path("<str:code>", views.frame, name="frame"),
]
