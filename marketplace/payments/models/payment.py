"""Payments, the tries within them, and money on its way back."""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from djmoney.models.fields import MoneyField


def money(verbose_name: Any, **options: Any) -> MoneyField:
    """Return a field for a sum in CNY, two decimals (fen)."""
    return MoneyField(
        verbose_name, max_digits=14, decimal_places=2, default_currency="CNY", **options
    )


class Payment(models.Model):
    """One road by which the money for an order may come: a Checkout session, or a transfer.

    `reference` is ours: the remittance code of a transfer, the idempotency key of a Stripe
    session. `provider_ref` is the provider's (the session's id). `succeeded` says that money
    arrived; `applied` says that it paid the order. What arrived and was not applied goes back.
    """

    app_may_update: ClassVar[tuple[str, ...]] = (
        "provider_ref",
        "intent_ref",
        "refunded",
        "refunded_currency",
        "status",
        "applied",
        "url",
        "failure_code",
        "succeeded_at",
        "ended_at",
    )

    class Provider(models.TextChoices):
        STRIPE = "stripe", _("online payment")
        BANK = "bank", _("bank transfer")

    class Status(models.TextChoices):
        CREATED = "created", _("begun")
        PENDING = "pending", _("waiting for the money")
        SUCCEEDED = "succeeded", _("received")
        FAILED = "failed", _("failed")
        CANCELED = "canceled", _("cancelled")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    order = models.ForeignKey("market.Order", on_delete=models.PROTECT, related_name="payments")
    provider = models.CharField(max_length=8, choices=Provider.choices)
    number = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=80, unique=True)
    provider_ref = models.CharField(max_length=120, unique=True, null=True, blank=True)
    intent_ref = models.CharField(max_length=120, unique=True, null=True, blank=True)
    amount = money(_("amount"))
    refunded = money(_("given back"), default=0)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CREATED)
    applied = models.BooleanField(default=False)
    url = models.URLField(max_length=1000, blank=True)
    # Where the payer's browser found us, so that it comes back with its cookies.
    origin = models.CharField(max_length=200, blank=True)
    failure_code = models.CharField(max_length=60, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["order", "provider", "number"], name="payment_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["order"], condition=Q(applied=True), name="payment_applied_once"
            ),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(provider="bank", status__in=["created", "pending"]),
                name="payment_one_open_transfer",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payment_is_positive"),
            models.CheckConstraint(condition=Q(amount_currency="CNY"), name="payment_in_cny"),
            models.CheckConstraint(
                condition=Q(refunded__gte=0) & Q(refunded__lte=F("amount")),
                name="payment_gives_back_at_most_itself",
            ),
            models.CheckConstraint(
                condition=Q(applied=False) | Q(status="succeeded"),
                name="payment_applied_only_when_received",
            ),
            models.CheckConstraint(
                condition=Q(status="succeeded", succeeded_at__isnull=False)
                | (~Q(status="succeeded") & Q(succeeded_at__isnull=True, refunded=0)),
                name="payment_received_has_a_time",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["created_at"],
                condition=Q(status__in=["created", "pending"]),
                name="payment_open",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PaymentAttempt(models.Model):
    """One try within a payment that the provider told us of, such as a declined card."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="attempts")
    event_id = models.CharField(max_length=120, unique=True)
    code = models.CharField(max_length=60)
    decline_code = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")

    def __str__(self) -> str:
        return f"{self.payment_id} {self.decline_code or self.code}"


class Refund(models.Model):
    """Money given back of one payment; asked for once per `reference`."""

    app_may_update: ClassVar[tuple[str, ...]] = (
        "provider_ref",
        "status",
        "failure_code",
        "ended_at",
    )

    class Status(models.TextChoices):
        CREATED = "created", _("asked for")
        PENDING = "pending", _("on its way")
        SUCCEEDED = "succeeded", _("given back")
        FAILED = "failed", _("failed")
        CANCELED = "canceled", _("cancelled")

    class Source(models.TextChoices):
        BUYER = "buyer", _("the buyer")
        ADMIN = "admin", _("staff")
        SYSTEM = "system", _("the system")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    reference = models.CharField(max_length=80, unique=True)
    provider_ref = models.CharField(max_length=120, unique=True, null=True, blank=True)
    amount = money(_("amount"))
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.CREATED)
    source = models.CharField(max_length=8, choices=Source.choices)
    reason = models.CharField(max_length=200)
    failure_code = models.CharField(max_length=60, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_is_positive"),
            models.CheckConstraint(
                condition=Q(source="system") | Q(asked_by__isnull=False),
                name="refund_asked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class RefundDue(models.Model):
    """Money that a person must send back by bank by a date: of a refund, or of a stray transfer."""

    app_may_update: ClassVar[tuple[str, ...]] = (
        "person",
        "payee_name",
        "payee_account",
        "bank_serial",
        "returned_at",
        "returned_by",
    )

    refund = models.OneToOneField(
        Refund, null=True, blank=True, on_delete=models.PROTECT, related_name="due"
    )
    line = models.OneToOneField(
        "payments.BankAccountLine",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="refund_due",
    )
    amount = money(_("amount"))
    payee_name = models.CharField(_("payee"), max_length=200, blank=True)
    payee_account = models.CharField(_("account"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    due_on = models.DateField(_("due"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="refunds_due"
    )
    created_at = models.DateTimeField()
    bank_serial = models.CharField(_("bank's reference"), max_length=80, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("refund due")
        verbose_name_plural = _("refunds due")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_due_is_positive"),
            models.CheckConstraint(
                condition=Q(refund__isnull=False) | Q(line__isnull=False),
                name="refund_due_of_something",
            ),
            models.CheckConstraint(
                condition=Q(returned_at__isnull=True, returned_by__isnull=True, bank_serial="")
                | (Q(returned_at__isnull=False, returned_by__isnull=False) & ~Q(bank_serial="")),
                name="refund_due_returned_with_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.payee_name}"
