"""The registrars' desk for methodologies: seats, decisions, the switch for credits. Each act is one verb."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.access import SignedInRequest, staff_role_required
from accounts.queries import person_name
from marketplace.errors import MarketError
from marketplace.market.kinds import label as kind_label
from marketplace.methodologies import deciding, queries, reviews, submissions
from marketplace.methodologies.forms import AssignForm, FileForm, NoteForm
from marketplace.methodologies.models import Assignment, Expert, Recording, Submission
from marketplace.methodologies.questions import QUESTIONS
from marketplace.registry.models import MethodologyVersion


@never_cache
@staff_role_required("registrar")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """Show what waits, and every filed version with its switch."""
    versions = MethodologyVersion.objects.select_related("methodology")
    context = {
        "proposals": queries.waiting_for_registrars(),
        "recordings": Recording.objects.select_related("recorded_by", "decided_by")[:20],
        "versions": versions.order_by("methodology__code", "status", "-pk"),
        "experts": Expert.objects.filter(active=True).count(),
    }
    return render(request, "methodologies/staff/index.html", context)


@never_cache
@staff_role_required("registrar")
@require_GET
def submission(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Show one submission with its seats and what can be decided."""
    return _page(request, _submission(public_id))


@staff_role_required("registrar")
@require_POST
def assign(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Give an expert a seat."""
    found = _submission(public_id)
    form = AssignForm(request.POST, experts=_experts(found))
    if not form.is_valid():
        return _page(request, found, assign=form)
    expert = Expert.objects.get(pk=form.cleaned_data["expert"])
    verb = lambda: reviews.assign(found, expert, actor=request.user)  # noqa: E731
    return _act(request, found, verb, _("The expert is asked for an opinion."))


@staff_role_required("registrar")
@require_POST
def release(request: SignedInRequest, public_id: UUID, seat: int) -> HttpResponse:
    """Free a seat."""
    found = _submission(public_id)
    row = get_object_or_404(
        Assignment.objects.select_related("expert", "submission"), pk=seat, submission=found
    )
    verb = lambda: reviews.release(row, actor=request.user)  # noqa: E731
    return _act(request, found, verb, _("The seat is free; another expert can be asked."))


@staff_role_required("registrar")
@require_POST
def file(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """File a submission."""
    found = _submission(public_id)
    form = FileForm(request.POST)
    if not form.is_valid():
        return _page(request, found, file=form)
    facts = deciding.FilingFacts(**form.cleaned_data)
    verb = lambda: deciding.file(found, facts, actor=request.user)  # noqa: E731
    return _act(
        request, found, verb, _("Filed: the methodology is in the library and in the public log.")
    )


@staff_role_required("registrar")
@require_POST
def send_back(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Ask for changes, or reject."""
    found = _submission(public_id)
    form = NoteForm(request.POST)
    if found.status not in submissions.OPEN:
        messages.error(request, _("It was decided in the meantime."))
        return redirect("methodology_desk:submission", public_id=found.public_id)
    if not form.is_valid():
        return _page(request, found, note=form)
    rejects = "reject" in request.POST
    verb = deciding.reject if rejects else deciding.return_for_changes
    note = form.cleaned_data["note"]
    said = (
        _("Rejected; the developer reads why.")
        if rejects
        else _("Sent back for changes; the developer reads why.")
    )
    return _act(request, found, lambda: verb(found, note=note, actor=request.user), said)


@staff_role_required("registrar")
@require_POST
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say whether credits may be issued under a version."""
    version = get_object_or_404(MethodologyVersion, pk=pk)
    wanted = request.POST.get("accepted") == "1"
    try:
        deciding.set_accepted(version, accepted=wanted, actor=request.user)
        messages.success(request, _("Saved; the decision is in the public log."))
    except MarketError as refusal:
        messages.error(request, refusal.message)
    return redirect("methodology_desk:index")


def _submission(public_id: UUID) -> Submission:
    rows = Submission.objects.select_related("organization__party", "replaces")
    return get_object_or_404(rows.exclude(status="draft"), public_id=public_id)


def _experts(found: Submission) -> list[tuple[int, str]]:
    """Return the independent experts who had no seat yet, those of the right field first."""
    rows = Expert.objects.filter(active=True).exclude(assignments__submission=found)
    fit = [each for each in rows.select_related("user") if not reviews.has_conflict(each, found)]
    fit.sort(key=lambda each: not set(each.kinds) & set(found.kinds))
    return [(each.pk, _expert_label(each)) for each in fit]


def _expert_label(expert: Expert) -> str:
    fields = ", ".join(kind_label(kind) for kind in expert.kinds)
    return f"{person_name(expert.user)} · {fields}"


def _act(
    request: SignedInRequest, found: Submission, verb: Callable[[], object], said: str
) -> HttpResponse:
    try:
        verb()
        messages.success(request, said)
    except MarketError as refusal:
        messages.error(request, refusal.message)
    return redirect("methodology_desk:submission", public_id=found.public_id)


def _page(request: SignedInRequest, found: Submission, **forms: object) -> HttpResponse:
    seats = found.assignments.filter(released_at=None).select_related("expert__user", "opinion")
    accepting = deciding.accepting(found)
    experts = _experts(found)
    context = {
        "submission": found,
        "proposal": queries.proposal_view(found, inside=True, named=True),
        "seats": seats,
        "open": found.status in submissions.OPEN,
        "free": len(seats) < len(reviews.SEATS),
        "experts": experts,
        "accepting": accepting,
        "ready": accepting >= deciding.OPINIONS_NEEDED,
        "questions": QUESTIONS,
        "assign": AssignForm(experts=experts),
        "file": FileForm(
            initial={
                "issuer_zh": found.organization.name_zh,
                "issuer_en": found.organization.name_en,
            }
        ),
        "note": NoteForm(),
        **forms,
    }
    status = 422 if forms else 200
    return render(request, "methodologies/staff/submission.html", context, status=status)
