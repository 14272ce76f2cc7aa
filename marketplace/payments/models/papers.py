"""Requests for a Chinese invoice (发票), which staff issue in the tax office's own system."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class InvoiceRequest(models.Model):
    """What a buyer wants on the invoice for an order; one per order."""

    app_may_update: ClassVar[tuple[str, ...]] = (
        "number",
        "issued_at",
        "issued_by",
        "email",  # to be forgotten, nothing else (a trigger)
    )

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", _("ordinary VAT invoice")
        SPECIAL = "special", _("special VAT invoice")

    order = models.OneToOneField(
        "market.Order", on_delete=models.PROTECT, related_name="invoice_request"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("invoice title"), max_length=200)
    tax_number = models.CharField(_("taxpayer number"), max_length=20, blank=True)
    email = models.EmailField(_("send to"))
    created_at = models.DateTimeField()
    number = models.CharField(_("invoice number"), max_length=40, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("invoice request")
        verbose_name_plural = _("invoice requests")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind="ordinary") | ~Q(tax_number=""),
                name="invoice_special_needs_a_tax_number",
            ),
            models.CheckConstraint(
                condition=Q(issued_at__isnull=True, issued_by__isnull=True, number="")
                | (Q(issued_at__isnull=False, issued_by__isnull=False) & ~Q(number="")),
                name="invoice_issued_has_a_number",
            ),
        ]

    def __str__(self) -> str:
        return self.title
