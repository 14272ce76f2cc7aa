"""What developers hand in: a submission and its documents, frozen once submitted."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from marketplace.registry.models.fields import HEX_64, user_field


class Submission(models.Model):
    """A methodology, or a new version of one, that an organization proposes.

    A draft is edited freely. Once submitted its words and documents are frozen: a change is a new submission that
    ``replaces`` this one, so an opinion always speaks of exactly the text that was read. ``contact`` alone may
    be erased.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("methodology", "draft")
        SUBMITTED = "submitted", pgettext_lazy("methodology", "submitted")
        UNDER_REVIEW = "under_review", pgettext_lazy("methodology", "under review")
        FILED = "filed", pgettext_lazy("methodology", "filed")
        RETURNED = "returned", pgettext_lazy("methodology", "changes asked for")
        REJECTED = "rejected", pgettext_lazy("methodology", "rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("methodology", "withdrawn")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="methodology_submissions"
    )
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    code = models.SlugField(max_length=40)
    version = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=160, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    scope_zh = models.TextField(max_length=4000, blank=True)
    scope_en = models.TextField(max_length=4000, blank=True)
    kinds = ArrayField(models.SlugField(max_length=40), default=list, blank=True)
    news_zh = models.TextField(max_length=4000, blank=True)
    news_en = models.TextField(max_length=4000, blank=True)
    contact = models.CharField(max_length=160, blank=True)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.DRAFT)
    created_by = user_field()
    created_at = models.DateTimeField()
    submitted_by = user_field(null=True, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = user_field(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(max_length=2000, blank=True)
    filed_version = models.OneToOneField(
        "registry.MethodologyVersion",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="submission",
    )
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(status="draft", submitted_by=None, submitted_at=None)
                | ~Q(status="draft") & Q(submitted_by__isnull=False, submitted_at__isnull=False),
                name="submission_submitted_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=["filed", "returned", "rejected"],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                )
                | Q(
                    status__in=["draft", "submitted", "under_review", "withdrawn"],
                    decided_by=None,
                    decided_at=None,
                ),
                name="submission_decided_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("submitted_by")),
                name="submission_two_people",
            ),
            models.CheckConstraint(
                condition=Q(status="filed", filed_version__isnull=False)
                | ~Q(status="filed") & Q(filed_version=None),
                name="submission_filed_as_a_version",
            ),
            models.CheckConstraint(
                condition=Q(status="draft")
                | ~Q(name_zh="") & ~Q(scope_zh="") & ~Q(version="") & ~Q(kinds=[]),
                name="submission_says_what_it_is",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Document(models.Model):
    """A file of a submission, kept as it came, with its SHA-256. It may be taken away from a draft only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField(max_length=160)
    media_type = models.CharField(max_length=80)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = user_field()
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(sha256__regex=HEX_64), name="document_sha256"),
            models.CheckConstraint(
                condition=Q(size__gt=0, size__lte=10 * 1024 * 1024), name="document_size"
            ),
            models.UniqueConstraint(fields=["submission", "sha256"], name="document_once"),
        ]

    def __str__(self) -> str:
        return self.name
