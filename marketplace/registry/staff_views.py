"""The registrars' desk: bring blocks in, check applications, decide on both. Each act is one verb."""

from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import staff_role_required
from marketplace.errors import MarketError
from marketplace.registry import custody, desk, doubts, ledger, retail
from marketplace.registry.forms import CheckForm, DecisionForm, IssuanceForm, SerialForm
from marketplace.registry.models import EvidenceFile, IssuanceRequest
from marketplace.registry.withdrawals import reading as withdrawals

FIELDS = {"evidence_required": "evidence", "proof_used": "withdrawal_shared"}


@never_cache
@staff_role_required("registrar")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show what waits: requests for issue, withdrawals upstream."""
    scheme = request.GET.get("scheme", "")
    requests = desk.requests(IssuanceRequest.Status.PENDING, scheme=scheme)
    context = {
        "applications": desk.requests(IssuanceRequest.Status.SUBMITTED, scheme=scheme),
        "requests": requests,
        "selectable": any(
            request.user.pk not in line.by_ids and not line.to_be_opened for line in requests
        ),
        "imports": desk.recent_imports(),
        "withdrawals": withdrawals.counts(),
        "schemes": desk.schemes(),
        "scheme": scheme,
    }
    return render(request, "registry/staff/index.html", context)


@never_cache
@staff_role_required("registrar")
@require_http_methods(["GET", "POST"])
def new_issuance(request: HttpRequest) -> HttpResponse:
    """Ask for an issue: an imported block, or credits of our own scheme."""
    form = IssuanceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = ledger.request_issuance(**form.verb_arguments(), actor=request.user)
        except MarketError as refusal:
            form.add_error(FIELDS.get(refusal.code), refusal.message)
        else:
            messages.success(request, _("Noted. A second registrar must approve it."))
            return redirect("registrar:issuance", public_id=made.public_id)
    status = 422 if form.is_bound else 200
    return render(request, "registry/staff/new_issuance.html", {"form": form}, status=status)


@never_cache
@staff_role_required("registrar")
@require_GET
def issuance(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one request with what to check."""
    return _issuance_page(request, _request(public_id), DecisionForm())


@staff_role_required("registrar")
@require_POST
def approve(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Approve a request: its batch is issued."""
    found, again = _request(public_id), request.POST.get("serial_again", "")
    try:
        batch = ledger.issue(request=found, actor=request.user, serial_again=again)
    except MarketError as refusal:
        if refusal.code == "serial_not_repeated":
            form = SerialForm(request.POST)
            form.add_error("serial_again", refusal.message)
            return _issuance_page(request, found, DecisionForm(), serial=form, status=422)
        messages.error(request, refusal.message)
        return redirect("registrar:issuance", public_id=public_id)
    messages.success(request, _("Issued as batch %s.") % batch.code)
    return redirect("registry:batch", code=batch.code)


@staff_role_required("registrar")
@require_POST
def refuse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Refuse a request, with a reason."""
    found, form = _request(public_id), DecisionForm(request.POST)
    if not form.is_valid() or not form.cleaned_data["note"].strip():
        form.add_error("note", _("Please say why."))
        return _issuance_page(request, found, form, status=422)
    try:
        ledger.refuse_issuance(request=found, actor=request.user, note=form.cleaned_data["note"])
    except MarketError as refusal:
        messages.error(request, refusal.message)
        return redirect("registrar:issuance", public_id=public_id)
    messages.success(request, _("Refused."))
    return redirect("registrar:index")


@staff_role_required("registrar")
@require_POST
def approve_selected(request: HttpRequest) -> HttpResponse:
    """Approve several requests, each in a transaction of its own, and say how each ended."""
    issued, refused = [], []
    codes = doubts.scheme_codes()
    for found in desk.selected(request.POST.getlist("request")):
        if not custody.unread(found) and doubts.to_be_opened(found, codes):
            refused.append((found, _("Open it and decide there.")))
            continue
        try:
            issued.append(ledger.issue(request=found, actor=request.user).code)
        except MarketError as refusal:
            refused.append((found, refusal.message))
    if issued:
        messages.success(request, _("Issued: %s.") % ", ".join(issued))
    for found, why in refused:
        what = f"{found.project.code} {found.upstream_serial}".strip()
        messages.error(request, _("Not issued: %(what)s. %(why)s") % {"what": what, "why": why})
    if not issued and not refused:
        messages.warning(request, _("Nothing was selected."))
    return redirect("registrar:index")


@never_cache
@staff_role_required("registrar")
@require_POST
def check(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Check an application: pass it on to another registrar, or send it back with remarks."""
    found, form = _request(public_id), CheckForm(request.POST)
    if found.status != IssuanceRequest.Status.SUBMITTED:
        return _checked_before(request, found)
    if not form.is_valid():
        return _issuance_page(request, found, DecisionForm(), check=form, status=422)
    try:
        done = ledger.check(
            request=found,
            points=form.points(),
            remarks=form.cleaned_data["remarks"],
            actor=request.user,
        )
    except MarketError as refusal:
        if refusal.code == "invalid_state":
            return _checked_before(request, _request(public_id))
        form.add_error(None, refusal.message)
        return _issuance_page(request, found, DecisionForm(), check=form, status=422)
    said = (
        _("Checked. Another registrar decides now.")
        if done.passed
        else _("Returned; the applicant reads your remarks.")
    )
    messages.success(request, said)
    return redirect("registrar:index")


@never_cache
@staff_role_required("registrar", "supervisor")
@require_GET
def evidence_file(request: HttpRequest, sha256: str) -> HttpResponse:
    """Hand out a file of evidence, as it was handed in."""
    row = get_object_or_404(EvidenceFile, pk=sha256)
    answer = HttpResponse(bytes(row.content), content_type="application/octet-stream")
    name = f"attachment; filename*=UTF-8''{quote(row.name or row.sha256)}"
    answer["Content-Disposition"] = name
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _checked_before(request: HttpRequest, found: IssuanceRequest) -> HttpResponse:
    """Say to whoever finishes a check from an old page that it was done meanwhile."""
    text = _("Nothing was noted: this application is not waiting for a check any more (%(state)s).")
    messages.error(request, text % {"state": found.get_status_display()})
    return redirect("registrar:issuance", public_id=found.public_id)


def _issuance_page(
    request: HttpRequest,
    found: IssuanceRequest,
    form: DecisionForm,
    *,
    check: CheckForm | None = None,
    serial: SerialForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "issuance": found,
        "form": form,
        "check": check or CheckForm(),
        "application": getattr(found, "application", None),
        "checked": getattr(found, "check_done", None),
        "points": desk.checked_points(found),
        "open": found.status == IssuanceRequest.Status.PENDING,
        "to_check": found.status == IssuanceRequest.Status.SUBMITTED,
        "own": request.user.pk in (found.requested_by_id, found.checked_by_id),
        "batch": getattr(found, "batch", None),
        "years_before": desk.years_before(found),
        "doubts": doubts.of(found, doubts.scheme_codes()),
        "same_withdrawal": retail.others_of(found),
        "read_as": desk.block_facts(found),
        "unread": custody.unread(found),
        "same_statement": desk.same_statement(found),
        "serial": serial or SerialForm(),
    }
    return render(request, "registry/staff/issuance.html", context, status=status)


def _request(public_id: UUID) -> IssuanceRequest:
    rows = IssuanceRequest.objects.select_related(
        "project__scheme", "methodology_version", "application", "check_done", "batch", "checked_by"
    )
    return get_object_or_404(rows, public_id=public_id)
