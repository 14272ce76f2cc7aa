"""Editions of the open data: copies of what the ledger says, not evidence; old ones are thrown away."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from marketplace.registry.models.fields import HEX_64


class OpenDataEdition(models.Model):
    """All data sets as they were in one snapshot, and how far the log was then."""

    at = models.DateTimeField()
    log_size = models.BigIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class OpenDataFile(models.Model):
    """One data set of an edition in one form. ``stored`` is its name in the default storage."""

    class Form(models.TextChoices):
        CSV = "csv", "CSV"
        JSON = "json", "JSON"

    edition = models.ForeignKey(OpenDataEdition, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=40)
    form = models.CharField(max_length=4, choices=Form.choices)
    rows = models.BigIntegerField()
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["edition", "name", "form"], name="opendata_file_once"),
            models.CheckConstraint(condition=Q(sha256__regex=HEX_64), name="opendata_sha256"),
            models.CheckConstraint(
                condition=Q(rows__gte=0) & Q(size__gt=0), name="opendata_counts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}.{self.form}"
