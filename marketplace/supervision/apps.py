"""Supervision: what looks wrong, what is stopped, and the file of a case."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    """Label ``supervision``."""

    name = "marketplace.supervision"
    verbose_name = _("supervision")
    default_auto_field = "django.db.models.BigAutoField"
