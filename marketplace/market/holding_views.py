"""What an account owns, and retiring it."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries as accounts
from accounts.models import Organization, Party
from look.parts import Crumb, Segment, Tally
from marketplace.errors import MarketError
from marketplace.market import (
    access,
    disposable,
    naming,
    queries,
    request_reading,
    retirement_requests,
    retirements,
    transfer_reading,
)
from marketplace.market.holding_forms import HoldingsForm
from marketplace.market.queries import HeldBatch
from marketplace.market.retire_forms import PURPOSES, RetireForm
from marketplace.registry import jurisdictions


@never_cache
@login_required
@require_safe
def holdings(request: HttpRequest) -> HttpResponse:
    """What a person or one of the person's organizations has of every batch."""
    party, organization = access.account_or_404(request.user, request.GET.get("organization", ""))
    held = queries.held_by(party)
    can_go = disposable.of(party, held)
    form = HoldingsForm(request.GET)
    shown = form.narrowed(held)
    context = {
        "party": party,
        "organization": organization,
        "organizations": accounts.organizations_of(request.user),
        "form": form,
        "held": held,
        "shown": shown,
        "tally": tally(held),
        "disposable": can_go,
        "can_retire": bool(can_go.batches),
        "asked": request_reading.waiting_in(organization, request.user),
        "transfers_waiting": len(transfer_reading.waiting_for(request.user)),
    }
    return render(request, "market/holdings.html", context)


def tally(held: tuple[HeldBatch, ...]) -> Tally:
    """Return the account's kilograms as the bar that every page shows."""
    available, retired = sum(b.available_kg for b in held), sum(b.retired_kg for b in held)
    for_sale, reserved = sum(b.listed_kg for b in held), sum(b.held_kg for b in held)
    segments = [
        Segment(_("Retired"), retired, "retired"),
        Segment(_("In this account, not yet retired"), available, "owned"),
    ]
    if for_sale or reserved:
        segments += [
            Segment(_("Reserved by buyers"), reserved, "held"),
            Segment(_("For sale"), for_sale, "available"),
        ]
    return Tally(segments=segments, label=_("What this account has"))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: HttpRequest) -> HttpResponse:
    """Retire kilograms out of an account: how much, for what, in whose name. Final."""
    party, organization = access.account_or_404(request.user, request.GET.get("organization", ""))
    can_go = disposable.of(party)
    batches = list(can_go.batches)
    form = RetireForm(
        request.POST or None,
        owner=party,
        actor=request.user,
        batches=batches,
        initial={"nonce": uuid.uuid4(), **_first(request, batches)},
    )
    own = reverse("market:holdings") + (f"?organization={party.public_id}" if organization else "")
    context = {
        "form": form,
        "party": party,
        "organization": organization,
        "disposable": can_go,
        "rows": [(batch, form[f"kg_{batch.batch_id}"]) for batch in batches],
        "crumbs": [Crumb(_("Holdings"), own), Crumb(_("Retire"))],
    }
    going_on = form.is_valid() and "change" not in request.POST
    if going_on and not naming.reported(request, form):
        if not form.cleaned_data["final"]:
            return _confirm(request, form, context)
        if done := _retire(request, form, party, organization):
            return done
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "market/retire.html", context, status=status)


def _confirm(request: HttpRequest, form: RetireForm, context: dict[str, Any]) -> HttpResponse:
    """Show once more what is about to happen and that it is final; nothing is retired yet."""
    amounts = form.cleaned_data["amounts"]
    shown = context | {
        "lines": [
            (each, amounts[each.batch_id]) for each in form.batches if each.batch_id in amounts
        ],
        "kg": sum(amounts.values()),
        "whom": form.whom,
        "touches_offer": any(
            amounts.get(each.batch_id, 0) > each.available_kg - each.offered_kg
            for each in form.batches
            if each.offered_kg
        ),
        "asked_again": "confirming" in request.POST,
        "jurisdiction": jurisdictions.named(form.cleaned_data["jurisdiction"]),
        "purpose": dict(PURPOSES)[form.cleaned_data["purpose"]],
        "sent": [
            (name, value)
            for name, value in request.POST.items()
            if name not in ("csrfmiddlewaretoken", "final", "confirming", "change")
        ],
    }
    return render(request, "market/retire_confirm.html", shown)


def _first(request: HttpRequest, batches: list[HeldBatch]) -> dict[str, str]:
    """Fill in the batch somebody came for, or the only one there is."""
    wanted = request.GET.get("batch") or (batches[0].code if len(batches) == 1 else "")
    return {
        f"kg_{batch.batch_id}": str(batch.available_kg - batch.offered_kg)
        for batch in batches
        if batch.code == wanted
    }


def _retire(
    request: HttpRequest, form: RetireForm, party: Party, organization: Organization | None
) -> HttpResponse | None:
    """Retire and go to the certificate, or ask a second person, or tell why not."""
    amounts = form.cleaned_data["amounts"]
    intent = form.intent(ref=f"retirement:{form.cleaned_data['nonce']}")
    form.store_name()  # before: the certificate says the name of the moment
    try:
        if organization is not None and organization.approval_required:
            asked = retirement_requests.ask(organization, amounts, intent, actor=request.user)
            messages.success(request, _("A second person of your organization decides now."))
            return redirect("market:retirement_request", public_id=asked.public_id)
        retirement = retirements.retire(
            party, amounts, intent, actor=request.user, organization=organization
        )
    except MarketError as refusal:
        form.add_error(None, refusal.message)
        return None
    messages.success(request, _("Retired. The certificate is being sealed."))
    return redirect("certificates:detail", code=queries.certificate_code(retirement.pk))
