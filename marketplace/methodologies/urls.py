"""Addresses of methodologies, below /<lang>/."""

from django.urls import URLPattern, URLResolver

app_name = "methodologies"

urlpatterns: list[URLPattern | URLResolver] = []
