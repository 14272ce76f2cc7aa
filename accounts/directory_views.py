"""The directory: what a few letters may mean, for whoever types; and its doubles, for registrars."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import directory
from accounts.access import SignedInRequest, staff_role_required
from accounts.errors import AccountError
from accounts.models import Party
from look.writing import TextField

# The names of the fields that ask: each sends what was typed under its own name.
ASKING = ("q", "uscc", "receiver", "recipient")


@require_safe
def options(request: HttpRequest) -> HttpResponse:
    """The choices for a field with suggestions, as ``<option>`` rows."""
    text = next((request.GET[name] for name in ASKING if request.GET.get(name)), "")
    context = {"found": directory.search(text[:80])}
    return render(request, "accounts/directory_options.html", context)


class MergeForm(forms.Form):
    """Which entry is the same body as which organization, and why."""

    merged = forms.CharField(label=gettext_lazy("Code of the entry that goes"), max_length=40)
    into = forms.CharField(
        label=gettext_lazy("Code or name of the one that is kept"), max_length=160
    )
    reason = TextField(
        label=gettext_lazy("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


@never_cache
@staff_role_required("registrar")
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: SignedInRequest) -> HttpResponse:
    """Entries nobody has verified, doubles, the merges so far; and merging two parties of one body."""
    form = MergeForm(request.POST or None)
    if form.is_valid() and _merge(request, form):
        return redirect("staff:directory")
    context = {
        "form": form,
        "doubles": directory.doubles(),
        "unverified": directory.unverified(),
        "merges": directory.merges(),
    }
    return render(request, "staff/directory.html", context, status=422 if form.errors else 200)


def _merge(request: SignedInRequest, form: MergeForm) -> bool:
    merged = _party(form, "merged")
    into = _party(form, "into")
    if merged is None or into is None:
        return False
    try:
        directory.merge(merged, into, reason=form.cleaned_data["reason"], staff=request.user)
    except AccountError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Merged. Evidence keeps the former name."))
    return True


def _party(form: MergeForm, name: str) -> Party | None:
    """Return the organization a field names; the entry itself where it is the one that goes."""
    text = form.cleaned_data[name]
    try:
        found = directory.entry(text) if name == "merged" else directory.find(text)
    except AccountError as refusal:
        form.add_error(name, str(refusal))
        return None
    if found is None:
        form.add_error(name, _("The directory has no such organization."))
    return found
