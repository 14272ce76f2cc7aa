"""What finding keeps: the words a listing is found by, and portfolios with their versions."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


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


class Portfolio(models.Model):
    """A curated mix under one address; what it says and holds is in its versions."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    slug = models.SlugField(max_length=60, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.slug


class PortfolioVersion(models.Model):
    """What a portfolio is from a moment on; never edited: a change is the next version."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    portfolio = models.ForeignKey(Portfolio, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    description_zh = models.TextField(max_length=1000)
    description_en = models.TextField(max_length=1500)
    published = models.BooleanField(default=True)
    note = models.CharField(max_length=200, help_text="Why it was changed.")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["portfolio", "number"], name="portfolio_version_numbered_once"
            ),
            models.CheckConstraint(
                condition=Q(number__gt=0), name="portfolio_version_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.portfolio_id} v{self.number}"


class PortfolioPart(models.Model):
    """One listing's share of a version, in whole percent; a version's parts make 100 (trigger, at commit)."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    version = models.ForeignKey(PortfolioVersion, on_delete=models.PROTECT, related_name="parts")
    listing = models.ForeignKey(
        "market.Listing", on_delete=models.PROTECT, related_name="portfolio_parts"
    )
    weight = models.PositiveSmallIntegerField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=100), name="portfolio_part_is_a_percentage"
            ),
            models.UniqueConstraint(
                fields=["version", "listing"], name="portfolio_names_a_listing_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.listing_id}: {self.weight} %"
