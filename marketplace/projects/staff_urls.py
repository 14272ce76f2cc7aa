"""Addresses of staff's work on projects, below /<lang>/staff/projects/."""

from django.urls import URLPattern, URLResolver

app_name = "project_desk"

urlpatterns: list[URLPattern | URLResolver] = []
