from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MarketConfig(AppConfig):
    name = "marketplace.market"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what is kept of a person, what is erased, what hinders an erasure; and take a basket along at sign-in."""
        from accounts.arrivals import register_arrival
        from accounts.privacy import Keeper, register_keeper
        from accounts.staff import register_queue
        from marketplace.market import basket_store, open_data
        from marketplace.market import personal_data as kept
        from marketplace.market.portfolios import reading
        from marketplace.registry.opendata import dictionary

        dictionary.register(open_data.LISTINGS)
        register_keeper(Keeper("orders", kept.export, erase=kept.erase, hindrance=kept.hindrance))
        for group, page in (("editor", "index"), ("registrar", "for_registrars")):
            register_queue(
                _("Portfolios"),
                f"portfolio_staff:{page}",
                group,
                reading.in_need,
                text=_("Curate mixes; see which have a part that is frozen or no longer for sale."),
            )
        register_keeper(Keeper("buying", kept.export_buying))
        register_arrival("basket", basket_store.receive)
