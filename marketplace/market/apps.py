from django.apps import AppConfig


class MarketConfig(AppConfig):
    name = "marketplace.market"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept of a person, what is erased, what hinders an erasure; and take a basket along at sign-in."""
        from accounts.arrivals import register_arrival
        from accounts.privacy import Keeper, register_keeper
        from marketplace.market import basket_store
        from marketplace.market import personal_data as kept

        register_keeper(Keeper("orders", kept.export, erase=kept.erase, hindrance=kept.hindrance))
        register_keeper(Keeper("buying", kept.export_buying))
        register_arrival("basket", basket_store.receive)
