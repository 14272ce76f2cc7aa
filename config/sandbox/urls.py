"""Addresses of the sandbox, below /sandbox/, in the demo only."""

from django.urls import path, re_path

from config.sandbox import views

app_name = "sandbox"

urlpatterns = [
    path("", views.index, name="index"),
    re_path(r"^stripe/(?P<path>.*)$", views.stripe, name="stripe"),
    re_path(r"^mail/(?P<path>.*)$", views.mail, name="mail"),
]
