"""Registrars' pages for a methodology filed elsewhere: one records it, another confirms or refuses it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import SignedInRequest, staff_role_required
from accounts.queries import person_name
from marketplace.errors import MarketError
from marketplace.methodologies import recordings, words
from marketplace.methodologies.models import Recording
from marketplace.methodologies.recording_forms import ConfirmForm, RecordForm, RefuseForm


@never_cache
@staff_role_required("registrar")
@require_http_methods(["GET", "POST"])
def record(request: SignedInRequest) -> HttpResponse:
    """Record a methodology that an authority filed elsewhere; ``from`` begins with what was refused or taken back."""
    form = RecordForm(request.POST or None, request.FILES or None, initial=_begun(request))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        name = request.FILES["document"].name or ""
        try:
            made = recordings.record(
                data["code"], form.text, document=data["document"], name=name, actor=request.user
            )
        except MarketError as refusal:
            form.add_error("version", refusal.message)
        else:
            messages.success(
                request, _("Recorded. Nothing is public until another registrar confirms it.")
            )
            return redirect("methodology_desk:recording", pk=made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "methodologies/staff/record.html", {"form": form}, status=status)


@never_cache
@staff_role_required("registrar")
@require_GET
def page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what was recorded, beside what it would supersede, with what this registrar can do."""
    return _page(request, _recording(pk))


@staff_role_required("registrar")
@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """File it."""
    found, form = _recording(pk), ConfirmForm(request.POST)
    if not form.is_valid():
        return _page(request, found, confirm=form)
    accepted = form.cleaned_data["accepted"]
    return _act(
        request,
        found,
        lambda: recordings.confirm(found, accepted=accepted, actor=request.user),
        _("Confirmed: the methodology is in the library and in the public log."),
    )


@staff_role_required("registrar")
@require_POST
def refuse(request: SignedInRequest, pk: int) -> HttpResponse:
    """Refuse it, for a reason."""
    found, form = _recording(pk), RefuseForm(request.POST)
    if not form.is_valid():
        return _page(request, found, refuse=form)
    note = form.cleaned_data["note"]
    return _act(
        request,
        found,
        lambda: recordings.refuse(found, note=note, actor=request.user),
        _("Refused; whoever recorded it reads why."),
    )


@staff_role_required("registrar")
@require_POST
def take_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one's own recording back."""
    found = _recording(pk)
    verb = lambda: recordings.take_back(found, actor=request.user)  # noqa: E731
    return _act(request, found, verb, _("Taken back. It can be recorded anew."))


def _recording(pk: int) -> Recording:
    rows = Recording.objects.select_related(
        "recorded_by", "decided_by", "filed_version__methodology"
    )
    return get_object_or_404(rows.defer("document__content"), pk=pk)


def _begun(request: SignedInRequest) -> dict[str, Any]:
    """Return the entries of an earlier recording, to be put right and recorded anew."""
    pk = request.GET.get("from", "")
    row = Recording.objects.filter(pk=int(pk)).first() if pk.isdecimal() and len(pk) < 10 else None
    return row.facts | {"code": row.code} if row else {}


def _act(
    request: SignedInRequest, found: Recording, verb: Callable[[], object], said: str
) -> HttpResponse:
    try:
        verb()
        messages.success(request, said)
    except MarketError as refusal:
        messages.error(request, refusal.message)
    return redirect("methodology_desk:recording", pk=found.pk)


def _page(request: SignedInRequest, found: Recording, **forms: object) -> HttpResponse:
    waits = found.status == Recording.Status.WAITING
    own = found.recorded_by_id == request.user.pk
    context = {
        "recording": found,
        "facts": found.facts,
        "recorder": person_name(found.recorded_by),
        "decider": person_name(found.decided_by) if found.decided_by else "",
        "grade": words.GRADES[found.facts["quality"]],
        "former": recordings.in_force(found.code) if waits else [],
        "same_document": recordings.same_document(found),
        "may_take_back": waits and own,
        "may_decide": waits and not own,
        "may_begin_anew": found.status in ("refused", "taken_back"),
        "confirm": ConfirmForm(),
        "refuse": RefuseForm(),
        **forms,
    }
    return render(
        request, "methodologies/staff/recording.html", context, status=422 if forms else 200
    )
