"""Addresses of the registrars' queue of corrections, below /<lang>/staff/certificates/."""

from django.urls import path

from marketplace.certificates import correction_views as views

app_name = "certificates_staff"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("<uuid:public_id>/", views.one, name="one"),
    path("<uuid:public_id>/evidence", views.evidence, name="evidence"),
    path("<uuid:public_id>/make/", views.make, name="make"),
    path("<uuid:public_id>/refuse/", views.refuse, name="refuse"),
]
