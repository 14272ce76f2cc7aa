"""The supervisors' desk: everything to read, in transactions that can't write; and the two acts on anomalies."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.access import SignedInRequest, staff_role_required
from marketplace.errors import MarketError
from marketplace.registry import frozen, queries
from marketplace.supervision import (
    anomalies,
    desk,
    dossier,
    freeze_names,
    subjects,
    thresholds,
    words,
)
from marketplace.supervision.desk import reading
from marketplace.supervision.forms import AnomalyNoteForm
from marketplace.supervision.models import Anomaly, Case, CaseSubject, ReleaseRequest

ROWS_SHOWN = 25
PAGE = 40


@never_cache
@staff_role_required("supervisor")
@require_safe
@reading
def index(request: HttpRequest) -> HttpResponse:
    """Show what waits, what is frozen, the open cases, the figures and the last audit."""
    releases = ReleaseRequest.objects.filter(status=ReleaseRequest.Status.PENDING)
    context = {
        "figures": desk.figures(),
        "audit": queries.last_audit(),
        "anomalies": _lines(Anomaly.objects.exclude(status=Anomaly.Status.CLOSED)[:8]),
        "open_anomalies": Anomaly.objects.exclude(status=Anomaly.Status.CLOSED).count(),
        "frozen": _with_cases(freeze_names.views(frozen.open_freezes().order_by("-pk"))),
        "releases": releases.select_related("case", "requested_by"),
        "cases": desk.open_cases(),
    }
    return render(request, "supervision/index.html", context)


@never_cache
@staff_role_required("supervisor")
@require_safe
@reading
def search(request: HttpRequest) -> HttpResponse:
    """Search parties, batches, listings, orders, retirements and log entries."""
    text = request.GET.get("q", "")[:120]
    context = {"text": text, "found": desk.search(text), "entry": desk.entry(text)}
    return render(request, "supervision/search.html", context)


@never_cache
@staff_role_required("supervisor")
@require_safe
@reading
def thing(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Show one thing with everything that belongs to it."""
    subject = subjects.find(kind, ref)
    if subject is None:
        raise Http404
    about = CaseSubject.objects.filter(kind=kind, ref=subject.ref).select_related("case")
    context = {
        "subject": subject,
        "tables": dossier.tables([subject], most=ROWS_SHOWN),
        "columns": words.COLUMNS,
        "cases": [row.case for row in about],
        "anomalies": _lines(Anomaly.objects.filter(subjects__contains=[[kind, subject.ref]])),
        "frozen": frozen.notices(**_asked(subject)),
    }
    return render(request, "supervision/thing.html", context)


def _asked(subject: subjects.Subject) -> dict[str, Any]:
    """Return what may be frozen of a thing."""
    if subject.kind == "batch":
        return {"batches": [subject.ref]}
    if subject.kind == "listing":
        return {"listings": [subject.row.public_id], "parties": [subject.row.seller_id]}
    return {"parties": [subject.row.pk]} if subject.kind == "account" else {}


@never_cache
@staff_role_required("supervisor")
@require_safe
@reading
def acts(request: HttpRequest) -> HttpResponse:
    """Show what supervisors, staff and members of organizations did last."""
    deeds = [(deed, words.deed(deed.kind)) for deed in desk.deeds()]
    return render(request, "supervision/acts.html", {"deeds": deeds})


@never_cache
@staff_role_required("supervisor")
@require_safe
@reading
def anomaly_list(request: HttpRequest) -> HttpResponse:
    """List what looks wrong; closed lines stay, at the end."""
    state = request.GET.get("state", "")
    rows = Anomaly.objects.order_by("-last_seen_at", "-id")
    if state in Anomaly.Status.values:
        rows = rows.filter(status=state)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "anomalies": _lines(page),
        "states": Anomaly.Status.choices,
        "state": state,
        "rules": thresholds.rules().values(),
    }
    return render(request, "supervision/anomalies.html", context)


@never_cache
@staff_role_required("supervisor")
@require_safe
@reading
def anomaly(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show one line of the list with its evidence and its history."""
    return _anomaly_page(request, get_object_or_404(Anomaly, pk=pk), AnomalyNoteForm())


@staff_role_required("supervisor")
@require_POST
def take_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that one is looking into it."""
    try:
        anomalies.look_into(anomaly=get_object_or_404(Anomaly, pk=pk), actor=request.user)
    except MarketError as refusal:
        messages.error(request, refusal.message)
    return redirect("supervision:anomaly", pk=pk)


@staff_role_required("supervisor")
@require_POST
def close_anomaly(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close it with a note."""
    row, form = get_object_or_404(Anomaly, pk=pk), AnomalyNoteForm(request.POST)
    if not form.is_valid():
        return _anomaly_page(request, row, form, status=422)
    try:
        anomalies.close(anomaly=row, actor=request.user, **form.cleaned_data)
    except MarketError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("Closed. It opens again if it happens again."))
    return redirect("supervision:anomaly", pk=pk)


def _anomaly_page(
    request: SignedInRequest, row: Anomaly, form: AnomalyNoteForm, *, status: int = 200
) -> HttpResponse:
    ((_row, rule, about, figures),) = _lines([row])
    context = {
        "anomaly": row,
        "rule": rule,
        "about": about,
        "figures": figures,
        "limits": [
            (words.LIMITS.get(name, name), value)
            for name, value in row.figures.get("limits", rule.limits).items()
        ],
        "steps": row.steps.select_related("actor", "case"),
        "form": form,
        "new_case_href": f"{reverse('supervision:new_case')}?anomaly={row.pk}",
    }
    return render(request, "supervision/anomaly.html", context, status=status)


def _lines(rows: Any) -> list[tuple[Anomaly, Any, list[subjects.Subject], list[tuple[Any, Any]]]]:
    """Return anomalies with their rule, what they are about, and what was counted."""
    rules = thresholds.rules()
    return [
        (
            row,
            rules[row.rule],
            subjects.all_of(tuple(pair) for pair in row.subjects),
            [
                (words.FIGURES.get(name, name), words.figure(name, value))
                for name, value in row.figures.items()
                if name != "limits" and value not in ("", None)
            ],
        )
        for row in rows
    ]


def _with_cases(
    views: tuple[freeze_names.NamedFreeze, ...],
) -> list[tuple[freeze_names.NamedFreeze, Case | None]]:
    """Return the freezes with the cases they belong to; one query."""
    rows = Case.objects.filter(freezes__freeze__in=[view.id for view in views])
    found = {row.act: row for row in rows.annotate(act=F("freezes__freeze"))}
    return [(view, found.get(view.id)) for view in views]
