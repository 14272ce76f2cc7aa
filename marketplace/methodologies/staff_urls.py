"""Addresses of staff's work on methodologies, below /<lang>/staff/methodologies/."""

from django.urls import URLPattern, URLResolver

app_name = "methodology_desk"

urlpatterns: list[URLPattern | URLResolver] = []
