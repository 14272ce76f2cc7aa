"""Who has what, and how it came."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from marketplace.registry.models.fields import leaf_field, party_field, user_field
from marketplace.registry.models.issuance import CreditBatch


class Holding(models.Model):
    """What a party has of a batch: free, offered for sale, or reserved. The sum of its movements."""

    batch = models.ForeignKey(CreditBatch, on_delete=models.PROTECT, related_name="holdings")
    account = party_field("holdings")
    available_kg = models.BigIntegerField(default=0)
    listed_kg = models.BigIntegerField(default=0)
    held_kg = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["batch", "account"], name="holding_once"),
            models.CheckConstraint(condition=Q(available_kg__gte=0), name="holding_available"),
            models.CheckConstraint(condition=Q(listed_kg__gte=0), name="holding_listed"),
            models.CheckConstraint(condition=Q(held_kg__gte=0), name="holding_held"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.account_id}"


class Compartment(models.TextChoices):
    """Where in a holding kilograms lie."""

    AVAILABLE = "available", pgettext_lazy("holding", "available")
    LISTED = "listed", pgettext_lazy("holding", "for sale")
    HELD = "held", pgettext_lazy("holding", "reserved")


class Movement(models.Model):
    """Kilograms going from one place to another; append-only. Holdings are the replay of these.

    An end without an account is outside: before issuance, or after retirement or cancellation.
    ``subject`` says what it is for (``order:<public_id>``); ``reason`` is our own short words,
    never a person's free text.
    """

    app_may_update: ClassVar[tuple[str, ...]] = ()

    class Kind(models.TextChoices):
        ISSUE = "issue", pgettext_lazy("movement", "issued")
        LIST = "list", pgettext_lazy("movement", "offered for sale")
        UNLIST = "unlist", pgettext_lazy("movement", "taken off sale")
        HOLD = "hold", pgettext_lazy("movement", "reserved")
        RELEASE = "release", pgettext_lazy("movement", "released")
        SELL = "sell", pgettext_lazy("movement", "sold")
        TRANSFER = "transfer", pgettext_lazy("movement", "transferred")
        RETURN = "return", pgettext_lazy("movement", "returned")
        RETIRE = "retire", pgettext_lazy("movement", "retired")
        CANCEL = "cancel", pgettext_lazy("movement", "cancelled")

    batch = models.ForeignKey(CreditBatch, on_delete=models.PROTECT, related_name="movements")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    from_account = models.ForeignKey(
        "accounts.Party", null=True, on_delete=models.PROTECT, related_name="movements_out"
    )
    from_compartment = models.CharField(max_length=10, choices=Compartment.choices, blank=True)
    to_account = models.ForeignKey(
        "accounts.Party", null=True, on_delete=models.PROTECT, related_name="movements_in"
    )
    to_compartment = models.CharField(max_length=10, choices=Compartment.choices, blank=True)
    kg = models.BigIntegerField()
    actor = user_field(null=True)
    reason = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=80)
    at = models.DateTimeField()
    salt = models.BinaryField(max_length=16)
    leaf = leaf_field()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kg__gt=0), name="movement_positive"),
            models.CheckConstraint(
                condition=(Q(from_account=None) & Q(from_compartment=""))
                | (Q(from_account__isnull=False) & ~Q(from_compartment="")),
                name="movement_from_whole",
            ),
            models.CheckConstraint(
                condition=(Q(to_account=None) & Q(to_compartment=""))
                | (Q(to_account__isnull=False) & ~Q(to_compartment="")),
                name="movement_to_whole",
            ),
            models.CheckConstraint(
                condition=Q(kind="issue", from_account=None, to_compartment="available")
                | Q(
                    kind="list",
                    from_compartment="available",
                    to_compartment="listed",
                    from_account=F("to_account"),
                )
                | Q(
                    kind="unlist",
                    from_compartment="listed",
                    to_compartment="available",
                    from_account=F("to_account"),
                )
                | Q(
                    kind="hold",
                    from_compartment="listed",
                    to_compartment="held",
                    from_account=F("to_account"),
                )
                | Q(
                    kind="release",
                    from_compartment="held",
                    to_compartment__in=["listed", "available"],
                    from_account=F("to_account"),
                )
                | Q(kind="sell", from_compartment="held", to_compartment="available")
                | Q(
                    kind__in=["transfer", "return"],
                    from_compartment="available",
                    to_compartment="available",
                )
                | Q(
                    kind__in=["retire", "cancel"],
                    from_compartment="available",
                    to_account=None,
                ),
                name="movement_shape",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["batch", "id"], name="movement_by_batch"),
            models.Index(fields=["subject"], name="movement_by_subject"),
            models.Index(fields=["from_account", "batch", "id"], name="movement_out"),
            models.Index(fields=["to_account", "batch", "id"], name="movement_in"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.kg} kg"
