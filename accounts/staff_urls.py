"""Addresses of the staff's index and of the organizations' verification, below /<lang>/staff/."""

from django.urls import path

from accounts import directory_views, name_views, staff_views

app_name = "staff"

urlpatterns = [
    path("", staff_views.index, name="index"),
    path("directory/", directory_views.desk, name="directory"),
    path("directory/names/", name_views.desk, name="directory_names"),
    path("organizations/", staff_views.organization_queue, name="organizations"),
    path("organizations/<uuid:organization_id>/", staff_views.organization, name="organization"),
    path(
        "organizations/<uuid:organization_id>/verify/",
        staff_views.verify,
        name="organization_verify",
    ),
    path(
        "organizations/<uuid:organization_id>/refuse/",
        staff_views.refuse,
        name="organization_refuse",
    ),
]
