"""What Stripe told us, what a payer agreed to, and what a person has to look at."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.payments.models.payment import Payment


class StripeEvent(models.Model):
    """The inbox: a webhook's body as it came, durable before it is answered."""

    app_may_update: ClassVar[tuple[str, ...]] = (
        "processed_at",
        "outcome",
    )

    class Outcome(models.TextChoices):
        WAITING = "", _("waiting")
        HANDLED = "handled", _("handled")
        IGNORED = "ignored", _("not ours")
        PARKED = "parked", _("for a person to look at")

    event_id = models.CharField(max_length=120, unique=True)
    type = models.CharField(max_length=80)
    body = models.BinaryField()
    received_at = models.DateTimeField()
    processed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)

    class Meta:
        verbose_name = _("Stripe event")
        verbose_name_plural = _("Stripe events")

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"


class ProcessingConsent(models.Model):
    """A payer's consent to personal data going to a processor abroad (PIPL, articles 13 and 39)."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    order = models.ForeignKey("market.Order", on_delete=models.PROTECT, related_name="consents")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recipient = models.CharField(max_length=60)
    text_version = models.CharField(max_length=20)
    language = models.CharField(max_length=10)
    given_at = models.DateTimeField()

    class Meta:
        verbose_name = _("consent to processing abroad")
        verbose_name_plural = _("consents to processing abroad")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["order", "recipient", "text_version"], name="consent_given_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient} {self.text_version}"


class Incident(models.Model):
    """Something about money that only a person can settle; opened once per `key`."""

    app_may_update: ClassVar[tuple[str, ...]] = (
        "closed_at",
        "closed_by",
        "note",
    )

    class Kind(models.TextChoices):
        UNKNOWN = "unknown", _("A payment nobody knows")
        MISMATCH = "mismatch", _("Amount or currency differs")
        DISPUTE = "dispute", _("The payer's bank claims the money back")
        REFUND = "refund", _("A refund failed")

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    payment = models.ForeignKey(
        Payment, null=True, blank=True, on_delete=models.PROTECT, related_name="incidents"
    )
    detail = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(_("what was done"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | (Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(note="")),
                name="incident_closed_with_a_note",
            ),
        ]

    def __str__(self) -> str:
        return self.key
