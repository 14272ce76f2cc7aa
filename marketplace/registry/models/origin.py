"""What the credits are: schemes, methodologies, projects."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from marketplace.registry.models.fields import party_field


class Scheme(models.Model):
    """A crediting programme: issued and finally withdrawn upstream, or by this registry itself."""

    class Kind(models.TextChoices):
        UPSTREAM = "upstream", pgettext_lazy("scheme", "issued and withdrawn on another platform")
        HERE = "here", pgettext_lazy("scheme", "this registry issues")

    code = models.SlugField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.UPSTREAM)
    credit_type = models.CharField(max_length=40, help_text="Such as PHCER.")
    note_zh = models.TextField(blank=True)
    note_en = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind__in=["upstream", "here"]), name="scheme_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Methodology(models.Model):
    """A rule set for quantifying one kind of project; its text comes in versions."""

    code = models.SlugField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=160)
    name_en = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.code


class MethodologyVersion(models.Model):
    """One filed text of a methodology, with its source and how well the source was seen.

    ``quality`` grades the evidence: A the issuer's own text, B a faithful copy, C a report, D memory alone.
    What is only proposed is not here but in ``marketplace.methodologies``. ``filings`` is the only writer.
    ``accepted`` says whether credits may be issued under it here: one filed here waits for a registrar's yes,
    one recorded from an authority's own notice may be used until a registrar says no.
    """

    app_may_update: ClassVar[tuple[str, ...]] = ("status", "accepted")

    class Status(models.TextChoices):
        FILED = "filed", pgettext_lazy("methodology", "filed")
        SUPERSEDED = "superseded", pgettext_lazy("methodology", "superseded")

    methodology = models.ForeignKey(Methodology, on_delete=models.PROTECT, related_name="versions")
    version = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=160)
    name_en = models.CharField(max_length=200)
    issuer_zh = models.CharField(max_length=120, blank=True)
    issuer_en = models.CharField(max_length=160, blank=True)
    document_number = models.CharField(max_length=80, blank=True)
    published = models.CharField(
        max_length=10, blank=True, help_text="As exact as known: 2021, 2022-12 or 2022-06-21."
    )
    url = models.URLField(max_length=500, blank=True)
    scope_zh = models.TextField(blank=True)
    scope_en = models.TextField(blank=True)
    kinds = ArrayField(
        models.SlugField(max_length=40),
        default=list,
        blank=True,
        help_text="Kinds of projects that it is for, such as metro, solar.",
    )
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.FILED)
    accepted = models.BooleanField(default=True)
    quality = models.CharField(max_length=1, default="C")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(status__in=["filed", "superseded"]), name="methodology_status_known"
            ),
            models.UniqueConstraint(
                fields=["methodology", "version"], name="methodology_version_once"
            ),
            models.CheckConstraint(
                condition=Q(quality__in=["A", "B", "C", "D"]), name="methodology_quality_known"
            ),
            models.CheckConstraint(
                condition=Q(published="") | Q(published__regex=r"^\d{4}(-\d{2}(-\d{2})?)?$"),
                name="methodology_published_date",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.methodology.code} {self.version}"


class Project(models.Model):
    """The activity that made the reductions, and who took part. Written by ``projects`` alone.

    ``participants`` is exact here; public pages show small numbers only as "fewer than" (``participants``).
    ``takes_part`` is who mostly makes the reductions and gains by them; ``in_aid_area`` says that it is in an area
    that Shenzhen is paired with to help (对口帮扶地区).
    """

    app_may_update: ClassVar[tuple[str, ...]] = (
        "name_zh",
        "name_en",
        "kind",
        "methodology_version",
        "district",
        "summary_zh",
        "summary_en",
        "who_zh",
        "who_en",
        "participants",
        "takes_part",
        "in_aid_area",
        "co_benefits_zh",
        "co_benefits_en",
    )

    class TakesPart(models.TextChoices):
        RESIDENTS = "residents", pgettext_lazy("who takes part", "residents")
        TRAVELLERS = "travellers", pgettext_lazy("who takes part", "passengers and riders")
        SMALL_FIRMS = "small_firms", pgettext_lazy("who takes part", "small firms")
        COMMUNITIES = "communities", pgettext_lazy("who takes part", "communities and volunteers")
        FARMERS = "farmers", pgettext_lazy("who takes part", "farmers and foresters")
        PUBLIC_BODIES = (
            "public_bodies",
            pgettext_lazy("who takes part", "schools and public bodies"),
        )

    code = models.SlugField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=160)
    name_en = models.CharField(max_length=200)
    kind = models.SlugField(max_length=40, help_text="Such as metro, bike, solar, mangrove.")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="projects")
    methodology_version = models.ForeignKey(
        MethodologyVersion, on_delete=models.PROTECT, related_name="projects"
    )
    owner = party_field("projects")
    district = models.CharField(max_length=8, blank=True, help_text="accounts.District code.")
    summary_zh = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    who_zh = models.CharField(max_length=200, blank=True)
    who_en = models.CharField(max_length=240, blank=True)
    participants = models.PositiveIntegerField(null=True, blank=True)
    takes_part = models.CharField(
        max_length=16, choices=TakesPart.choices, blank=True, default="", db_default=""
    )
    in_aid_area = models.BooleanField(default=False, db_default=False)
    co_benefits_zh = models.CharField(max_length=300, blank=True)
    co_benefits_en = models.CharField(max_length=400, blank=True)
    is_demo = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["code"]

    def __str__(self) -> str:
        return self.code
