"""Projects: who applies to sell, with which dossier, and what a project shows in public."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """Label ``projects``."""

    name = "marketplace.projects"
    verbose_name = _("projects")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the registrars' queue, what waits for sellers, and what is kept of a person."""
        from accounts.privacy import Keeper, register_keeper
        from accounts.staff import register_queue
        from marketplace.projects import handlers, measuring, personal_data, queries  # noqa: F401

        register_queue(
            _("Project owners and dossiers"),
            "project_desk:index",
            "registrar",
            queries.waiting_count,
            text=_("Accept who sells here and what they hand in, or send it back with reasons."),
        )
        register_keeper(Keeper("project_owners", personal_data.export, erase=personal_data.erase))
