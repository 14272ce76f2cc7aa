"""A quote and its buyer's form, an order and what can be done with it."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import parties
from accounts import queries as accounts
from accounts.access import APPROVERS
from accounts.models import Party
from look.parts import Crumb
from marketplace.errors import MarketError
from marketplace.market import access, cards, intents, naming, queries, quotes, steps, stops, wishes
from marketplace.market import orders as verbs
from marketplace.market.models import Order, Quote
from marketplace.market.retire_forms import BuyerForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def quote(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A reserved plan with the time left, and the questions whose answers make it an order."""
    row = access.quote_or_404(request, public_id)
    if row.consumed_at is not None:
        return redirect("market:order", public_id=Order.objects.get(quote=row).public_id)
    if row.released_at is not None or row.expires_at <= timezone.now():
        over = {
            "quote": queries.quote(row),
            "given_back": row.released_at is not None and row.released_at < row.expires_at,
        }
        return render(request, "market/quote_over.html", over, status=410)
    owner = _owner(request, row)
    form = BuyerForm(
        request.POST or None,
        owner=owner,
        actor=request.user if request.user.is_authenticated else None,
        known=intents.described(row.claim_for),
        claim_for=row.claim_for,
        initial=wishes.purpose_of(request),
        may_hold=row.created_by_id is not None,
    )
    told = form.is_valid() and naming.reported(request, form)
    if form.is_valid() and not told and (order := _place(request, row, owner, form)):
        return redirect("market:order", public_id=order.public_id)
    shown = queries.quote(row)
    context = {
        "quote": shown,
        "form": form,
        "owner": owner,
        "organization": row.organization,
        "beyond_kg": _beyond_kg(row.claim_for, shown.kg),
        "online": cards.limits(),
    }
    status = 422 if form.is_bound and not told else 200
    return render(request, "market/quote.html", context, status=status)


def _beyond_kg(claim_for: str, kg: int, *, ordered: bool = False) -> int:
    """Return how much of a quote or order is more than what it is to cover needs."""
    need = intents.need(claim_for)
    return need.beyond_kg(kg, ordered=ordered) if need else 0


def _owner(request: HttpRequest, row: Quote) -> Party:
    """Return the account that will own what is bought."""
    if row.organization is not None:
        return row.organization.party
    return (
        parties.party_for_user(request.user)
        if row.created_by_id
        else parties.party_for_guest(row.email)
    )


def _place(request: HttpRequest, row: Quote, owner: Party, form: BuyerForm) -> Order | None:
    """Place the order, or tell why not."""
    try:
        order = verbs.place(
            row,
            payer=owner,
            owner=owner,
            retire=form.intent() if form.retires else None,
            organization=row.organization,
            actor=request.user if request.user.is_authenticated else None,
        )
    except MarketError as refusal:
        form.add_error(None, refusal.message)
        return None
    if form.retires:
        form.store_name()
    access.remember(request, order.public_id)
    return order


@never_cache
@require_POST
def quote_release(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give a reserved plan back before its time."""
    quotes.release(access.quote_or_404(request, public_id))
    messages.info(request, _("The reservation was given back."))
    listed = request.POST.get("next") == "reservations"
    return redirect("market:reservations" if listed else "market:listings")


@never_cache
@login_required
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """A person's orders and those of the person's organizations."""
    context = {
        "orders": queries.orders_of(request.user),
        "to_approve": queries.orders_to_approve(request.user),
    }
    return render(request, "market/orders.html", context)


@never_cache
@require_safe
def order(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One order: where it stands, what was bought for how much, and what comes next."""
    row = access.order_or_404(request, public_id)
    if request.GET.get("key"):
        return redirect("market:order", public_id=row.public_id)
    view = queries.order(row.pk)
    context = {
        "order": view,
        "covers": intents.described(view.claim_for),
        "organization": row.organization,
        "holdings_href": _holdings(row),
        "steps": steps.of(
            view, approval=row.organization is not None and row.organization.approval_required
        ),
        "may_approve": _may_approve(request, row),
        "is_preparer": row.created_by_id is not None and row.created_by_id == request.user.pk,
        "is_guest": row.created_by_id is None,
        "times": steps.times(view),
        "waits": view.status == Order.Status.PAID,
        "stopped": stops.why_not(row) if view.unpaid else None,
        "beyond_kg": _beyond_kg(view.claim_for, view.kg, ordered=True) if view.unpaid else 0,
        "crumbs": [Crumb(_("Orders"), reverse("market:orders")), Crumb(view.number)],
    }
    return render(request, "market/order.html", context)


def _holdings(row: Order) -> str:
    """Return where what was bought is seen."""
    own = reverse("market:holdings")
    return f"{own}?organization={row.owner.public_id}" if row.organization else own


def _may_approve(request: HttpRequest, row: Order) -> bool:
    if row.status != Order.Status.AWAITING_APPROVAL or row.created_by_id == request.user.pk:
        return False
    return accounts.role_in(request.user, row.organization) in APPROVERS


@never_cache
@require_POST
def order_approve(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Agree to an order as the second person."""
    row = access.order_or_404(request, public_id)
    try:
        verbs.approve(row, actor=request.user)
    except MarketError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The order is approved and can be paid."))
    return redirect("market:order", public_id=public_id)


@never_cache
@require_POST
def order_cancel(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """End an unpaid order and give its stock back."""
    row = access.order_or_404(request, public_id)
    try:
        verbs.cancel(row, actor=request.user if request.user.is_authenticated else None)
    except MarketError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.info(request, _("The order is cancelled. Nothing will be charged."))
    return redirect("market:order", public_id=public_id)
