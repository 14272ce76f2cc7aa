"""Asking for a correction, adding one's own name, and the registrars' desk for both. Each act is one verb."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import staff_role_required
from accounts.queries import person_name
from look.parts import Crumb
from marketplace.certificates import corrections, history, queries
from marketplace.certificates.correction_forms import CorrectionForm, RefusalForm
from marketplace.certificates.models import Correction
from marketplace.certificates.queries import Certificate
from marketplace.errors import MarketError
from marketplace.registry import codes


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a correction of a name or title."""
    certificate = _own(request, code)
    statement = certificate.statement
    now = corrections.wording(statement)
    form = CorrectionForm(
        request.POST or None, request.FILES or None, statement=statement, initial=vars(now)
    )
    open_request = corrections.open_for(statement)
    if request.method == "POST" and not open_request and form.is_valid():
        try:
            corrections.request(
                statement=statement,
                asked=form.wording(),
                reason=form.cleaned_data["reason"],
                evidence=form.file(),
                actor=request.user,  # type: ignore[arg-type]
            )
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(
                request, _("Noted. A registrar looks at it; the certificate stands meanwhile.")
            )
            return redirect("certificates:detail", code=certificate.code)
    context = {
        "certificate": certificate,
        "form": form,
        "open": open_request,
        "crumbs": _crumbs(certificate, _("Ask for a correction")),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "certificates/correct.html", context, status=status)


@login_required
@require_POST
def show_name(request: HttpRequest, code: str) -> HttpResponse:
    """Put the beneficiary's own name on the certificate, as the account agrees to show it."""
    certificate = _own(request, code)
    try:
        corrections.show_name(statement=certificate.statement, actor=request.user)  # type: ignore[arg-type]
    except MarketError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Your name is on the certificate now, as a new revision."))
    return redirect("certificates:detail", code=certificate.code)


@never_cache
@staff_role_required("registrar")
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """Show which corrections wait, oldest first, and what was decided lately."""
    rows = Correction.objects.select_related("statement", "requested_by").defer("evidence")
    context = {
        "waiting": [_line(row) for row in rows.filter(status=Correction.Status.PENDING)],
        "decided": [
            _line(row)
            for row in rows.exclude(status=Correction.Status.PENDING).order_by("-decided_at")[:20]
        ],
    }
    return render(request, "certificates/staff/queue.html", context)


@never_cache
@staff_role_required("registrar")
@require_GET
def one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one request beside what the certificate says."""
    return _page(request, _correction(public_id), RefusalForm())


@never_cache
@staff_role_required("registrar")
@require_GET
def evidence(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Hand the evidence out as a file, never to be shown inside the site."""
    row = _correction(public_id)
    content = bytes(row.evidence or b"")
    kind = corrections.media_type(content)
    if not kind:
        raise Http404
    answer = HttpResponse(content, content_type=kind)
    ending = kind.rpartition("/")[2]
    answer["Content-Disposition"] = f'attachment; filename="evidence-{row.public_id}.{ending}"'
    return answer


@staff_role_required("registrar")
@require_POST
def make(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Correct the certificate as asked."""
    row = _correction(public_id)
    try:
        revised = corrections.make(correction=row, actor=request.user)  # type: ignore[arg-type]
    except MarketError as refusal:
        messages.error(request, refusal.message)
        return redirect("certificates_staff:one", public_id=public_id)
    messages.success(request, _("Corrected: revision %s.") % revised.revision)
    return redirect("certificates_staff:queue")


@staff_role_required("registrar")
@require_POST
def refuse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Refuse the request, with a reason."""
    row, form = _correction(public_id), RefusalForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, status=422)
    try:
        corrections.refuse(correction=row, note=form.cleaned_data["note"], actor=request.user)  # type: ignore[arg-type]
    except MarketError as refusal:
        messages.error(request, refusal.message)
        return redirect("certificates_staff:one", public_id=public_id)
    messages.success(request, _("Refused."))
    return redirect("certificates_staff:queue")


def _own(request: HttpRequest, code: str) -> Certificate:
    """Return the latest revision of a certificate that the signed-in person may ask about; else 404."""
    known = codes.normalize(code)
    certificate = queries.certificate(known) if known else None
    if certificate is None or not corrections.may_ask(request.user, certificate.statement):
        raise Http404
    return certificate


def _correction(public_id: UUID) -> Correction:
    rows = Correction.objects.select_related("statement", "requested_by", "decided_by")
    return get_object_or_404(rows, public_id=public_id)


def _page(
    request: HttpRequest, row: Correction, form: RefusalForm, *, status: int = 200
) -> HttpResponse:
    statement = corrections.statement_of(row)
    if statement is None:
        raise Http404
    now = corrections.wording(statement)
    context = {
        "correction": row,
        "statement": statement,
        "changes": [
            history.Change(label, getattr(now, key), getattr(row, key))
            for key, label in history.WORDS.items()
            if getattr(row, key)
        ],
        "asked_by": person_name(row.requested_by),
        "decided_by": person_name(row.decided_by) if row.decided_by else "",
        "own": row.requested_by_id == request.user.pk,
        "open": row.status == Correction.Status.PENDING,
        "has_evidence": row.evidence is not None,
        "form": form,
    }
    return render(request, "certificates/staff/one.html", context, status=status)


def _line(row: Correction) -> dict[str, Any]:
    return {"row": row, "code": row.statement.code, "asked_by": person_name(row.requested_by)}


def _crumbs(certificate: Certificate, here: str) -> list[Crumb]:
    return [Crumb(certificate.code, certificate.address), Crumb(here)]


def waiting_count() -> int:
    """Return how many corrections wait for a registrar."""
    return Correction.objects.filter(status=Correction.Status.PENDING).count()
