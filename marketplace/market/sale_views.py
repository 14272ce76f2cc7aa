"""The seller's listing desk: what can be listed, what is, what was sold. Each act is one verb."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries as accounts
from accounts.access import APPROVERS, SignedInRequest, organization_for
from accounts.models import Organization
from look.parts import Crumb
from marketplace.errors import MarketError
from marketplace.market import sales_queries as sales
from marketplace.market import selling, stops
from marketplace.market.models import Listing, ListingStep
from marketplace.market.money import to_fen
from marketplace.market.sale_forms import OfferForm, PriceForm, RenewForm, said
from marketplace.registry import frozen
from marketplace.registry.models import CreditBatch


@never_cache
@login_required
@require_safe
def desk(request: SignedInRequest) -> HttpResponse:
    """Show an organization's listings in every state, what else can be listed, and what was sold."""
    own = accounts.organizations_of(request.user)
    asked = request.GET.get("organization", "")
    if not (asked or own):
        return render(request, "market/sales/desk.html", {"organizations": own})
    chosen = _organization(request, asked or own[0].public_id)
    status = request.GET.get("state", "")
    counts = sales.counts(chosen.party)
    context = {
        "organizations": own,
        "organization": chosen,
        "role": accounts.role_in(request.user, chosen),
        "may_offer": accounts.role_in(request.user, chosen) in selling.MAY_SELL
        and not frozen.among({chosen.party.pk}),
        "listable": sales.listable(chosen.party),
        "listings": sales.own(chosen.party, status=status if status in counts else ""),
        "state": status if status in counts else "",
        "states": [
            (key, label, counts[key]) for key, label in Listing.Status.choices if key in counts
        ],
        "sold": sales.sold(chosen.party),
    }
    return render(request, "market/sales/desk.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest, organization_id: uuid.UUID, batch: str) -> HttpResponse:
    """Write an offer of one batch down; the next page shows it as buyers will see it."""
    organization = _organization(request, organization_id, acting=True)
    found = {each.code: each for each in sales.listable(organization.party)}.get(batch)
    if found is None:
        raise Http404
    form = OfferForm(request.POST or None, holding=found)
    if form.is_valid():
        row = CreditBatch.objects.select_related("project").get(pk=found.batch_id)
        try:
            made = selling.draft(row, organization, form.offer(), actor=request.user)
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            return _to(organization, made.public_id)
    return _written(request, organization, form, found)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(
    request: SignedInRequest, organization_id: uuid.UUID, public_id: uuid.UUID
) -> HttpResponse:
    """Write a draft anew; what was sent stays on the page when it is a draft no longer."""
    organization = _organization(request, organization_id, acting=True)
    row = _row(organization, public_id)
    found = sales.holding(organization.party, row.batch.code)
    if found is None or row.status == Listing.Status.DISCARDED:
        raise Http404
    form = OfferForm(request.POST or None, holding=found, initial=said(row))
    if form.is_valid():
        try:
            selling.edit(row, form.offer(), actor=request.user)
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The draft is changed; nothing of it is for sale yet."))
            return _to(organization, public_id)
    return _written(request, organization, form, found, draft=row)


@login_required
@require_POST
def discard(
    request: SignedInRequest, organization_id: uuid.UUID, public_id: uuid.UUID
) -> HttpResponse:
    """Throw a draft away."""
    organization = _organization(request, organization_id, acting=True)
    row = _row(organization, public_id)
    try:
        selling.discard(row, actor=request.user)
    except MarketError as refusal:
        messages.error(request, refusal.message)
        return _to(organization, public_id)
    messages.success(request, _("The draft is discarded; nothing of it was for sale."))
    return redirect(_desk(organization))


@never_cache
@login_required
@require_safe
def listing(
    request: SignedInRequest, organization_id: uuid.UUID, public_id: uuid.UUID
) -> HttpResponse:
    """Show one own listing as buyers see it, with its price change log and what can be done now."""
    organization = _organization(request, organization_id)
    return _page(request, organization, public_id)


@login_required
@require_POST
def act(
    request: SignedInRequest, *, organization_id: uuid.UUID, public_id: uuid.UUID, verb: str
) -> HttpResponse:
    """Put up for sale, pause, resume or withdraw."""
    organization = _organization(request, organization_id, acting=True)
    row = _row(organization, public_id)
    verbs: dict[str, tuple[Callable[..., Any], str]] = {
        "activate": (selling.activate, _("It is for sale.")),
        "pause": (selling.pause, _("Paused: nobody can buy it now.")),
        "resume": (selling.resume, _("It is for sale again.")),
        "withdraw": (selling.withdraw, _("Withdrawn; what was not reserved is yours again.")),
    }
    if verb not in verbs:
        raise Http404
    does, sentence = verbs[verb]
    try:
        done = does(row, actor=request.user)
    except MarketError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _waits() if done is False else sentence)
    return _to(organization, public_id)


@login_required
@require_POST
def price(
    request: SignedInRequest, organization_id: uuid.UUID, public_id: uuid.UUID
) -> HttpResponse:
    """Change the price for later quotes, or ask a second person to."""
    organization = _organization(request, organization_id, acting=True)
    form = PriceForm(request.POST)
    if form.is_valid():
        try:
            done = selling.change_price(
                _row(organization, public_id),
                price_fen=to_fen(form.cleaned_data["price"]),
                actor=request.user,
            )
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request,
                _("The price is changed; quotes made before keep theirs.") if done else _waits(),
            )
            return _to(organization, public_id)
    return _page(request, organization, public_id, price_form=form)


@login_required
@require_POST
def renew(
    request: SignedInRequest, organization_id: uuid.UUID, public_id: uuid.UUID
) -> HttpResponse:
    """Put the rest of an expired listing up again until a new date."""
    organization = _organization(request, organization_id, acting=True)
    form = RenewForm(request.POST)
    if form.is_valid():
        try:
            selling.renew(_row(organization, public_id), actor=request.user, **form.cleaned_data)
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("It is for sale again."))
            return _to(organization, public_id)
    return _page(request, organization, public_id, renew_form=form)


@login_required
@require_POST
def step(
    request: SignedInRequest, *, organization_id: uuid.UUID, public_id: uuid.UUID, verb: str
) -> HttpResponse:
    """Take, refuse or drop a step that waits."""
    organization = _organization(request, organization_id)
    found = (
        ListingStep.objects.select_related("listing")
        .filter(listing__seller=organization.party, public_id=public_id)
        .first()
    )
    verbs = {"take": selling.take, "refuse": selling.refuse, "drop": selling.drop}
    if found is None or verb not in verbs:
        raise Http404
    try:
        verbs[verb](found, actor=request.user)
    except MarketError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _step_done(found, verb))
    return _to(organization, found.listing.public_id)


def _written(
    request: SignedInRequest,
    organization: Organization,
    form: OfferForm,
    found: sales.Listable,
    *,
    draft: Listing | None = None,
) -> HttpResponse:
    """Show the form of an offer, new or of a draft that there is."""
    context = {
        "form": form,
        "holding": found,
        "organization": organization,
        "draft": draft,
        "crumbs": _crumbs(organization, _("Edit the draft") if draft else _("New listing")),
    }
    status = 422 if form.is_bound else 200
    return render(request, "market/sales/new.html", context, status=status)


def _page(
    request: SignedInRequest,
    organization: Organization,
    public_id: uuid.UUID,
    *,
    price_form: PriceForm | None = None,
    renew_form: RenewForm | None = None,
) -> HttpResponse:
    found = sales.one(organization.party, public_id)
    if found is None:
        raise Http404
    role = accounts.role_in(request.user, organization)
    context = {
        "organization": organization,
        "own": found,
        "card": found.card,
        "notices": stops.notices(found.card),
        "prices": sales.prices(found.card.id),
        "samples": sales.samples(found.card),
        "may_sell": role in selling.MAY_SELL,
        "may_decide": role in APPROVERS,
        "price_form": price_form or PriceForm(initial={"price": found.card.price.amount}),
        "renew_form": renew_form or RenewForm(),
        "crumbs": _crumbs(organization, _("Listing")),
    }
    status = 422 if price_form or renew_form else 200
    return render(request, "market/sales/listing.html", context, status=status)


def _organization(
    request: SignedInRequest, public_id: uuid.UUID | str, *, acting: bool = False
) -> Organization:
    """Return the organization if the person is a member, or may sell for it; raises Http404, PermissionDenied."""
    try:
        wanted = uuid.UUID(str(public_id))
    except ValueError as error:
        raise Http404 from error
    if acting:
        return organization_for(request.user, wanted, roles=selling.MAY_SELL)[0]
    return organization_for(request.user, wanted)[0]


def _row(organization: Organization, public_id: uuid.UUID) -> Listing:
    found = Listing.objects.filter(seller=organization.party, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _step_done(step: ListingStep, verb: str) -> str:
    """Say what became of a step that waited."""
    if verb == "refuse":
        return _("Refused: the listing stays as it was.")
    if verb == "drop":
        return _("Taken back: nobody is asked any more, and the listing stays as it was.")
    if step.act == ListingStep.Act.ACTIVATE:
        return _("It is for sale.")
    return _("The price is changed; quotes made before keep theirs.")


def _waits() -> str:
    return _("Noted. A second person of your organization must approve it.")


def _crumbs(organization: Organization, here: str) -> list[Crumb]:
    return [Crumb(_("Listing desk"), _desk(organization)), Crumb(here)]


def _desk(organization: Organization) -> str:
    return f"{reverse('market:sales')}?organization={organization.party.public_id}"


def _to(organization: Organization, public_id: uuid.UUID) -> HttpResponse:
    return redirect("market:sale", organization.party.public_id, public_id)
