"""The roster of experts, kept by registrars."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import SignedInRequest, staff_role_required
from accounts.queries import person_name
from marketplace.errors import MarketError
from marketplace.methodologies import reviews
from marketplace.methodologies.forms import ExpertForm, NewExpertForm
from marketplace.methodologies.models import Expert


@never_cache
@staff_role_required("registrar")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """List the experts."""
    rows = Expert.objects.select_related("user", "organization__party")
    rows = rows.prefetch_related("conflicts__party", "assignments__opinion").order_by(
        "-active", "pk"
    )
    lines = [
        {
            "row": row,
            "name": person_name(row.user),
            "opinions": sum(hasattr(seat, "opinion") for seat in row.assignments.all()),
        }
        for row in rows
    ]
    return render(request, "methodologies/staff/experts.html", {"lines": lines})


@never_cache
@staff_role_required("registrar")
@require_http_methods(["GET", "POST"])
def add(request: SignedInRequest) -> HttpResponse:
    """Put a person on the roster."""
    form = NewExpertForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reviews.put_expert(form.cleaned_data["email"], form.profile, actor=request.user)
        except MarketError as refusal:
            form.add_error("email", refusal.message)
        else:
            messages.success(request, _("On the roster now."))
            return redirect("methodology_desk:experts")
    return _form(request, form, _("Add an expert"))


@never_cache
@staff_role_required("registrar")
@require_http_methods(["GET", "POST"])
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what the roster says of an expert."""
    expert = get_object_or_404(Expert.objects.select_related("user"), pk=pk)
    names = ("kinds", "affiliation", "organization", "conflicts_note", "active")
    initial = {name: getattr(expert, name) for name in names}
    form = ExpertForm(
        request.POST or None, initial=initial | {"conflicts": list(expert.conflicts.all())}
    )
    if request.method == "POST" and form.is_valid():
        try:
            reviews.put_expert(expert.user, form.profile, actor=request.user)
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("methodology_desk:experts")
    return _form(request, form, person_name(expert.user))


def _form(request: SignedInRequest, form: ExpertForm, title: str) -> HttpResponse:
    status = 422 if form.is_bound else 200
    context = {"form": form, "title": title}
    return render(request, "methodologies/staff/expert.html", context, status=status)
