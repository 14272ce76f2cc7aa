"""Offering a transfer out of holdings, and answering, approving or withdrawing one."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest
from look.parts import Crumb
from marketplace.errors import MarketError
from marketplace.market import access, disposable, transfer_reading, transfers
from marketplace.market.models import TransferOffer
from marketplace.market.transfer_forms import TransferForm

ANSWERS: dict[str, Callable[..., None]] = {
    "accept": transfers.accept,
    "decline": transfers.decline,
    "approve": transfers.approve,
    "refuse": transfers.refuse,
    "withdraw": transfers.withdraw,
}
ANSWERED = {
    "accept": gettext_lazy("Accepted: the kilograms are in the account now."),
    "decline": gettext_lazy("Declined: the kilograms stay with the sender."),
    "approve": gettext_lazy("Approved: the receiver can accept it now."),
    "refuse": gettext_lazy("Refused. The receiver hears nothing of it, and nothing was moved."),
    "withdraw": gettext_lazy("Withdrawn: the kilograms stay with the sender."),
}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Offer kilograms to an organization."""
    party, organization = access.account_or_404(request.user, request.GET.get("organization", ""))
    can_go = disposable.of(party)
    batches = list(can_go.batches)
    form = TransferForm(request.POST or None, sender=party, batches=batches)
    if form.is_valid() and (made := _offer(request, form)):
        messages.success(request, _made(made))
        return redirect("market:transfer", public_id=made.public_id)
    home = reverse("market:holdings")
    own = f"{home}?organization={party.public_id}" if organization else home
    context = {
        "form": form,
        "party": party,
        "organization": organization,
        "disposable": can_go,
        "rows": [(batch, form[f"kg_{batch.batch_id}"]) for batch in batches],
        "crumbs": [Crumb(_("Holdings"), own), Crumb(pgettext("kilograms", "Transfer"))],
    }
    return render(
        request, "market/transfer_new.html", context, status=422 if form.is_bound else 200
    )


def _made(made: TransferOffer) -> str:
    """Return what has become of a new transfer: offered, or waiting for a second person first."""
    if made.status == TransferOffer.Status.AWAITING_APPROVAL:
        return _(
            "The transfer waits for a second person of your organization to approve it. Only then is it offered to"
            " the receiver."
        )
    return _("The transfer is offered. The receiver has 14 days to accept.")


def _offer(request: HttpRequest, form: TransferForm) -> TransferOffer | None:
    assert form.party is not None
    try:
        return transfers.offer(
            form.sender,
            form.party,
            form.cleaned_data["amounts"],
            actor=request.user,
            note=form.cleaned_data["note"],
        )
    except MarketError as refusal:
        form.add_error(None, refusal.message)
        return None


@never_cache
@login_required
@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    """All transfers of a person and of the person's organizations."""
    context = {
        "transfers": transfer_reading.of(request.user),
        "crumbs": [Crumb(_("Holdings"), reverse("market:holdings")), Crumb(_("Transfers"))],
    }
    return render(request, "market/transfers.html", context)


@never_cache
@login_required
@require_safe
def show(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """One transfer: what, from whom to whom, where it stands, and what the reader can do."""
    row = transfer_reading.row_or_404(request.user, public_id)
    context = {
        "transfer": transfer_reading.view(row, request.user),
        "crumbs": [
            Crumb(_("Transfers"), reverse("market:transfers")),
            Crumb(pgettext("kilograms", "Transfer")),
        ],
    }
    return render(request, "market/transfer.html", context)


@never_cache
@login_required
@require_POST
def answer(request: SignedInRequest, public_id: uuid.UUID) -> HttpResponse:
    """Accept, decline, approve, refuse or withdraw."""
    row = transfer_reading.row_or_404(request.user, public_id)
    verb = ANSWERS.get(request.POST.get("do", ""))
    if verb is None:
        return redirect("market:transfer", public_id=public_id)
    try:
        verb(row, actor=request.user)
    except MarketError as refusal:
        messages.error(request, _told(refusal))
    else:
        messages.success(request, str(ANSWERED[request.POST["do"]]))
    return redirect("market:transfer", public_id=public_id)


def _told(refusal: MarketError) -> str:
    """Return a refusal in the words of a transfer."""
    if refusal.code == "quantity_exceeds_available":
        return _(
            "The sender no longer has these kilograms. Nothing was moved; the sender can withdraw the transfer and"
            " offer what is left."
        )
    return refusal.message
