"""The market in the public API: quotes, orders and retirements for an organization's token.

Listings and portfolios, which everybody may read, are in ``finding.api``.
"""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext_lazy as _
from ninja import Router

from accounts.api import OrganizationTokenAuth
from accounts.models import OrganizationToken
from marketplace.errors import MarketError
from marketplace.idempotency import Answer
from marketplace.market import api_views as views
from marketplace.market import (
    cards,
    checkout,
    intents,
    orders,
    origins,
    planning,
    quotes,
    retirement_requests,
    retirements,
)
from marketplace.market.api_once import once
from marketplace.market.api_schemas import (
    OrderIn,
    OrderOut,
    QuoteIn,
    QuoteOut,
    RetirementAskedOut,
    RetirementIn,
    RetirementOut,
)
from marketplace.market.buyers import Buyer
from marketplace.market.finding import fitting
from marketplace.market.models import Listing, Order, Quote
from marketplace.market.terms import in_fen, terms
from marketplace.registry.models import CreditBatch
from marketplace.registry.public.api import router as retirements_address

router = Router(tags=["market"])
QUOTES = OrganizationTokenAuth(scopes=["quotes:write"])
READ = OrganizationTokenAuth(scopes=["orders:read"])
ORDERS = OrganizationTokenAuth(scopes=["orders:write"])
RETIREMENTS = OrganizationTokenAuth(scopes=["retirements:write"])


@router.post("/quotes", auth=QUOTES, response={201: QuoteOut}, summary="Hold stock at a price")
def make_quote(request: HttpRequest, body: QuoteIn) -> JsonResponse:
    """Plan the cheapest purchase, hold its stock, and return the quote. Needs ``Idempotency-Key``."""
    return once(request, "POST /quotes", lambda token: _make_quote(request, token, body))


def _make_quote(request: HttpRequest, token: OrganizationToken, body: QuoteIn) -> Answer:
    buyer = replace(_buyer(token), origin=origins.marks(request))
    plan = _plan(body, buyer)
    if body.max_total is not None and plan.totals.total_fen > Decimal(body.max_total) * 100:
        raise MarketError("price_changed")
    made = quotes.make(plan, buyer, kind=body.kind, claim_for=body.claim_for)
    return Answer(201, views.quote(made))


def _plan(body: QuoteIn, buyer: Buyer) -> planning.Plan:
    """Return the first plan that does what was asked."""
    if sum((body.kg is not None, body.amount is not None, bool(body.lines))) != 1:
        text = _("Say how much by kg, by amount or by lines, and only one of them.")
        raise MarketError("invalid_request", text)
    if body.lines:
        return _as_asked(body)
    if body.amount and Decimal(body.amount) <= 0:
        raise MarketError("invalid_request", _("The amount must be more than nothing."))
    ids = list(Listing.objects.filter(public_id__in=body.listings).values_list("pk", flat=True))
    if len(ids) != len(set(body.listings)):
        raise MarketError("not_found")
    budget = None if body.amount is None else Decimal(body.amount)
    plans = quotes.price(
        kg=body.kg, budget=budget, listing_ids=ids, buyer=buyer, without=_ruled_out(body, buyer)
    )
    if plans and (body.allow_partial or not plans[0].short_kg):
        return plans[0]
    if body.amount and not plans and (least := quotes.least_total(buyer=buyer)):
        raise MarketError(
            "below_minimum",
            _("¥%(amount)s buys nothing. The least that can be bought costs ¥%(minimum)s."),
            amount=body.amount,
            minimum=f"{least.amount:.2f}",
        )
    most = plans[0].kg if plans else 0
    raise MarketError("quantity_exceeds_available", available_kg=most, requested_kg=body.kg or 0)


def _ruled_out(body: QuoteIn, buyer: Buyer) -> frozenset[int]:
    """Return the listings that the guideline of what is to be covered rules out, unless any will do."""
    if body.any_credit or not body.claim_for:
        return frozenset()
    intents.admit(body.claim_for, buyer.organization)
    for_sale = [offer.listing_id for offer in quotes.offers(buyer=buyer)]
    return fitting.not_eligible(for_sale, intents.guideline(body.claim_for))


def _as_asked(body: QuoteIn) -> planning.Plan:
    """Return the plan of so much of each of these listings at their prices now; holding it asks whether it is there."""
    wanted = {line.listing: line.kg for line in body.lines}
    if len(wanted) != len(body.lines):
        raise MarketError("invalid_request", _("A listing is named twice."))
    rows = Listing.objects.filter(public_id__in=wanted).exclude(status__in=Listing.NEVER_SHOWN)
    lines = [
        planning.PlanLine(row.pk, wanted[row.public_id], in_fen(row.price_per_tonne))
        for row in rows
    ]
    if len(lines) != len(wanted):
        raise MarketError("not_found")
    return planning.price(lines, terms())


@router.post("/orders", auth=ORDERS, response={201: OrderOut}, summary="Order what a quote holds")
def place_order(request: HttpRequest, body: OrderIn) -> JsonResponse:
    """Turn a quote into an order and say how it is paid. Needs ``Idempotency-Key``."""
    return once(request, "POST /orders", lambda token: _place(token, body), then=_pay(body.payment))


def _place(token: OrganizationToken, body: OrderIn) -> Answer:
    organization = token.organization
    quote = Quote.objects.filter(public_id=body.quote, organization=organization).first()
    if quote is None:
        raise MarketError("not_found")
    if body.payment == "card":  # refused before there is an order, never changed to another way
        cards.check(quote.total)
    party = organization.party
    order = orders.place(
        quote,
        payer=party,
        owner=party,
        retire=views.intent(body.retire, owner=party, covers=quote.claim_for)
        if body.retire
        else None,
        organization=organization,
        actor=token.created_by,
    )
    return Answer(201, views.order(order))


def _pay(method: str) -> Callable[[OrganizationToken, Answer], dict[str, Any]]:
    """Begin the payment after the order is stored: a provider is never asked within a transaction."""

    def begin(token: OrganizationToken, answer: Answer) -> dict[str, Any]:
        order = Order.objects.get(public_id=answer.body["id"])
        return {**answer.body, "payment": checkout.begin(order, method, token.created_by)}

    return begin


@router.get("/orders/{order_id}", auth=READ, response=OrderOut, summary="One order")
def show_order(request: HttpRequest, order_id: UUID) -> dict[str, Any]:
    """Return an order of the token's organization."""
    return views.order(_order(request, order_id))


@router.post("/orders/{order_id}/cancel", auth=ORDERS, response=OrderOut, summary="Cancel")
def cancel_order(request: HttpRequest, order_id: UUID) -> dict[str, Any]:
    """End an unpaid order and give its stock back; 409 ``invalid_state`` when it is too late."""
    order = _order(request, order_id)
    orders.cancel(order, actor=request.auth.created_by)  # type: ignore[attr-defined]
    order.refresh_from_db()
    return views.order(order)


@retirements_address.post(  # the registry reads at this address; one address has one router
    "/retirements",
    auth=RETIREMENTS,
    response={201: RetirementOut, 202: RetirementAskedOut},
    summary="Retire from holdings",
)
def retire(request: HttpRequest, body: RetirementIn) -> JsonResponse:
    """Retire what the organization owns. Final. Needs ``Idempotency-Key``.

    202 where the organization asks for a second person: that person decides at ``approve_at``.
    """
    return once(request, "POST /retirements", lambda token: _retire(token, body))


def _retire(token: OrganizationToken, body: RetirementIn) -> Answer:
    party = token.organization.party
    codes = {line.batch for line in body.lines}
    ids = dict(CreditBatch.objects.filter(code__in=codes).values_list("code", "pk"))
    if len(ids) != len(codes) or len(codes) != len(body.lines):
        raise MarketError("not_found")
    amounts = {ids[line.batch]: line.kg for line in body.lines}
    intent = views.intent(body.claim, owner=party, own_ref=True)
    person, organization = token.created_by, token.organization
    if organization.approval_required:
        asked = retirement_requests.ask(organization, amounts, intent, actor=person)
        return Answer(202, views.asked(asked))
    done = retirements.retire(party, amounts, intent, actor=person, organization=organization)
    return Answer(201, views.retirement(done))


def _order(request: HttpRequest, order_id: UUID) -> Order:
    token: OrganizationToken = request.auth  # type: ignore[attr-defined]
    found = Order.objects.filter(public_id=order_id, organization=token.organization).first()
    if found is None:
        raise MarketError("not_found")
    return found


def _buyer(token: OrganizationToken) -> Buyer:
    person = token.created_by
    return Buyer(email=person.email, user=person, organization=token.organization)
