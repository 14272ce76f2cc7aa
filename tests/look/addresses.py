"""The look's own addresses and nothing else: its pages must draw whatever other apps exist or not."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = i18n_patterns(path("", include("look.urls")))
