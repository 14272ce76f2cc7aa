"""The points ledger: append-only entries; a lot is an ``earn`` entry and what was taken from it since."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from marketplace.points.models.consent import Operator
from marketplace.points.models.imports import ImportRow
from marketplace.points.models.rule import LONGEST_LIFE_DAYS, ExchangeRule
from marketplace.registry.models.fields import HEX_64, user_field


class Report(models.Model):
    """The redemptions of a period as told to the unified platform; a redemption is in one report."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    first_day = models.DateField()
    last_day = models.DateField()
    sha256 = models.CharField(max_length=64)
    made_by = user_field()
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="report_days_in_order"
            ),
            models.CheckConstraint(condition=Q(sha256__regex=HEX_64), name="report_sha256"),
        ]

    def __str__(self) -> str:
        return f"{self.first_day} – {self.last_day}"


class Redemption(models.Model):
    """Points used at an operator; ``key`` makes the same request twice one act."""

    app_may_update: ClassVar[tuple[str, ...]] = ("report",)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.UUIDField(unique=True)
    account = models.ForeignKey(
        "accounts.Party", on_delete=models.PROTECT, related_name="points_redemptions"
    )
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="redemptions")
    points = models.PositiveIntegerField()
    at = models.DateTimeField()
    report = models.ForeignKey(
        Report, null=True, blank=True, on_delete=models.PROTECT, related_name="redemptions"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(points__gt=0), name="redemption_positive"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Correction(models.Model):
    """Points to be taken from a lot that was wrongly credited: one person asks, another decides."""

    app_may_update: ClassVar[tuple[str, ...]] = ("status", "decided_by", "decided_at")

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("correction", "waits for a second person")
        DONE = "done", pgettext_lazy("correction", "done")
        REFUSED = "refused", pgettext_lazy("correction", "refused")

    lot = models.ForeignKey("Entry", on_delete=models.PROTECT, related_name="corrections")
    points = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    asked_by = user_field()
    asked_at = models.DateTimeField()
    decided_by = user_field(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(points__gt=0), name="correction_positive"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="correction_two_people",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_by=None, decided_at=None)
                | Q(
                    status__in=["done", "refused"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="points_correction_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot_id}: -{self.points}"


class Entry(models.Model):
    """One line of an account. Positive when earned, negative when used, run out or corrected; never changed.

    Earned points are ``grams // grams_per_point`` of one record, rounded down; what is left of the grams stays in
    ``remainder_grams`` of the same line, for everybody concerned to see. Taking names the ``lot`` it takes from.
    """

    app_may_update: ClassVar[tuple[str, ...]] = ()

    class Kind(models.TextChoices):
        EARN = "earn", pgettext_lazy("points", "earned")
        REDEEM = "redeem", pgettext_lazy("points", "redeemed")
        EXPIRE = "expire", pgettext_lazy("points", "run out")
        CORRECT = "correct", pgettext_lazy("points", "corrected")

    account = models.ForeignKey(
        "accounts.Party", on_delete=models.PROTECT, related_name="points_entries"
    )
    kind = models.CharField(max_length=8, choices=Kind.choices)
    points = models.IntegerField()
    row = models.OneToOneField(
        ImportRow, null=True, blank=True, on_delete=models.PROTECT, related_name="entry"
    )
    rule = models.ForeignKey(ExchangeRule, null=True, on_delete=models.PROTECT, related_name="+")
    grams = models.BigIntegerField(null=True)
    grams_per_point = models.PositiveIntegerField(null=True)
    remainder_grams = models.PositiveIntegerField(null=True)
    earned_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    lot = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken"
    )
    redemption = models.ForeignKey(
        Redemption, null=True, blank=True, on_delete=models.PROTECT, related_name="entries"
    )
    correction = models.OneToOneField(
        Correction, null=True, blank=True, on_delete=models.PROTECT, related_name="entry"
    )
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-id"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["account", "-id"], name="points_by_account"),
            models.Index(fields=["expires_on"], name="points_by_expiry"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(
                    kind="earn",
                    points__gte=0,
                    row__isnull=False,
                    rule__isnull=False,
                    grams__gt=0,
                    grams_per_point__gt=0,
                    remainder_grams__isnull=False,
                    earned_on__isnull=False,
                    expires_on__isnull=False,
                    lot=None,
                    redemption=None,
                    correction=None,
                )
                | Q(
                    kind__in=["redeem", "expire", "correct"],
                    points__lt=0,
                    row=None,
                    rule=None,
                    grams=None,
                    grams_per_point=None,
                    remainder_grams=None,
                    earned_on=None,
                    expires_on=None,
                    lot__isnull=False,
                ),
                name="entry_shape",
            ),
            models.CheckConstraint(
                condition=Q(kind="redeem", redemption__isnull=False)
                | ~Q(kind="redeem") & Q(redemption=None),
                name="entry_redeemed_by",
            ),
            models.CheckConstraint(
                condition=Q(kind="correct", correction__isnull=False)
                | ~Q(kind="correct") & Q(correction=None),
                name="entry_corrected_by",
            ),
            models.CheckConstraint(
                condition=Q(grams=None)
                | Q(
                    grams=F("points") * F("grams_per_point") + F("remainder_grams"),
                    remainder_grams__lt=F("grams_per_point"),
                ),
                name="entry_rounded_down_nothing_lost",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None)
                | Q(
                    expires_on__gt=F("earned_on"),
                    expires_on__lte=F("earned_on") + timedelta(days=LONGEST_LIFE_DAYS),
                ),
                name="entry_ten_years_at_most",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.kind} {self.points}"
