"""Methodologies: who proposes a way to quantify reductions, who reviews it, and when it is filed."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MethodologiesConfig(AppConfig):
    """Label ``methodologies``."""

    name = "marketplace.methodologies"
    verbose_name = _("methodologies")
    default_auto_field = "django.db.models.BigAutoField"
