"""Addresses of applications for issue, below /<lang>/account/issuances/."""

from django.urls import path

from marketplace.registry import application_views as views

app_name = "issuance_request"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<uuid:public_id>/", views.detail, name="detail"),
]
