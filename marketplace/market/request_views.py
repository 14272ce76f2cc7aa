"""A request to retire from holdings: read, carried out or refused by a second person, taken back."""

import uuid
from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest
from look.parts import Crumb
from marketplace.errors import MarketError
from marketplace.market import queries, request_obstacles, request_reading, retirement_requests
from marketplace.market.models import RetirementRequest

ANSWERS: dict[str, Callable[..., object]] = {
    "approve": retirement_requests.approve,
    "refuse": retirement_requests.refuse,
    "drop": retirement_requests.drop,
}


class FinalForm(forms.Form):
    """The tick without which nobody retires for good."""

    final = forms.BooleanField(
        label=gettext_lazy("I know that retiring cannot be undone."),
        error_messages={
            "required": gettext_lazy("Please confirm that you know it cannot be undone.")
        },
    )


@never_cache
@login_required
@require_safe
def show(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """What was asked, by whom, and what the reader can do about it."""
    row = request_reading.row_or_404(request.user, public_id)
    return _page(request, row, FinalForm())


def _page(request: SignedInRequest, row: RetirementRequest, form: FinalForm) -> HttpResponse:
    holdings = f"{reverse('market:holdings')}?organization={row.organization.party.public_id}"
    shown = request_reading.view(row, request.user)
    waits = shown.status == RetirementRequest.Status.WAITING
    here = _("Retirement to be approved") if waits else _("Retirement")
    context = {
        "asked": shown,
        "party": row.organization.party,
        "obstacles": request_obstacles.of(row),
        "form": form,
        "code": queries.certificate_code(shown.retirement_id) if shown.retirement_id else "",
        "crumbs": [Crumb(_("Holdings"), holdings), Crumb(here)],
    }
    status = 422 if form.errors else 200
    return render(request, "market/retirement_request.html", context, status=status)


@never_cache
@login_required
@require_POST
def answer(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Carry it out, refuse it or take it back. Who carries it out ticks that it is final, as who asked did."""
    row = request_reading.row_or_404(request.user, public_id)
    do = request.POST.get("do", "")
    form = FinalForm(request.POST)
    if do == "approve" and request_reading.may_approve(row, request.user) and not form.is_valid():
        return _page(request, row, form)
    if do in ANSWERS:
        try:
            ANSWERS[do](row, actor=request.user)
        except MarketError as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _said(do))
    return redirect("market:retirement_request", public_id=public_id)


def _said(do: str) -> str:
    """Return what has happened, in words."""
    return {
        "approve": _("Retired. The certificate is being sealed."),
        "refuse": _("Refused. Nothing was retired."),
        "drop": _("Taken back. Nothing was retired."),
    }[do]
