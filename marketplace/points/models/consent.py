"""Whose apps send data, and who has agreed to it."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from marketplace.registry.models.fields import HEX_64, user_field


class Operator(models.Model):
    """An organization that runs a scenario app, with the app's registration number at the bureau.

    ``redeem_code`` is what the operator shows where points are redeemed.
    """

    organization = models.OneToOneField(
        "accounts.Organization", on_delete=models.PROTECT, related_name="points_operator"
    )
    app_zh = models.CharField(max_length=80)
    app_en = models.CharField(max_length=120)
    registration_number = models.CharField(max_length=60, unique=True)
    redeem_code = models.CharField(max_length=12, unique=True)
    active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    registered_by = user_field()
    registered_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["registration_number"]

    def __str__(self) -> str:
        return self.registration_number


class Consent(models.Model):
    """A person's consent that an operator sends records under a member number, which links the two.

    ``wording`` is what was agreed to, ``wording_sha256`` its fingerprint. Withdrawn once, for good; a new consent is a
    new row. After an erasure the member number is empty.
    """

    app_may_update: ClassVar[tuple[str, ...]] = ("withdrawn_at", "member_number")

    account = models.ForeignKey(
        "accounts.Party", on_delete=models.PROTECT, related_name="points_consents"
    )
    operator = models.ForeignKey(Operator, on_delete=models.PROTECT, related_name="consents")
    member_number = models.CharField(max_length=40)
    wording = models.TextField()
    wording_sha256 = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-given_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["operator", "member_number"],
                condition=Q(withdrawn_at=None),
                name="consent_member_once",
            ),
            models.UniqueConstraint(
                fields=["operator", "account"],
                condition=Q(withdrawn_at=None),
                name="consent_person_once",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(member_number="") | Q(withdrawn_at__isnull=False),
                name="consent_names_a_member",
            ),
            models.CheckConstraint(
                condition=Q(wording_sha256__regex=HEX_64), name="consent_wording_sha256"
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk}"
