"""The recipient's page of a gift, opened by the link in the letter: see it, be named, keep it."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from look.writing import TextField
from marketplace.errors import MarketError
from marketplace.market import gifts, queries
from marketplace.market.models import Gift
from marketplace.registry import queries as registry


class NameForm(forms.Form):
    """The name a recipient lets be shown."""

    name = TextField(
        label=gettext_lazy("Your name on the certificate"),
        max_length=gifts.LONGEST_NAME,
        help_text=gettext_lazy("Everyone who opens the certificate can read it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    agreed = forms.BooleanField(
        label=gettext_lazy(
            "I agree that this name is shown on the certificate and in its public record."
        )
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, token: str) -> HttpResponse:
    """What was given, by whom, and the question whether the name may be shown."""
    gift = _gift(token)
    gifts.opened(gift)
    form = NameForm(request.POST or None)
    if form.is_valid() and _consent(request, gift, form):
        return redirect("market:gift", token=token)
    beneficiary = gift.retirement.beneficiary
    context = {
        "gift": gift,
        "token": token,
        "form": form,
        "retirement": registry.retirement(gift.retirement.public_id),
        "code": queries.certificate_code(gift.retirement_id),
        "pseudonym": beneficiary.pseudonym,
        "named": gift.consented_at is not None,
        "kept": beneficiary.merged_into_id is not None,
    }
    return render(request, "market/gift.html", context, status=422 if form.errors else 200)


@never_cache
@require_POST
def keep(request: HttpRequest, token: str) -> HttpResponse:
    """Put the gift with the account of the recipient who has signed in."""
    gift = _gift(token)
    if not request.user.is_authenticated:
        return redirect("account_login")
    if gifts.keep(gift, request.user):
        messages.success(request, _("The gift is in your account."))
    else:
        messages.error(request, _("Another account has this gift already."))
    return redirect("market:gift", token=token)


def _gift(token: str) -> Gift:
    gift = gifts.of_token(token)
    if gift is None:
        raise Http404
    return gift


def _consent(request: HttpRequest, gift: Gift, form: NameForm) -> bool:
    actor = request.user if request.user.is_authenticated else None
    try:
        gifts.consent(gift, name=form.cleaned_data["name"], actor=actor)
    except MarketError as refusal:
        form.add_error("name" if refusal.code == "invalid_request" else None, refusal.message)
        return False
    messages.success(request, _("Your name is on the certificate now, as its next revision."))
    return True
