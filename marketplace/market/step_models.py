"""What sellers do to listings: prices from a moment on, and steps that a second person must take."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from djmoney.models.fields import MoneyField


class PriceChange(models.Model):
    """The price of a listing from a moment on; never edited."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    listing = models.ForeignKey(
        "market.Listing", on_delete=models.PROTECT, related_name="price_changes"
    )
    price_per_tonne = MoneyField(
        _("price per tonne"), max_digits=14, decimal_places=2, default_currency="CNY"
    )
    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.price_per_tonne}"


class ListingStep(models.Model):
    """One member asks, another one takes the step or refuses it; the one who asked may drop it."""

    app_may_update: ClassVar[tuple[str, ...]] = ("status", "decided_by", "decided_at")

    class Act(models.TextChoices):
        ACTIVATE = "activate", pgettext_lazy("listing", "put up for sale")
        PRICE = "price", pgettext_lazy("listing", "change the price")

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("listing", "waiting for a second person")
        DONE = "done", pgettext_lazy("listing", "done")
        REFUSED = "refused", pgettext_lazy("listing", "refused")
        DROPPED = "dropped", pgettext_lazy("listing", "dropped")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    listing = models.ForeignKey("market.Listing", on_delete=models.PROTECT, related_name="steps")
    act = models.CharField(max_length=8, choices=Act.choices)
    price_per_tonne = MoneyField(
        max_digits=14, decimal_places=2, default_currency="CNY", null=True, blank=True
    )
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["listing"], condition=Q(status="waiting"), name="listing_one_step_waits"
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_by=None, decided_at=None)
                | Q(status="dropped", decided_at__isnull=False)
                | (
                    Q(status__in=["done", "refused"], decided_at__isnull=False)
                    & Q(decided_by__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                ),
                name="listing_step_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(act="activate", price_per_tonne=None)
                | Q(act="price", price_per_tonne__gt=0),
                name="listing_step_says_its_price",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.act} {self.status}"
