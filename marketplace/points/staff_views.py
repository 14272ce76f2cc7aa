"""The registrars' desk for points: rules, files, corrections, operators, reports. Each act is one verb."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import SignedInRequest, staff_role_required
from marketplace.errors import MarketError
from marketplace.points import consents, imports, ledger, queries, reading, reports, rules
from marketplace.points.behaviours import BEHAVIOURS
from marketplace.points.forms import CorrectionForm, ImportForm, OperatorForm, ReportForm, RuleForm
from marketplace.points.models import (
    Correction,
    Entry,
    ExchangeRule,
    ImportFile,
    ImportRow,
    Operator,
    Report,
)

PAGE = 100
Verb = Callable[[], object]


@never_cache
@staff_role_required("registrar")
@require_GET
def index(request: SignedInRequest) -> HttpResponse:
    """Show what waits and what there is."""
    return _index(request, ReportForm())


@never_cache
@staff_role_required("registrar")
@require_http_methods(["GET", "POST"])
def new_rule(request: SignedInRequest) -> HttpResponse:
    """Write a rule."""
    form = RuleForm(request.POST or None)
    verb = lambda: rules.write(form.draft, actor=request.user)  # noqa: E731
    return _make(
        request,
        form,
        verb,
        title=_("Write an exchange rule"),
        said=_("The rule is written; a second registrar publishes it."),
    )


@never_cache
@staff_role_required("registrar")
@require_http_methods(["GET", "POST"])
def new_operator(request: SignedInRequest) -> HttpResponse:
    """Register an operator."""
    form = OperatorForm(request.POST or None)
    verb = lambda: consents.register(**form.cleaned_data, actor=request.user)  # noqa: E731
    return _make(
        request, form, verb, title=_("Register an operator"), said=_("The operator is registered.")
    )


@never_cache
@staff_role_required("registrar")
@require_http_methods(["GET", "POST"])
def new_import(request: SignedInRequest) -> HttpResponse:
    """Bring an operator's file in."""
    form = ImportForm(request.POST or None, request.FILES or None)

    def verb() -> object:
        file = form.cleaned_data["file"]
        return imports.bring_in(
            form.cleaned_data["operator"], name=file.name, content=file.read(), actor=request.user
        )

    return _make(
        request,
        form,
        verb,
        title=_("Bring a file in"),
        said=_("The file is in; a second registrar releases it."),
        shown={"behaviours": BEHAVIOURS.items(), "most_grams": reading.MOST_GRAMS},
    )


@staff_role_required("registrar")
@require_POST
def decide_rule(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Publish a rule or refuse it."""
    found = get_object_or_404(ExchangeRule, public_id=public_id)
    publishes = "publish" in request.POST
    verb = rules.publish if publishes else rules.refuse
    said = _("The rule is published.") if publishes else _("The rule is refused.")
    return _act(request, lambda: verb(found, actor=request.user), said)


@never_cache
@staff_role_required("registrar")
@require_GET
def file(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Show a file's rows and what was found."""
    found = get_object_or_404(
        ImportFile.objects.select_related("operator", "brought_by"), public_id=public_id
    )
    rows = found.rows.select_related("rule", "entry")
    wrong = "wrong" in request.GET
    page = Paginator(rows.filter(counts=False) if wrong else rows, PAGE)
    sums = found.rows.aggregate(
        all=Count("pk"),
        good=Count("pk", filter=Q(counts=True)),
        grams=Sum("grams", filter=Q(counts=True)),
    )
    context = {
        "file": found,
        "sums": sums,
        "page": page.get_page(request.GET.get("page")),
        "wrong": wrong,
        "own": found.brought_by_id == request.user.pk,
    }
    return render(request, "points/staff/file.html", context)


@staff_role_required("registrar")
@require_POST
def decide_file(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Release a file or refuse it."""
    found = get_object_or_404(ImportFile, public_id=public_id)
    releases = "release" in request.POST
    verb = imports.release if releases else imports.refuse
    said = (
        _("The file is released; its rows that count are credited.")
        if releases
        else _("The file is refused; nothing of it is credited.")
    )
    return _act(request, lambda: verb(found, actor=request.user), said)


@never_cache
@staff_role_required("registrar")
@require_http_methods(["GET", "POST"])
def correct(request: SignedInRequest, row: int) -> HttpResponse:
    """Ask for points to be taken back that a row was wrongly credited with."""
    lot = get_object_or_404(Entry, row=get_object_or_404(ImportRow, pk=row))
    form = CorrectionForm(request.POST or None, initial={"points": lot.points})
    verb = lambda: ledger.ask_correction(lot, **form.cleaned_data, actor=request.user)  # noqa: E731
    return _make(
        request,
        form,
        verb,
        title=_("Correct a credited row"),
        said=_("The correction is asked for; a second registrar decides."),
    )


@staff_role_required("registrar")
@require_POST
def decide_correction(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree to a correction or refuse it."""
    found = get_object_or_404(Correction.objects.select_related("lot__account"), pk=pk)
    agreed = "agree" in request.POST
    said = (
        _("The correction is made.")
        if agreed
        else _("The correction is refused; the points stay as they were.")
    )
    verb = lambda: ledger.decide_correction(found, agreed=agreed, actor=request.user)  # noqa: E731
    return _act(request, verb, said)


@staff_role_required("registrar")
@require_POST
def new_report(request: SignedInRequest) -> HttpResponse:
    """Put the redemptions of a period into a report."""
    form = ReportForm(request.POST)
    if form.is_valid():
        try:
            reports.make(**form.cleaned_data, actor=request.user)
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The report is made; it can be downloaded below."))
            return redirect("points_desk:index")
    return _index(request, form)


@never_cache
@staff_role_required("registrar")
@require_GET
def report(request: SignedInRequest, public_id: UUID) -> HttpResponse:
    """Hand out a report as CSV."""
    found = get_object_or_404(Report, public_id=public_id)
    answer = HttpResponse(reports.as_csv(found), content_type="text/csv; charset=utf-8")
    name = f"redemptions-{found.first_day}-{found.last_day}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _index(request: SignedInRequest, form: ReportForm) -> HttpResponse:
    counted = Count("rows", filter=Q(rows__counts=True))
    files = ImportFile.objects.select_related("operator").annotate(all=Count("rows"), good=counted)
    context = {
        "rules": ExchangeRule.objects.exclude(status="refused").select_related("methodology"),
        "files": files[:30],
        "corrections": Correction.objects.filter(status="waiting").select_related(
            "lot__account", "lot__row"
        ),
        "operators": Operator.objects.select_related("organization__party"),
        "reports": Report.objects.annotate(
            count=Count("redemptions"), points=Sum("redemptions__points")
        )[:30],
        "unreported": queries.unreported(),
        "form": form,
        "me": request.user.pk,
    }
    return render(request, "points/staff/index.html", context, status=422 if form.is_bound else 200)


def _make(
    request: SignedInRequest,
    form,
    verb: Verb,
    *,
    title: str,
    said: str,
    shown: Mapping[str, Any] = MappingProxyType({}),
) -> HttpResponse:
    """Show a form; a valid one is handed to its verb, whose refusal comes back into the form."""
    if request.method == "POST" and form.is_valid():
        try:
            verb()
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, said)
            return redirect("points_desk:index")
    context = {"form": form, "title": title, **shown}
    return render(request, "points/staff/form.html", context, status=422 if form.is_bound else 200)


def _act(request: SignedInRequest, verb: Verb, said: str) -> HttpResponse:
    try:
        verb()
        messages.success(request, said)
    except MarketError as refusal:
        messages.error(request, refusal.message)
    return redirect("points_desk:index")
