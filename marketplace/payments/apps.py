"""Payments: the port, Stripe, bank transfer, settlement, refunds, invoices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    """Money in and out of the marketplace."""

    name = "marketplace.payments"
    verbose_name = _("payments")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what waits for finance, how an API client pays, and what is kept of a person."""
        from accounts.privacy import Keeper, register_keeper
        from accounts.staff import register_queue
        from marketplace.payments import api_methods, finance_queries
        from marketplace.payments import personal_data as kept

        assert api_methods  # imported to register itself with the market
        register_keeper(Keeper("payments", kept.export, erase=kept.erase, hindrance=kept.hindrance))
        register_queue(
            _("Payments by bank transfer"),
            "finance:index",
            "finance",
            finance_queries.count_waiting,
            text=_("Match what came in, confirm it as a second person, send back what must go."),
        )
