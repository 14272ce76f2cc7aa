"""Points: an exchange rule, and a ledger of points apart from the kilograms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PointsConfig(AppConfig):
    """Label ``points``."""

    name = "marketplace.points"
    verbose_name = _("points")
    default_auto_field = "django.db.models.BigAutoField"
