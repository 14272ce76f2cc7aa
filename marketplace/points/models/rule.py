"""How many grams make a point: published rules, each for one behaviour and a time."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from marketplace.registry.models.fields import user_field

# Shenzhen's measures let points live ten years at most (深环规〔2022〕5号); ten years have 3,652 days or one more.
LONGEST_LIFE_DAYS = 3652


class ExchangeRule(models.Model):
    """Grams of CO2e per point for one behaviour, by one methodology, from one day to another; both days count.

    One person writes it, another confirms it; then it is published and never changes. No two published rules for a
    behaviour share a day. ``made_up`` says that no official rule stands behind it.
    """

    app_may_update: ClassVar[tuple[str, ...]] = ("status", "decided_by", "decided_at")

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("rule", "waits for a second person")
        PUBLISHED = "published", pgettext_lazy("rule", "published")
        REFUSED = "refused", pgettext_lazy("rule", "refused")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    behaviour = models.SlugField(max_length=40)
    methodology = models.ForeignKey(
        "registry.Methodology", on_delete=models.PROTECT, related_name="+"
    )
    grams_per_point = models.PositiveIntegerField()
    life_days = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField()
    source_zh = models.CharField(max_length=200)
    source_en = models.CharField(max_length=240)
    document_number = models.CharField(max_length=80, blank=True)
    url = models.URLField(max_length=500, blank=True)
    quality = models.CharField(max_length=1)
    made_up = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WAITING)
    written_by = user_field()
    written_at = models.DateTimeField()
    decided_by = user_field(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["behaviour", "-valid_from", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(grams_per_point__gt=0), name="rule_grams_positive"),
            models.CheckConstraint(
                condition=Q(life_days__gt=0, life_days__lte=LONGEST_LIFE_DAYS),
                name="rule_ten_years_at_most",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="rule_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(quality__in=["A", "B", "C", "D"]), name="rule_quality_known"
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("written_by")),
                name="rule_two_people",
            ),
            models.CheckConstraint(
                condition=Q(status="waiting", decided_by=None, decided_at=None)
                | Q(
                    status__in=["published", "refused"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="rule_decided_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.behaviour} {self.valid_from:%Y-%m-%d}"
