"""The directory of organizations that others may name: entries nobody has verified, other names, merged doubles.

And names that somebody says differ from the record.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import USCC_PATTERN


class DirectoryEntry(models.Model):
    """An organization that somebody named and that has no account here: its code is well formed, nothing more is known.

    The code is not ``party.uscc``: only staff's verification makes it so. Shown, it says that nobody has verified it.
    """

    app_may_update: ClassVar[tuple[str, ...]] = ()

    party = models.OneToOneField(
        "accounts.Party",
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="directory_entry",
    )
    uscc = models.CharField(max_length=18, unique=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(uscc__regex=USCC_PATTERN), name="directory_entry_uscc_format"
            ),
        ]

    def __str__(self) -> str:
        return self.uscc


class PartyAlias(models.Model):
    """Another name under which an organization is found: a former one, a short one."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    party = models.ForeignKey("accounts.Party", on_delete=models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=160)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["party", "name"], name="alias_once"),
            models.CheckConstraint(condition=~Q(name=""), name="alias_says_something"),
        ]

    def __str__(self) -> str:
        return self.name


class PartyMerge(models.Model):
    """That two parties are the same body. Evidence keeps naming the former one; readers are led to the kept one."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    merged = models.OneToOneField(
        "accounts.Party", primary_key=True, on_delete=models.PROTECT, related_name="merge"
    )
    kept = models.ForeignKey("accounts.Party", on_delete=models.PROTECT, related_name="merges")
    reason = models.CharField(max_length=300)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(merged=F("kept")), name="merge_of_two_parties"),
            models.CheckConstraint(condition=~Q(reason=""), name="merge_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.kept_id}"


class NameReport(models.Model):
    """Somebody knows a body of the directory by another name than the recorded one; a registrar decides, once.

    ``recorded_*`` are the names on record when it was reported.
    """

    app_may_update: ClassVar[tuple[str, ...]] = ("outcome", "note", "settled_by", "settled_at")

    class Outcome(models.TextChoices):
        CORRECTED = "corrected", _("The recorded name becomes this one")
        ALIAS = "alias", _("It is another name of the same body")
        REFUSED = "refused", _("The recorded name stays")

    party = models.ForeignKey(
        "accounts.Party", on_delete=models.PROTECT, related_name="name_reports"
    )
    name = models.CharField(max_length=160)
    recorded_zh = models.CharField(max_length=120, blank=True)
    recorded_en = models.CharField(max_length=160, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    reported_at = models.DateTimeField(default=timezone.now, editable=False)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="name_report_says_something"),
            models.CheckConstraint(
                condition=Q(outcome="", note="", settled_by=None, settled_at=None)
                | Q(
                    outcome__in=["corrected", "alias", "refused"],
                    settled_by__isnull=False,
                    settled_at__isnull=False,
                )
                & ~Q(note=""),
                name="name_report_settled_by_someone",
            ),
            models.UniqueConstraint(
                fields=["party", "name"], condition=Q(outcome=""), name="name_report_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id}: {self.name}"

    @property
    def code(self) -> str:
        """The organization's code: the verified one, or the one it was put in with."""
        entry = getattr(self.party, "directory_entry", None)
        return self.party.uscc or (entry.uscc if entry else "")


class ApprovalEnd(models.Model):
    """A wish to do without the second person's approval from now on; a second person has to agree to that, too."""

    app_may_update: ClassVar[tuple[str, ...]] = ("outcome", "decided_by", "decided_at")

    class Outcome(models.TextChoices):
        AGREED = "agreed"
        REFUSED = "refused"
        WITHDRAWN = "withdrawn"

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="approval_ends"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization"], condition=Q(outcome=""), name="approval_end_open_once"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="agreed") | ~Q(decided_by=F("asked_by")),
                name="approval_end_by_two",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None)
                | (~Q(outcome="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="approval_end_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id}: {self.outcome or 'asked'}"
