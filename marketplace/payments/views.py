"""A payer's pages: choose a way, come back, see where the money is. Each POST calls one verb."""

from __future__ import annotations

import uuid
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import queries as accounts
from accounts.access import APPROVERS
from look.parts import Crumb
from marketplace import clock, outbox
from marketplace.errors import MarketError
from marketplace.market import access, cards, stops
from marketplace.market import queries as market
from marketplace.market.models import Order
from marketplace.payments import consent, declines, invoices, limits, queries, starting, stripe
from marketplace.payments.forms import InvoiceForm, StartForm
from marketplace.payments.models import InvoiceRequest, Payment
from marketplace.payments.queries import Standing

MAY_PAY = access.MAY_BUY | APPROVERS
OVER = (Standing.ENDED, Standing.RETURNED)


def _order(request: HttpRequest, order_id: uuid.UUID, *, pays: bool = False) -> Order:
    """Return an order one may see; to pay for an organization one needs a role that may."""
    order = access.order_or_404(request, order_id)
    organization = order.organization
    if pays and organization is not None and request.user.is_authenticated:
        if accounts.role_in(request.user, organization) in MAY_PAY:
            return order
        raise PermissionDenied
    return order


def _to_checkout(view: Any) -> Any:
    """Let this page's form lead to Stripe's host; everywhere else the browser refuses that."""
    origin = stripe.form_action_origin()
    return csp_update({"form-action": [origin]})(view) if origin else view


def _page(request: HttpRequest, order: Order, template: str, **context: Any) -> HttpResponse:
    seen = market.order(order.pk)
    crumbs = [
        Crumb(_("Order %(number)s") % {"number": order.number}, _order_address(order)),
        Crumb(_("Payment")),
    ]
    return render(request, f"payments/{template}", {"order": seen, "crumbs": crumbs, **context})


def _order_address(order: Order) -> str:
    return reverse("market:order", args=[order.public_id])


@never_cache
@require_GET
def choose(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """Show the sum and the ways to pay it."""
    return _to_checkout(_choose)(request, order_id)


def _choose(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    order = _order(request, order_id, pays=True)
    view = queries.payer_view(order)
    if view.standing in (Standing.PAID, Standing.ENDED, Standing.RETURNED, Standing.APPROVAL):
        return redirect("payments:return", order_id=order_id)
    if stops.why_not(order):
        return redirect(_order_address(order))
    least, most = cards.limits()
    return _page(
        request,
        order,
        "choose.html",
        view=view,
        decline=declines.words(view.decline_code),
        online=cards.take(order.total),
        transfer=limits.transfer_allowed(),
        least=least,
        most=most,
        consented=consent.given(order),
        now=clock.now(),
    )


@require_POST
def start(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """Begin a payment and lead to where it goes on."""
    return _to_checkout(_start)(request, order_id)


def _start(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    order = _order(request, order_id, pays=True)
    form = StartForm(request.POST)
    if not form.is_valid():
        return redirect("payments:choose", order_id=order_id)
    actor = request.user if request.user.is_authenticated else None
    # The demo is reached by any name of its machine; a real site has one.
    origin = request.build_absolute_uri("/")[:-1] if settings.DEMO else ""
    try:
        payment = starting.start(
            order,
            form.cleaned_data["provider"],
            actor=actor,
            agreed=form.cleaned_data["agreed"],
            origin=origin,
        )
    except MarketError as error:
        messages.error(request, error.message)
        return redirect("payments:choose", order_id=order_id)
    if payment.provider == Payment.Provider.STRIPE:
        return HttpResponseRedirect(payment.url)
    return redirect("payments:transfer", order_id=order_id)


@never_cache
@require_GET
def come_back(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """Show where the money is; while nobody knows yet, ask the provider and say so."""
    order = _order(request, order_id)
    view = queries.payer_view(order, returned=True)
    if view.standing is Standing.PAID:
        return redirect(_order_address(order))
    if view.standing is Standing.CONFIRMING and view.payment_id:
        _ask_provider(view.payment_id)
    return _page(
        request, order, "return.html", view=view, decline=declines.words(view.decline_code)
    )


@never_cache
@require_GET
def status(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """Answer the waiting page's question: nothing new (204), or reload."""
    order = _order(request, order_id)
    if queries.payer_view(order, returned=True).standing is Standing.CONFIRMING:
        return HttpResponse(status=204)
    return HttpResponse(status=200, headers={"HX-Refresh": "true"})


def _ask_provider(payment_id: int) -> None:
    """Read a payment soon, at most once in ten seconds, in case its webhook was lost."""
    with transaction.atomic():
        tenth = int(clock.now().timestamp()) // 10
        outbox.put("read_payment", f"{payment_id}:{tenth}", {"payment_id": payment_id})


@never_cache
@require_GET
def cancelled(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """Receive a payer who left the provider's page without paying."""
    order = _order(request, order_id)
    view = queries.payer_view(order)
    if view.standing in (Standing.PAID, Standing.ENDED, Standing.RETURNED):
        return redirect("payments:return", order_id=order_id)
    if stops.why_not(order):
        return redirect(_order_address(order))
    return _page(
        request, order, "cancelled.html", view=view, decline=declines.words(view.decline_code)
    )


@never_cache
@require_GET
def transfer(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """Show what to write on the transfer; made to be printed."""
    order = _order(request, order_id)
    instructions = queries.transfer_of(order)
    if instructions is None:
        return redirect("payments:choose", order_id=order_id)
    view = queries.payer_view(order)
    if view.standing in OVER:
        return redirect("payments:return", order_id=order_id)
    if order.status == Order.Status.AWAITING_PAYMENT and stops.why_not(order):
        return redirect(_order_address(order))
    return _page(request, order, "transfer.html", view=view, transfer=instructions)


@never_cache
@require_http_methods(["GET", "POST"])
def invoice(request: HttpRequest, order_id: uuid.UUID) -> HttpResponse:
    """Ask for an invoice, once."""
    order = _order(request, order_id, pays=True)
    asked = InvoiceRequest.objects.filter(order=order).first()
    form = InvoiceForm(request.POST or None, initial={"email": order.email})
    if asked is None and queries.payer_view(order).standing in OVER:
        return redirect("payments:return", order_id=order_id)
    if request.method == "POST" and asked is None and form.is_valid():
        try:
            invoices.ask(order, invoices.Wish(**form.cleaned_data))
        except MarketError as error:
            messages.error(request, error.message)
        return redirect("payments:invoice", order_id=order_id)
    return _page(request, order, "invoice.html", form=form, asked=asked)
