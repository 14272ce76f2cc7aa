"""What finding keeps: the words a listing is found by, and portfolios with their versions."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class ListingText(models.Model):
    """What one listing can be found by; derived, and made again whenever its sources changed.

    ``name`` is the folded heading for ranking, ``codes`` what names it exactly, ``head`` the grams of names and codes,
    ``grams`` those of everything. ``digest`` is the SHA-256 of the sources.
    """

    listing = models.OneToOneField(
        "market.Listing", primary_key=True, on_delete=models.CASCADE, related_name="text"
    )
    name = models.TextField()
    codes = ArrayField(models.CharField(max_length=80))
    head = ArrayField(models.TextField())
    grams = ArrayField(models.TextField())
    digest = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["grams"], name="listing_found_by", fastupdate=False)
        ]

    def __str__(self) -> str:
        return self.name
