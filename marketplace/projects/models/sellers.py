"""An organization's applications to be a project owner here, and where its money goes."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from marketplace.projects.models.files import StoredFile


class Application(models.Model):
    """One application as it was handed in; decided once. A correction is the next number.

    ``contact_*`` name a person and can be erased; all else is evidence. Public are role and publication alone.
    """

    app_may_update: ClassVar[tuple[str, ...]] = (
        "status",
        "decided_by",
        "decided_at",
        "reason",
        "contact_name",
        "contact_phone",
        "contact_email",
    )

    class Role(models.TextChoices):
        OWNER = "owner", pgettext_lazy("seller", "owner of the projects")
        AGGREGATOR = "aggregator", pgettext_lazy("seller", "aggregator for other owners")

    class Status(models.TextChoices):
        SUBMITTED = "submitted", pgettext_lazy("seller", "waiting for a registrar")
        RETURNED = "returned", pgettext_lazy("seller", "sent back")
        ACCEPTED = "accepted", pgettext_lazy("seller", "accepted")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="seller_applications"
    )
    number = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=12, choices=Role.choices)
    agency_agreement = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    contact_name = models.CharField(max_length=80, blank=True)
    contact_phone = models.CharField(max_length=40, blank=True)
    contact_email = models.EmailField(blank=True)
    published_on = models.DateField()
    published_url = models.URLField(max_length=500)
    terms_version = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.SUBMITTED)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=600, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["organization", "-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "number"], name="application_numbered_once"
            ),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(status="submitted"),
                name="application_one_waits",
            ),
            models.CheckConstraint(
                condition=Q(role="owner") | Q(role="aggregator", agency_agreement__isnull=False),
                name="application_aggregator_has_agreement",
            ),
            models.CheckConstraint(
                condition=Q(status="submitted", decided_by=None, decided_at=None, reason="")
                | Q(status="accepted", decided_by__isnull=False, decided_at__isnull=False)
                | (
                    Q(status="returned", decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(reason="")
                ),
                name="application_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("submitted_by")),
                name="application_needs_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} no. {self.number}"


class SettlementAccount(models.Model):
    """Where an application's organization wants its money; read by its administrators and by staff alone."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, related_name="settlement_account"
    )
    account_name = models.CharField(max_length=120)
    bank = models.CharField(max_length=120)
    number = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"…{self.number[-4:]}"
