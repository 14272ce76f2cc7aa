"""What is for sale, in the public API: the same filters as the page, and what each guideline says of a credit."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from marketplace.errors import MarketError
from marketplace.market import api_views, catalogue, eligibility
from marketplace.market.api_schemas import EligibilityOut, ListingOut, ListingsOut, ListingsQuery
from marketplace.market.eligibility import Reason, Verdict
from marketplace.market.finding import browsing, filters, fitting

router = Router(tags=["market"])


@router.get("/listings", response=ListingsOut, summary="What is for sale")
def list_listings(request: HttpRequest, wanted: Query[ListingsQuery]) -> dict[str, Any]:
    """Return what is for sale, cheapest first, or best match first where ``q`` searches (Chinese, English, codes).

    ``eligible_for`` is a guideline: what its rules leave out is left out, and each listing carries the reasons.
    """
    asked = filters.read(request.GET, guidelines=list(eligibility.current().guidelines))
    found = browsing.browse(asked)
    ids = found.ids[wanted.offset : wanted.offset + wanted.limit]
    cards = catalogue.cards_by_id(ids)
    return {
        "listings": [_listing(cards[pk], found.verdicts.get(pk)) for pk in ids if pk in cards],
        "count": found.total,
        "facets": {
            group.name: {value.value: value.count for value in group.values}
            for group in found.groups
        },
    }


@router.get("/listings/{listing_id}", response=ListingOut, summary="One listing")
def show_listing(request: HttpRequest, listing_id: UUID) -> dict[str, Any]:
    """Return one listing, also one that has ended."""
    return _listing(_card(listing_id))


@router.get(
    "/listings/{listing_id}/eligibility",
    response=list[EligibilityOut],
    summary="What every guideline says of a listing's credits",
)
def show_eligibility(request: HttpRequest, listing_id: UUID) -> list[dict[str, Any]]:
    """Return the verdict of every guideline, with reasons and sources."""
    card = _card(listing_id)
    return [_verdict(verdict) for verdict in fitting.all_verdicts([card.id])[card.id]]


def _card(listing_id: UUID) -> catalogue.ListingCard:
    card = catalogue.listing(listing_id)
    if card is None:
        raise MarketError("not_found")
    return card


def _listing(card: catalogue.ListingCard, *verdicts: Verdict | None) -> dict[str, Any]:
    told = [_verdict(verdict) for verdict in verdicts if verdict]
    return {**api_views.listing(card), "eligibility": told}


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "guideline": verdict.guideline.id,
        "outcome": verdict.outcome.value,
        "rank": verdict.rank,
        "rule_set": verdict.rule_set,
        "reasons": [_reason(reason) for reason in verdict.reasons],
    }


def _reason(reason: Reason) -> dict[str, str]:
    return {
        "question": reason.question,
        "outcome": reason.outcome.value,
        "rule": reason.rule,
        "words_zh": reason.words_zh,
        "words_en": reason.words_en,
        "document": reason.document.title_zh,
        "number": reason.document.number,
        "url": reason.document.url,
        "clause_zh": reason.clause_zh,
        "clause_en": reason.clause_en,
        "grade": reason.grade,
    }
