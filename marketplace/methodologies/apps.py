"""Methodologies: who proposes a way to quantify reductions, who reviews it, and when it is filed."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MethodologiesConfig(AppConfig):
    """Label ``methodologies``."""

    name = "marketplace.methodologies"
    verbose_name = _("methodologies")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the staff's index of the desk, and accounts what is kept of persons."""
        from accounts.privacy import Keeper, register_keeper
        from accounts.staff import register_queue
        from marketplace.methodologies import personal_data, queries

        register_queue(
            _("Methodologies"),
            "methodology_desk:index",
            "registrar",
            queries.waiting_count,
            text=_(
                "Find two reviewers for what developers propose, then decide; say what is accepted."
            ),
        )
        register_keeper(
            Keeper(
                "methodologies",
                personal_data.export,
                personal_data.erase,
                personal_data.hindrance,
            )
        )
