"""Projects: who applies to sell, with which dossier, and what a project shows in public."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """Label ``projects``."""

    name = "marketplace.projects"
    verbose_name = _("projects")
    default_auto_field = "django.db.models.BigAutoField"
