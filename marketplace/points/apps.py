"""Points: an exchange rule, and a ledger of points apart from the kilograms."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PointsConfig(AppConfig):
    """Label ``points``."""

    name = "marketplace.points"
    verbose_name = _("points")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the staff's index of the desk, and accounts what is kept of persons."""
        from accounts.privacy import Keeper, register_keeper
        from accounts.staff import register_queue
        from marketplace.points import personal_data, queries

        register_queue(
            _("Points"),
            "points_desk:index",
            "registrar",
            queries.waiting_count,
            text=_("Publish exchange rules, release operators' files, report what was redeemed."),
        )
        register_keeper(Keeper("points", personal_data.export, personal_data.erase))
