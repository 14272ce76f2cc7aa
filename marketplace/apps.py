"""The root of the marketplace: what registry, market, payments and certificates share."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class MarketplaceConfig(AppConfig):
    """Collects every app's ``handlers`` module, so that the outbox knows who does what."""

    name = "marketplace"
    verbose_name = _("marketplace")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        autodiscover_modules("handlers")
