"""The registrars' desk: bring blocks in, decide on them, follow withdrawals up. Each act is one verb."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import staff_role_required
from marketplace.errors import MarketError
from marketplace.registry import desk, ledger, upstream
from marketplace.registry.forms import DecisionForm, IssuanceForm, WithdrawalForm
from marketplace.registry.models import IssuanceRequest, RetirementUpstream


@never_cache
@staff_role_required("registrar")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show what waits: requests for issue, withdrawals upstream."""
    context = {"requests": desk.pending_requests(), "withdrawals": desk.open_withdrawals()}
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
            form.add_error(None, refusal.message)
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
    try:
        batch = ledger.issue(request=_request(public_id), actor=request.user)
    except MarketError as refusal:
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


@never_cache
@staff_role_required("registrar")
@require_http_methods(["GET", "POST"])
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one withdrawal upstream; a POST attaches the platform's proof."""
    row = _withdrawal(pk)
    form = WithdrawalForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        proof = data.pop("proof").read()
        try:
            upstream.withdrawn(
                retirement=row.retirement, batch=row.batch, proof=proof, actor=request.user, **data
            )
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The proof is attached; the certificate's page shows it."))
            return redirect("registrar:index")
    block = row.retirement.blocks.get(batch=row.batch)
    context = {"row": row, "block": block, "kg": block.last - block.first + 1, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "registry/staff/withdrawal.html", context, status=status)


@staff_role_required("registrar")
@require_POST
def request_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the withdrawal has been requested."""
    row = _withdrawal(pk)
    try:
        upstream.request(retirement=row.retirement, batch=row.batch, actor=request.user)
    except MarketError as refusal:
        messages.error(request, refusal.message)
    return redirect("registrar:withdrawal", pk=pk)


@staff_role_required("registrar")
@require_POST
def refused_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the platform refused."""
    row = _withdrawal(pk)
    try:
        upstream.refused(retirement=row.retirement, batch=row.batch, actor=request.user)
    except MarketError as refusal:
        messages.error(request, refusal.message)
        return redirect("registrar:withdrawal", pk=pk)
    messages.warning(
        request, _("Noted. The retirement stands and must be made good by a further one.")
    )
    return redirect("registrar:index")


def _issuance_page(
    request: HttpRequest, found: IssuanceRequest, form: DecisionForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "issuance": found,
        "form": form,
        "open": found.status == IssuanceRequest.Status.PENDING,
        "own": found.requested_by_id == request.user.pk,
        "batch": getattr(found, "batch", None),
    }
    return render(request, "registry/staff/issuance.html", context, status=status)


def _request(public_id: UUID) -> IssuanceRequest:
    rows = IssuanceRequest.objects.select_related("project__scheme", "methodology_version")
    return get_object_or_404(rows, public_id=public_id)


def _withdrawal(pk: int) -> RetirementUpstream:
    rows = RetirementUpstream.objects.select_related("retirement", "batch__issuance")
    return get_object_or_404(rows, pk=pk)
