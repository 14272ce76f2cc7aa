"""Who reviews: the roster of experts, who was asked, and what they said."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from marketplace.methodologies.models.submission import Submission
from marketplace.registry.models.fields import user_field


class Expert(models.Model):
    """A person who may be asked for opinions: of what field, from where, with which conflicts of interest.

    Registrars keep the roster; only the expert decides whether the public reads the name.
    """

    user = models.OneToOneField(
        "accounts.User", on_delete=models.PROTECT, related_name="methodology_expert"
    )
    kinds = ArrayField(models.SlugField(max_length=40))
    affiliation = models.CharField(max_length=160, blank=True)
    organization = models.ForeignKey(
        "accounts.Organization", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    conflicts = models.ManyToManyField("accounts.Organization", blank=True, related_name="+")
    conflicts_note = models.CharField(max_length=300, blank=True)
    shows_name = models.BooleanField(default=False)
    active = models.BooleanField(default=True)
    added_by = user_field()
    added_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(kinds=[]), name="expert_has_a_field"),
        ]

    def __str__(self) -> str:
        return f"expert {self.pk}"


class Assignment(models.Model):
    """One of a submission's two seats for reviewers. Released when the expert can't; then another may take it."""

    app_may_update: ClassVar[tuple[str, ...]] = ("released_at", "released_by")

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="assignments")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="assignments")
    seat = models.PositiveSmallIntegerField()
    assigned_by = user_field()
    assigned_at = models.DateTimeField()
    released_by = user_field(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["submission", "seat", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(seat__in=[1, 2]), name="assignment_two_seats"),
            models.UniqueConstraint(
                fields=["submission", "seat"],
                condition=Q(released_at=None),
                name="assignment_seat_once",
            ),
            models.UniqueConstraint(
                fields=["submission", "expert"], name="assignment_two_different_experts"
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, released_by=None)
                | Q(released_at__isnull=False, released_by__isnull=False),
                name="assignment_released_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}/{self.seat}"


class Opinion(models.Model):
    """What a reviewer said of a submission; final. ``answers`` maps each question to yes, partly or no."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    class Verdict(models.TextChoices):
        ACCEPT = "accept", pgettext_lazy("opinion", "accept")
        CHANGES = "changes", pgettext_lazy("opinion", "accept with changes")
        REJECT = "reject", pgettext_lazy("opinion", "reject")

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="opinion")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    report = models.TextField(max_length=20000)
    answers = models.JSONField()
    given_by = user_field()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(verdict__in=["accept", "changes", "reject"]),
                name="opinion_verdict_known",
            ),
            models.CheckConstraint(condition=~Q(report=""), name="opinion_has_a_report"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.verdict}"
