"""Supervision: what looks wrong, what is stopped, and the file of a case."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    """Label ``supervision``."""

    name = "marketplace.supervision"
    verbose_name = _("supervision")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.staff import register_queue
        from marketplace.supervision import desk

        register_queue(
            _("Supervision"),
            "supervision:index",
            "supervisor",
            desk.waiting_count,
            text=_(
                "Look into what seems wrong, freeze and release, keep cases. Everything else is read-only."
            ),
        )
