"""Retiring from holdings, asked for by one member and carried out by a second one."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy


class RetirementRequest(models.Model):
    """What a member wants retired out of an organization's account; nothing is held, a second member decides.

    ``amounts`` are kilograms by batch id, ``intent`` is what ``RetireIntent.as_json`` gives, with a ``claim.ref`` of
    its own, by which it is retired once. ``subject`` is what the ledger notes that it is for; the account if empty.
    """

    app_may_update: ClassVar[tuple[str, ...]] = (
        "status",
        "intent",
        "decided_by",
        "decided_at",
        "retirement",
    )

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("retirement", "waiting for a second person")
        DONE = "done", pgettext_lazy("retirement", "retired")
        REFUSED = "refused", pgettext_lazy("retirement", "refused by a second person")
        DROPPED = "dropped", pgettext_lazy("retirement", "taken back")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="retirement_requests"
    )
    amounts = models.JSONField()
    intent = models.JSONField()
    subject = models.CharField(max_length=120, blank=True)
    claim_ref = models.CharField(max_length=120, unique=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    retirement = models.OneToOneField(
        "registry.Retirement", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(status="waiting", decided_by=None, decided_at=None)
                | Q(status="dropped", decided_by__isnull=False, decided_at__isnull=False)
                | (
                    Q(status__in=["done", "refused"], decided_at__isnull=False)
                    & Q(decided_by__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                ),
                name="retirement_request_needs_two_people",
            ),
            models.CheckConstraint(
                condition=Q(status="done", retirement__isnull=False)
                | (~Q(status="done") & Q(retirement=None)),
                name="retirement_request_done_has_its_retirement",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["organization"],
                condition=Q(status="waiting"),
                name="retirement_request_waits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.status}"
