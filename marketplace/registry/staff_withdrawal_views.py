"""The registrars' withdrawals: collect whole tonnes, export, take in the platform's answers, make refusals good."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import is_in_group, staff_role_required
from accounts.models import User
from marketplace import canonical
from marketplace.errors import MarketError
from marketplace.registry import downloads, frozen, upstream
from marketplace.registry.block_imports import archive
from marketplace.registry.block_imports.words import ARCHIVES, unreadable
from marketplace.registry.forms import AnswerForm, MadeGoodForm, RefusalForm, WithdrawalForm
from marketplace.registry.models import (
    Retirement,
    RetirementUpstream,
    Scheme,
    WithdrawalBatch,
)
from marketplace.registry.withdrawals import answering, collecting, pool, reading, sheet


@never_cache
@staff_role_required("registrar")
@require_GET
def withdrawals(request: HttpRequest) -> HttpResponse:
    """Show what may be requested now, what waits for a whole tonne, the applications and the refusals."""
    state = request.GET.get("state", "")
    rows = reading.applications()
    if state == "open":
        rows = rows.filter(open__gt=0)
    elif state == "answered":
        rows = rows.filter(open=0)
    context = {
        "pools": reading.pools(),
        "applications": rows[:100],
        "single": reading.single_requests(),
        "refusals": reading.refusals()[:100],
        "state": state,
    }
    return render(request, "registry/staff/withdrawals.html", context)


@staff_role_required("registrar")
@require_POST
def collect(request: HttpRequest, code: str) -> HttpResponse:
    """Make an application of all whole tonnes of one platform."""
    scheme = get_object_or_404(Scheme, code=code)
    try:
        made = collecting.request(scheme=scheme, actor=request.user)
    except MarketError as refusal:
        messages.error(request, refusal.message)
        return redirect("registrar:withdrawals")
    messages.success(
        request, _("Noted as requested. Download the file and hand it in on the platform.")
    )
    return redirect("registrar:application", code=made.code)


@never_cache
@staff_role_required("registrar")
@require_http_methods(["GET", "POST"])
def application(request: HttpRequest, code: str) -> HttpResponse:
    """Show one application with its lines; a POST takes the platform's answer file in."""
    found = get_object_or_404(WithdrawalBatch.objects.select_related("scheme"), code=code)
    form = AnswerForm(request.POST or None, request.FILES or None)
    results: list[answering.Result] = []
    if request.method == "POST" and form.is_valid():
        results = _take_answers(form, found, request.user)
    lines = reading.lines(found)
    context = {
        "application": found,
        "lines": lines,
        "open": any(not line.row.outcome for line in lines),
        "form": form,
        "results": results,
        "done": sum(result.state == "done" for result in results),
        "own": found.requested_by_id == request.user.pk,
    }
    status = 422 if form.errors else 200
    return render(request, "registry/staff/application.html", context, status=status)


@never_cache
@staff_role_required("registrar")
@require_GET
def application_file(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the application as CSV, or with ``?answer=1`` the form for its answer."""
    found = get_object_or_404(WithdrawalBatch, code=code)
    columns = sheet.ANSWER if request.GET.get("answer") else sheet.APPLIED
    rows = reading.applied_rows(found)
    content = sheet.write(columns, rows, chinese=get_language() != "en")
    suffix = "-answer" if columns is sheet.ANSWER else ""
    return downloads.csv(content, name=f"{found.code}{suffix}.csv")


@never_cache
@staff_role_required("registrar")
@require_http_methods(["GET", "POST"])
def withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one withdrawal upstream; a POST attaches the platform's proof."""
    row = _withdrawal(pk)
    if request.method == "POST" and row.state != RetirementUpstream.State.REQUESTED:
        return _answered(request, row)
    scheme = row.batch.scheme_id
    proven = upstream.proven_by(row.proof_sha256, row.proof_number, scheme).exclude(pk=pk)
    form = WithdrawalForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            _withdrawn(row, form.cleaned_data, request.user)
        except MarketError as refusal:
            if refusal.code == "invalid_state":
                return _answered(request, _withdrawal(pk))
            form.add_error(None, refusal.message)
            if refusal.code == "proof_used":
                sent, number = form.cleaned_data["proof"][0], form.cleaned_data["proof_number"]
                proven = upstream.proven_by(canonical.sha256(sent), number, scheme)
        else:
            messages.success(request, _("The proof is attached; the certificate's page shows it."))
            return redirect("registrar:withdrawals")
    block = row.retirement.blocks.get(batch=row.batch)
    kg = block.last - block.first + 1
    context = {
        "row": row,
        "serials": block,
        "kg": kg,
        "whole": kg % pool.TONNE == 0,
        "form": form,
        "refusal": RefusalForm(),
        "line": getattr(row, "withdrawal_line", None),
        "own": row.actor_id == request.user.pk,
        "good": MadeGoodForm(),
        "proven": proven,
        "still_frozen": frozen.in_force(batch=row.batch) if row.made_good_by_id else None,
        "supervises": is_in_group(request.user, "supervisor"),
    }
    status = 422 if form.is_bound else 200
    return render(request, "registry/staff/withdrawal.html", context, status=status)


@staff_role_required("registrar")
@require_POST
def request_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the withdrawal has been requested."""
    row = _withdrawal(pk)
    block = row.retirement.blocks.get(batch=row.batch)
    if (block.last - block.first + 1) % pool.TONNE:
        messages.error(request, _("Less than a tonne waits for the next whole tonne of its block."))
        return redirect("registrar:withdrawal", pk=pk)
    try:
        upstream.request(retirement=row.retirement, batch=row.batch, actor=request.user)
    except MarketError as refusal:
        messages.error(request, refusal.message)
    return redirect("registrar:withdrawal", pk=pk)


@staff_role_required("registrar")
@require_POST
def refused_withdrawal(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the platform refused, and why; the batch is frozen."""
    row, form = _withdrawal(pk), RefusalForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("A refusal needs the platform's reason."))
        return redirect("registrar:withdrawal", pk=pk)
    try:
        line = getattr(row, "withdrawal_line", None)
        if line is None:
            upstream.refused(retirement=row.retirement, batch=row.batch, actor=request.user)
        else:
            answering.refused(line=line, reason=form.cleaned_data["reason"], actor=request.user)
    except MarketError as refusal:
        if refusal.code == "invalid_state":
            return _answered(request, _withdrawal(pk))
        messages.error(request, refusal.message)
        return redirect("registrar:withdrawal", pk=pk)
    messages.warning(
        request,
        _(
            "Noted, and the batch is frozen. The retirement stands and must be made good by a further one."
        ),
    )
    return redirect("registrar:withdrawal", pk=pk)


@staff_role_required("registrar")
@require_POST
def make_good(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the further retirement that makes a refused one good."""
    row, form = _withdrawal(pk), MadeGoodForm(request.POST)
    further = None
    if form.is_valid():
        wanted = form.cleaned_data["retirement"]
        further = Retirement.objects.filter(public_id=wanted).first()
    if further is None:
        messages.error(request, _("There is no retirement of this record number."))
        return redirect("registrar:withdrawal", pk=pk)
    try:
        upstream.made_good(
            retirement=row.retirement, batch=row.batch, by=further, actor=request.user
        )
    except MarketError:
        messages.error(
            request,
            _(
                "This retirement can't make it good: it must come after the refusal, be for the same beneficiary, "
                "out of other batches, at least as large, and be named once; another registrar than the one who "
                "noted the refusal names it."
            ),
        )
    else:
        messages.success(request, _("Made good; the certificate's page says so."))
    return redirect("registrar:withdrawal", pk=pk)


def _answered(request: HttpRequest, row: RetirementUpstream) -> HttpResponse:
    """Say to whoever sends an answer from an old page how it stands; nothing of theirs was noted."""
    messages.error(
        request,
        _("Nothing was noted: this withdrawal is not waiting for an answer any more (%(state)s).")
        % {"state": row.get_state_display()},
    )
    return redirect("registrar:withdrawal", pk=row.pk)


def _take_answers(form: AnswerForm, found: WithdrawalBatch, actor: User) -> list[answering.Result]:
    """Note an answer file line by line; a file that can't be read is the form's error."""
    given = form.contents()
    try:
        answers = sheet.read(given["content"])
        files = archive.open_files(given["files"], name=given["files_name"])
    except sheet.UnreadableError as error:
        form.add_error("list", unreadable(error))
        return []
    except archive.ArchiveError as error:
        form.add_error("files", ARCHIVES[error.code] % {"detail": error.detail})
        return []
    several = form.cleaned_data["covers_several"]
    return answering.note_all(answers, files, code=found.code, actor=actor, covers_several=several)


def _withdrawn(row: RetirementUpstream, said: dict[str, Any], actor: User) -> None:
    content, name = said["proof"]
    line = getattr(row, "withdrawal_line", None)
    if line is not None:
        proof = answering.Proof(
            said["proof_number"], said["proof_date"], content, name, said["covers_several"]
        )
        answering.withdrawn(line=line, proof=proof, actor=actor)
        return
    upstream.withdrawn(
        retirement=row.retirement,
        batch=row.batch,
        proof_number=said["proof_number"],
        proof_date=said["proof_date"],
        proof=content,
        proof_name=name,
        covers_several=said["covers_several"],
        actor=actor,
    )


def _withdrawal(pk: int) -> RetirementUpstream:
    rows = RetirementUpstream.objects.select_related(
        "retirement", "batch__issuance", "made_good_by", "withdrawal_line__withdrawal"
    )
    return get_object_or_404(rows, pk=pk)
