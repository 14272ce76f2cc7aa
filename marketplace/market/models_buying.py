"""Baskets, offered transfers, gifts, whence reservations come: fields and constraints.

Verbs live in basket_store, transfers, gifts and origins.
"""

import uuid
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy


class KeptBasket(models.Model):
    """What a signed-in person means to buy, in the shape of ``basket.Basket.as_json``; nothing in it is held."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="basket"
    )
    content = models.JSONField(default=dict)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"basket of {self.user_id}"


class QuoteOrigin(models.Model):
    """Whence a reservation without a verified organization came: a keyed hash of its browser or its network.

    Kept while the reservation holds stock, so that all of one origin are counted together; deleted after that.
    """

    quote = models.ForeignKey("market.Quote", on_delete=models.CASCADE, related_name="origins")
    mark = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["mark", "quote"], name="quote_comes_from_a_place_once"),
            models.CheckConstraint(condition=~Q(mark=""), name="quote_origin_is_marked"),
        ]

    def __str__(self) -> str:
        return f"{self.quote_id}: {self.mark}"


class TransferOffer(models.Model):
    """Kilograms that one account offers to another without a sale, until somebody there accepts them.

    They stay with the sender until then: one movement at acceptance, which the ledger refuses if they have gone.
    """

    app_may_update: ClassVar[tuple[str, ...]] = (
        "status",
        "note",
        "approved_by",
        "approved_at",
        "ended_by",
        "ended_at",
    )

    class Status(models.TextChoices):
        AWAITING_APPROVAL = "awaiting_approval", pgettext_lazy("transfer", "waiting for approval")
        OFFERED = "offered", pgettext_lazy("transfer", "waiting for the receiver")
        ACCEPTED = "accepted", pgettext_lazy("transfer", "accepted")
        DECLINED = "declined", pgettext_lazy("transfer", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("transfer", "withdrawn")
        LAPSED = "lapsed", pgettext_lazy("transfer", "lapsed")

    OPEN = (Status.AWAITING_APPROVAL, Status.OFFERED)
    ANSWERED = (Status.ACCEPTED, Status.DECLINED)
    LASTS = timedelta(days=14)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sender = models.ForeignKey(
        "accounts.Party", on_delete=models.PROTECT, related_name="transfers_offered"
    )
    receiver = models.ForeignKey(
        "accounts.Party", on_delete=models.PROTECT, related_name="transfers_received"
    )
    status = models.CharField(max_length=20, choices=Status.choices)
    note = models.CharField(max_length=512, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(sender=F("receiver")), name="transfer_between_two_accounts"
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("created_by")),
                name="transfer_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["awaiting_approval", "offered"], ended_at=None)
                | Q(
                    status__in=["accepted", "declined", "withdrawn", "lapsed"],
                    ended_at__isnull=False,
                ),
                name="transfer_ended_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["accepted", "declined"]) | Q(ended_by__isnull=False),
                name="transfer_answered_by_somebody",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["sender", "status"], name="transfer_by_sender"),
            models.Index(fields=["receiver", "status"], name="transfer_by_receiver"),
            models.Index(
                fields=["expires_at"],
                condition=Q(status__in=["awaiting_approval", "offered"]),
                name="transfer_open",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def answer_by(self) -> datetime:
        """By when it is to be approved; once approved, by when to be answered, counted from the approval."""
        return self.approved_at + self.LASTS if self.approved_at else self.expires_at

    @classmethod
    def overdue(cls, now: datetime) -> Q:
        """What the offers fulfil whose ``answer_by`` has come."""
        return Q(approved_at=None, expires_at__lte=now) | Q(approved_at__lte=now - cls.LASTS)

    @property
    def went_out(self) -> bool:
        """Whether the receiver was ever asked; told by its approval, or by its sender asking for none."""
        if self.approved_at or self.status in (self.Status.OFFERED, *self.ANSWERED):
            return True
        organization = getattr(self.sender, "organization", None)
        asks_second = organization is not None and organization.approval_required
        return self.status != self.Status.AWAITING_APPROVAL and not asks_second

    @property
    def refused(self) -> bool:
        """Whether a second person of the sender said no to it."""
        ended_by_another = self.ended_by_id not in (None, self.created_by_id)
        return self.status == self.Status.WITHDRAWN and ended_by_another and not self.went_out


class TransferLine(models.Model):
    """So many kilograms of one batch in an offer."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    offer = models.ForeignKey(TransferOffer, on_delete=models.PROTECT, related_name="lines")
    batch = models.ForeignKey(
        "registry.CreditBatch", on_delete=models.PROTECT, related_name="transfer_lines"
    )
    kg = models.BigIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(kg__gt=0), name="transfer_line_is_positive"),
            models.UniqueConstraint(fields=["offer", "batch"], name="transfer_names_a_batch_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}: {self.kg} kg"


class Gift(models.Model):
    """A retirement given to somebody: where the letter went, and whether the recipient lets the name be shown."""

    app_may_update: ClassVar[tuple[str, ...]] = ("email", "giver", "opened_at", "consented_at")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    retirement = models.OneToOneField(
        "registry.Retirement", on_delete=models.PROTECT, related_name="gift"
    )
    email = models.EmailField()
    giver = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10, default="zh-hans")
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.public_id)
