"""Portfolios in the public API: what is in a mix, and what it costs per tonne now."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Schema

from marketplace.market.api_views import moment, yuan
from marketplace.market.portfolios import reading
from marketplace.market.portfolios.reading import PortfolioView

router = Router(tags=["market"])


class PartOut(Schema):
    """A listing and its share; ``state``: for_sale, stands_in (``stand_in`` names it), frozen or gone."""

    listing: UUID
    project_zh: str
    project_en: str
    percent: int
    state: str
    stand_in: UUID | None


class PortfolioOut(Schema):
    """A mix; ``price_per_tonne`` is null while a part of it can't be had."""

    slug: str
    version: int
    name_zh: str
    name_en: str
    description_zh: str
    description_en: str
    parts: list[PartOut]
    price_per_tonne: str | None
    currency: str
    since: datetime
    url: str


class PortfoliosOut(Schema):
    """All portfolios that are shown."""

    portfolios: list[PortfolioOut]


@router.get("/portfolios", response=PortfoliosOut, summary="Curated mixes")
def list_portfolios(request: HttpRequest) -> dict[str, Any]:
    """Return the portfolios with their parts and what a tonne of each costs now, the platform's fee not included."""
    return {"portfolios": [_told(view) for view in reading.published()]}


def _told(view: PortfolioView) -> dict[str, Any]:
    words = ("slug", "name_zh", "name_en", "description_zh", "description_en")
    return {
        **{name: getattr(view, name) for name in words},
        "version": view.number,
        "parts": [
            {
                "listing": part.listing.public_id,
                "project_zh": part.listing.project.name_zh,
                "project_en": part.listing.project.name_en,
                "percent": part.weight,
                "state": part.state,
                "stand_in": part.stand_in.public_id if part.stand_in else None,
            }
            for part in view.parts
        ],
        "price_per_tonne": yuan(view.price) if view.price else None,
        "currency": "CNY",
        "since": moment(view.at),
        "url": settings.SITE_URL + reverse("market:portfolio", args=[view.slug]),
    }
