"""Quotes, orders, listings and retirements as the API writes them: plain dictionaries of JSON values."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from djmoney.money import Money

from accounts.identifiers import clean_uscc
from accounts.models import Party
from marketplace.errors import MarketError
from marketplace.market import checkout, intents, queries
from marketplace.market.api_schemas import ClaimIn
from marketplace.market.catalogue import ListingCard
from marketplace.market.models import Order, Quote, RetirementRequest
from marketplace.market.queries import LineView
from marketplace.registry.models import Retirement


def yuan(amount: Money) -> str:
    """Return money in CNY with two decimals."""
    return f"{amount.amount:.2f}"


def moment(at: datetime | None) -> str | None:
    """Return a time in ISO 8601."""
    return at.isoformat() if at else None


def listing(card: ListingCard) -> dict[str, Any]:
    """Return a listing."""
    return {
        "id": str(card.public_id),
        "project": card.project.code,
        "project_zh": card.project.name_zh,
        "project_en": card.project.name_en,
        "scheme": card.scheme_code,
        "methodology": card.methodology_code,
        "methodology_zh": card.project.methodology_zh,
        "methodology_en": card.project.methodology_en,
        "batch": card.batch_code,
        "monitoring_start": card.vintage_start.isoformat(),
        "monitoring_end": card.vintage_end.isoformat(),
        "district": card.project.district,
        "kind": card.project.kind,
        "who_zh": card.project.who_zh,
        "who_en": card.project.who_en,
        "takes_part": card.project.takes_part,
        "in_aid_area": card.project.in_aid_area,
        "available_kg": card.available_kg,
        "minimum_kg": card.minimum_kg,
        "increment_kg": card.increment_kg,
        "price_per_tonne": yuan(card.price),
        "currency": "CNY",
        "sold_by_zh": card.sold_by_zh,
        "sold_by_en": card.sold_by_en,
        "status": card.status,
        "expires_at": moment(card.expires_at),
        "demo": card.project.is_demo,
        "url": settings.SITE_URL + reverse("market:listing", args=[card.public_id]),
    }


def quote(row: Quote) -> dict[str, Any]:
    """Return a quote."""
    view = queries.quote(row)
    return {
        "id": str(view.public_id),
        "kind": view.kind,
        "kg": view.kg,
        "lines": [line(each) for each in view.lines],
        "subtotal": yuan(view.subtotal),
        "fee": yuan(view.fee),
        "total": yuan(view.total),
        "currency": "CNY",
        "claim_for": view.claim_for,
        "expires_at": moment(view.expires_at),
    }


def line(view: LineView) -> dict[str, Any]:
    """Return one line of a quote or an order."""
    return {
        "listing": str(view.listing.public_id),
        "batch": view.listing.batch_code,
        "project_zh": view.listing.project.name_zh,
        "project_en": view.listing.project.name_en,
        "kg": view.kg,
        "price_per_tonne": yuan(view.price),
        "amount": yuan(view.amount),
    }


def order(row: Order) -> dict[str, Any]:
    """Return an order; its payment is the page where one chooses how to pay."""
    view = queries.order(row.pk)
    return {
        "id": str(view.public_id),
        "number": view.number,
        "status": view.status,
        "kg": view.kg,
        "lines": [line(each) for each in view.lines],
        "subtotal": yuan(view.subtotal),
        "fee": yuan(view.fee),
        "tax_contained": yuan(view.tax_contained),
        "total": yuan(view.total),
        "currency": "CNY",
        "retire_at_once": view.retire_at_once,
        "hold_until": moment(view.hold_until),
        "paid_at": moment(view.paid_at),
        "fulfilled_at": moment(view.fulfilled_at),
        "retirement": str(view.retirement_id) if view.retirement_id else None,
        "certificate": view.certificate_code,
        "payment": checkout.begin(row, "", None),
        "url": settings.SITE_URL + reverse("market:order", args=[view.public_id]),
    }


def retirement(row: Retirement) -> dict[str, Any]:
    """Return a retirement and where its certificate is."""
    code = queries.certificate_code(row.pk)
    return {
        "id": str(row.public_id),
        "kg": row.kg,
        "certificate": code,
        "certificate_url": settings.SITE_URL + reverse("certificates:detail", args=[code]),
        "retired_at": moment(row.at),
    }


def asked(row: RetirementRequest) -> dict[str, Any]:
    """Return a retirement that waits for a second person, and where that person decides."""
    where = reverse("market:retirement_request", args=[row.public_id])
    return {
        "id": str(row.public_id),
        "status": row.status,
        "kg": sum(row.amounts.values()),
        "approve_at": settings.SITE_URL + where,
    }


def intent(
    body: ClaimIn, *, owner: Party, covers: str = "", own_ref: bool = False
) -> intents.RetireIntent:
    """Return what a claim in a request means; ``covers`` is what its quote is for. Raises MarketError."""
    ref = f"retirement:{uuid.uuid4()}" if own_ref else ""
    return intents.RetireIntent(
        purpose=body.purpose,
        claim=intents.claim(
            kind=body.purpose,
            title_zh=body.title_zh,
            title_en=body.title_en,
            period=body.period,
            ref=intents.new_ref(covers) if covers else ref,
        ),
        beneficiary_id=beneficiary(body.beneficiary_uscc, owner).pk,
        reason=body.reason,
        jurisdiction=body.jurisdiction,
    )


def beneficiary(uscc: str, owner: Party) -> Party:
    """Return the organization with this code, or the owner when none is named. Raises MarketError."""
    if not uscc:
        return owner
    try:
        found = Party.objects.filter(uscc=clean_uscc(uscc)).first()
    except ValidationError as error:
        raise MarketError("invalid_request", error.messages[0]) from error
    if found is None:
        raise MarketError("not_found")
    return found
