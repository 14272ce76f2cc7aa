from django.apps import AppConfig


class MarketConfig(AppConfig):
    name = "marketplace.market"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept of a person, what is erased, and what hinders an erasure."""
        from accounts.privacy import Keeper, register_keeper
        from marketplace.market import open_data
        from marketplace.market import personal_data as kept
        from marketplace.registry.opendata import dictionary

        dictionary.register(open_data.LISTINGS)
        register_keeper(Keeper("orders", kept.export, erase=kept.erase, hindrance=kept.hindrance))
