"""Addresses of staff's work on supervision, below /<lang>/staff/supervision/."""

from django.urls import URLPattern, URLResolver

app_name = "supervision"

urlpatterns: list[URLPattern | URLResolver] = []
