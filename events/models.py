"""Who neutralizes what: events and offices' years, their boundary, actions, claims and declarations.

What was emitted lies in footprint, what was retired in the registry; this is where they meet. A subject is named to the
other two by its ``ref`` (``event:<uuid>``, ``office:<uuid>``).
"""

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from events import rules
from footprint.boundary import reason_text
from footprint.text import Text


class EventQuerySet(models.QuerySet["Event"]):
    """Events, as they are asked for."""

    def published(self) -> "EventQuerySet":
        """Those that everyone may see: the plan is published, or neutrality is declared."""
        return self.filter(Q(plan_published_at__isnull=False) | Q(declaration__isnull=False))


class Event(models.Model):
    """A large event that an organization computes, reduces, offsets and declares, by one guideline."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="events"
    )
    name_zh = models.CharField(_("name (Chinese)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=160, blank=True)
    venue_zh = models.CharField(_("venue (Chinese)"), max_length=120, blank=True)
    venue_en = models.CharField(_("venue (English)"), max_length=160, blank=True)
    region = models.CharField(_("province"), max_length=8, default="CN-GD")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    participants = models.PositiveIntegerField(_("participants on site"))
    guideline = models.CharField(max_length=40, default="mee-2019-19")
    plan_published_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="events_created"
    )
    created_at = models.DateTimeField()

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="event_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=Q(participants__gt=0), name="event_has_participants"),
        ]

    def __str__(self) -> str:
        return self.name_zh

    @property
    def ref(self) -> str:
        """How footprints and claims name this event."""
        return f"event:{self.public_id}"

    @property
    def last_day(self) -> date:
        """The day after which the actual emissions can be measured."""
        return self.ends_on

    @property
    def plan_was_late(self) -> bool:
        """Whether the plan was published when the event had begun already."""
        published = self.plan_published_at
        return published is not None and rules.local_day(published) >= self.starts_on


class OfficeYear(models.Model):
    """One calendar year of an organization's offices."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="office_years"
    )
    year = models.PositiveSmallIntegerField(_("year"))
    region = models.CharField(_("province"), max_length=8, default="CN-GD")
    guideline = models.CharField(max_length=40, default="public-building-2015")
    is_demo = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="office_years_created"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-year", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["organization", "year"], name="office_year_once_per_organization"
            ),
            models.CheckConstraint(condition=Q(year__range=(2015, 2100)), name="office_year_sane"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.year}"

    @property
    def ref(self) -> str:
        """How footprints and claims name this year."""
        return f"office:{self.public_id}"

    @property
    def last_day(self) -> date:
        """The day after which the actual emissions can be measured."""
        return date(self.year, 12, 31)


class BoundaryChoice(models.Model):
    """A source class at a stage: in the boundary, or out with a reason."""

    class Stage(models.TextChoices):
        PREPARE = "prepare", _("preparation")
        HOLD = "hold", _("the event itself")
        CLOSE = "close", _("closing")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="boundary")
    source_class = models.CharField(max_length=40)
    stage = models.CharField(max_length=8, choices=Stage.choices, default=Stage.HOLD)
    included = models.BooleanField()
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["event", "source_class", "stage"], name="boundary_names_a_class_once"
            ),
            models.CheckConstraint(
                condition=Q(included=True) | ~Q(reason=""), name="boundary_out_needs_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_class}/{self.stage}"

    @property
    def reason_text(self) -> Text:
        """The reason as people read it."""
        return reason_text(self.reason)


class ReductionAction(models.Model):
    """Something done to emit less, with what it is expected to save."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="actions")
    text = models.CharField(_("what is done"), max_length=200)
    saves_kg = models.PositiveIntegerField(_("expected saving"), null=True, blank=True)
    done = models.BooleanField(_("done"), default=False)
    # Set where it came from a priced lever: which one, for which share, and its words in English.
    lever = models.CharField(max_length=40, blank=True, db_default="")
    share = models.DecimalField(max_digits=7, decimal_places=6, null=True, blank=True)
    text_en = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["event", "lever"],
                condition=~Q(lever=""),
                name="action_lever_once_per_event",
            ),
            models.CheckConstraint(
                condition=Q(lever="", share=None)
                | (~Q(lever="") & Q(share__isnull=False, share__gt=0, share__lte=1)),
                name="action_share_belongs_to_a_lever",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text_zh(self) -> str:
        """The words under the name by which the site's `localname` filter finds them."""
        return self.text


class InventoryDraft(models.Model):
    """Answers to an inventory's form, kept until they become a footprint; nothing here is evidence.

    ``data`` is footprint's own draft.
    """

    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts"
    )
    office_year = models.ForeignKey(
        OfficeYear, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts"
    )
    kind = models.CharField(
        max_length=8, choices=[("planned", _("planned")), ("actual", _("actual"))]
    )
    data = models.JSONField()
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["event", "office_year", "kind"],
                nulls_distinct=False,
                name="draft_once_per_subject_and_kind",
            ),
            models.CheckConstraint(
                condition=Q(event__isnull=True, office_year__isnull=False)
                | Q(event__isnull=False, office_year__isnull=True),
                name="draft_is_for_one_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.event_id or self.office_year_id}"


class Claim(models.Model):
    """One use of reductions for a subject: its ``ref`` is what a retirement carries, once.

    The registry holds each ``claim_ref`` unique, so a claim leads to at most one retirement; a subject may have many.
    """

    ref = models.CharField(max_length=80, unique=True)
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )
    office_year = models.ForeignKey(
        OfficeYear, null=True, blank=True, on_delete=models.PROTECT, related_name="claims"
    )
    created_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(event__isnull=True, office_year__isnull=False)
                | Q(event__isnull=False, office_year__isnull=True),
                name="claim_is_for_one_subject",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Declaration(models.Model):
    """A public statement of neutrality, frozen: it cannot exist while less is retired than was measured."""

    class Confirmation(models.TextChoices):
        SELF = "self", _("self-declaration, evidence kept")
        BODY = "body", _("evaluated by a technical body")

    event = models.OneToOneField(
        Event, null=True, blank=True, on_delete=models.PROTECT, related_name="declaration"
    )
    office_year = models.OneToOneField(
        OfficeYear, null=True, blank=True, on_delete=models.PROTECT, related_name="declaration"
    )
    measured_kg = models.BigIntegerField()
    retired_kg = models.BigIntegerField()
    footprint_public_id = models.UUIDField()
    body = models.JSONField()
    confirmation = models.CharField(max_length=8, choices=Confirmation.choices)
    evaluator = models.CharField(_("evaluating body"), max_length=120, blank=True)
    conclusion = models.CharField(_("its conclusion"), max_length=300, blank=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="declarations"
    )
    declared_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(retired_kg__gte=F("measured_kg")) & Q(measured_kg__gt=0),
                name="declaration_covered_by_retirement",
            ),
            models.CheckConstraint(
                condition=Q(event__isnull=True, office_year__isnull=False)
                | Q(event__isnull=False, office_year__isnull=True),
                name="declaration_is_for_one_subject",
            ),
            models.CheckConstraint(
                condition=Q(confirmation="self") | (~Q(evaluator="") & ~Q(conclusion="")),
                name="declaration_names_its_evaluator",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id or self.office_year_id}: {self.retired_kg} kg"
