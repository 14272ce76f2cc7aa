"""Payments: the port, Stripe, bank transfer, settlement, refunds, invoices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaymentsConfig(AppConfig):
    """Money in and out of the marketplace."""

    name = "marketplace.payments"
    verbose_name = _("payments")
    default_auto_field = "django.db.models.BigAutoField"
