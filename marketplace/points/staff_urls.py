"""Addresses of staff's work on points, below /<lang>/staff/points/."""

from django.urls import URLPattern, URLResolver

app_name = "points_desk"

urlpatterns: list[URLPattern | URLResolver] = []
