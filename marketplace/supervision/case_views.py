"""Cases at the supervisors' desk: each page reads, each POST is one verb."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import SignedInRequest, staff_role_required
from accounts.reading import read_only
from marketplace.errors import MarketError
from marketplace.registry.models import Freeze
from marketplace.supervision import case_pages, cases, export, freeze_names, subjects
from marketplace.supervision.desk import reading
from marketplace.supervision.forms import (
    CaseForm,
    DeclineForm,
    FindingForm,
    FreezeForm,
    NoteForm,
    SubjectForm,
)
from marketplace.supervision.models import Anomaly, Case, ReleaseRequest

PAGE = 40


@never_cache
@staff_role_required("supervisor")
@require_safe
@reading
def case_list(request: HttpRequest) -> HttpResponse:
    """List all cases, newest first."""
    rows = Case.objects.select_related("opened_by").order_by("-id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "supervision/cases.html", {"page": page, "cases": list(page)})


@never_cache
@staff_role_required("supervisor")
@require_http_methods(["GET", "HEAD", "POST"])
def new_case(request: SignedInRequest) -> HttpResponse:
    """Open a case, perhaps about a thing or out of an anomaly."""
    anomaly, about = _asked(request)
    form = CaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        pairs = [(subject.kind, subject.ref) for subject in about]
        try:
            made = cases.open_case(
                **form.cleaned_data, about=pairs, actor=request.user, anomaly=anomaly
            )
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Case %s is open.") % made.number)
            return redirect("supervision:case", public_id=made.public_id)
    context = {"form": form, "about": about, "anomaly": anomaly}
    return render(
        request, "supervision/case_new.html", context, status=422 if form.is_bound else 200
    )


def _asked(request: HttpRequest) -> tuple[Anomaly | None, list[subjects.Subject]]:
    """Return the anomaly and the things that the address names."""
    number = request.GET.get("anomaly", "")
    anomaly = Anomaly.objects.filter(pk=number).first() if number.isdecimal() else None
    pairs = [tuple(pair) for pair in anomaly.subjects] if anomaly else []
    if "kind" in request.GET:
        pairs.append((request.GET["kind"], request.GET.get("ref", "")))
    return anomaly, subjects.all_of(pairs)


@never_cache
@staff_role_required("supervisor")
@require_safe
def case(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Show a case: what it is about, notes, freezes, releases, what was done."""
    return _page(request, _case(public_id))


@staff_role_required("supervisor")
@require_POST
def add_subject(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Name one more thing."""
    return _write(request, _case(public_id), "subject_form", SubjectForm, cases.add_subject)


@staff_role_required("supervisor")
@require_POST
def add_note(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Write a note."""
    return _write(request, _case(public_id), "note_form", NoteForm, cases.note)


@staff_role_required("supervisor")
@require_POST
def close_case(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Close a case with its finding."""
    return _write(request, _case(public_id), "finding_form", FindingForm, cases.close)


@staff_role_required("supervisor")
@require_POST
def export_case(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Make the case's file and hand it over."""
    found = _case(public_id)
    data, made = export.make(case=found, actor=request.user)
    answer = HttpResponse(data, content_type="application/zip")
    answer["Content-Disposition"] = f'attachment; filename="{found.number}.zip"'
    answer["X-Content-SHA256"] = made.sha256
    return answer


@never_cache
@staff_role_required("supervisor")
@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: SignedInRequest, public_id: UUID, kind: str, ref: str) -> HttpResponse:
    """Freeze a batch, listing or account under a case; the page says what that means first."""
    found, subject = _case(public_id), subjects.find(kind, ref)
    if subject is None or kind not in subjects.FREEZABLE:
        raise Http404
    form = FreezeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cases.freeze(case=found, subject=subject, actor=request.user, **form.cleaned_data)
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Frozen. A second supervisor is asked to confirm it."))
            return redirect("supervision:case", public_id=public_id)
    context = {"case": found, "subject": subject, "form": form}
    return render(request, "supervision/freeze.html", context, status=422 if form.is_bound else 200)


@staff_role_required("supervisor")
@require_POST
def confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stand behind another supervisor's freeze."""
    row = _freeze(pk)
    return _decide(
        request,
        row.case_freeze.case,
        lambda: cases.confirm(freeze=row, actor=request.user),
        _("Confirmed."),
    )


@never_cache
@staff_role_required("supervisor")
@require_http_methods(["GET", "HEAD", "POST"])
def ask_release(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask for a release, under the freeze's case or, where that is closed, another open one about the same thing."""
    row = _freeze(pk)
    found = case_pages.case_for(row)
    form = FreezeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            cases.ask_release(case=found, freeze=row, actor=request.user, **form.cleaned_data)
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Noted. Another supervisor must approve the release."))
            return redirect("supervision:case", public_id=found.public_id)
    (view,) = freeze_names.views(Freeze.objects.filter(pk=pk))
    context = {"case": found, "view": view, "form": form}
    return render(
        request, "supervision/release.html", context, status=422 if form.is_bound else 200
    )


@staff_role_required("supervisor")
@require_POST
def approve(request: SignedInRequest, pk: int) -> HttpResponse:
    """Release what another supervisor asked to release."""
    row = _release(pk)
    return _decide(
        request,
        row.case,
        lambda: cases.approve_release(request=row, actor=request.user),
        _("Released."),
    )


@staff_role_required("supervisor")
@require_POST
def decline(request: SignedInRequest, pk: int) -> HttpResponse:
    """Refuse a release, with a reason."""
    row, form = _release(pk), DeclineForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please say why."))
        return redirect("supervision:case", public_id=row.case.public_id)
    return _decide(
        request,
        row.case,
        lambda: cases.decline_release(request=row, actor=request.user, **form.cleaned_data),
        _("Declined. It stays frozen."),
    )


def _write(
    request: SignedInRequest, found: Case, name: str, form_class: type[Form], verb: Any
) -> HttpResponse:
    """Do one verb with what the form says, or show the case with the form's errors."""
    form = form_class(request.POST)
    if form.is_valid():
        try:
            verb(case=found, actor=request.user, **form.cleaned_data)
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Noted."))
            return redirect("supervision:case", public_id=found.public_id)
    return _page(request, found, status=422, **{name: form})


def _decide(request: SignedInRequest, found: Case, act: Any, said: str) -> HttpResponse:
    try:
        act()
    except MarketError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect("supervision:case", public_id=found.public_id)


def _page(
    request: SignedInRequest, found: Case, *, status: int = 200, **forms: Form
) -> HttpResponse:
    blank = {
        "note_form": NoteForm(),
        "subject_form": SubjectForm(),
        "finding_form": FindingForm(),
        "decline_form": DeclineForm(),
    }
    with read_only():
        context = case_pages.of(found, request.user) | blank | forms
        return render(request, "supervision/case.html", context, status=status)


def _case(public_id: UUID) -> Case:
    return get_object_or_404(
        Case.objects.select_related("opened_by", "closed_by"), public_id=public_id
    )


def _freeze(pk: int) -> Freeze:
    rows = Freeze.objects.select_related("batch", "account", "case_freeze__case", "requested_by")
    return get_object_or_404(rows.filter(case_freeze__isnull=False), pk=pk)


def _release(pk: int) -> ReleaseRequest:
    rows = ReleaseRequest.objects.select_related(
        "case", "freeze__batch", "freeze__account", "requested_by"
    )
    return get_object_or_404(rows, pk=pk)
