"""The registry: who issued, holds, retired; and the public log that proves it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    """Label ``registry``."""

    name = "marketplace.registry"
    verbose_name = _("registry")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from accounts.privacy import Keeper, register_keeper
        from accounts.staff import register_queue
        from marketplace.registry import application_queries, desk, personal_data  # noqa: F401 - its source registers
        from marketplace.registry.opendata import sets

        register_queue(
            _("Issues and withdrawals"),
            "registrar:index",
            "registrar",
            desk.waiting_count,
            text=_("Bring issued blocks into custody, decide on requests, follow withdrawals up."),
        )
        sets.register_all()
        register_keeper(
            Keeper("ledger", personal_data.export, personal_data.erase, personal_data.hindrance)
        )
