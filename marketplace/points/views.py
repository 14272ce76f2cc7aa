"""The public page of rules, and a citizen's points: where they came from, consents, redeeming, taking along."""

import csv
import io

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import (
    require_GET,
    require_http_methods,
    require_safe,
)

from accounts.access import SignedInRequest, member_required
from accounts.parties import party_for_user
from look.parts import Crumb
from look.templatetags.look import localname
from marketplace.errors import MarketError
from marketplace.points import consents, ledger, linking, queries, reading
from marketplace.points.behaviours import BEHAVIOURS
from marketplace.points.forms import ConsentForm, RedeemForm
from marketplace.points.models import Consent, Operator

EXPORT_HEAD = (
    "at", "kind", "points", "operator", "behaviour", "earned_on", "grams", "grams_per_point", "remainder_grams",
    "expires_on", "file", "row_id",
)  # fmt: skip


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Say what points are, by which rules they are earned, and who sends data."""
    operators = queries.operators()
    mine = operators.none()
    if request.user.is_authenticated:
        mine = operators.filter(organization__memberships__user=request.user)
    context = {"rules": queries.published_rules(), "operators": operators, "mine": mine}
    return render(request, "points/rules.html", context)


@never_cache
@login_required
@require_GET
def account(request: SignedInRequest) -> HttpResponse:
    """Show a person's points."""
    return _account(request, RedeemForm())


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def redeem(request: SignedInRequest) -> HttpResponse:
    """Use points at an operator."""
    if request.method == "GET":
        return redirect("points:account")
    form = RedeemForm(request.POST)
    if form.is_valid():
        try:
            made = ledger.redeem(party_for_user(request.user), **form.cleaned_data)
        except MarketError as refusal:
            form.add_error(
                "operator_code" if refusal.code == "not_found" else "points", refusal.message
            )
        else:
            messages.success(
                request,
                _("%(points)s points used at %(app)s. Receipt: %(receipt)s")
                % {
                    "points": made.points,
                    "app": localname(made.operator, "app"),
                    "receipt": str(made.public_id)[:8].upper(),
                },
            )
            return redirect("points:account")
    return _account(request, form)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def consent(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read what a consent says, and give it."""
    operator = get_object_or_404(Operator, pk=pk, active=True)
    form = ConsentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            consents.give(
                party_for_user(request.user),
                operator,
                member_number=data["member_number"],
                code=data["code"],
            )
        except MarketError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("Linked. What you do from today on can earn points."))
            return redirect("points:account")
    context = {
        "operator": operator,
        "form": form,
        "wording": consents.wording(operator),
        "crumbs": [*_crumbs(), Crumb(localname(operator, "app"))],
    }
    status = 422 if form.is_bound else 200
    return render(request, "points/consent.html", context, status=status)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask whether a consent shall end, with what that means; a POST ends it."""
    rows = Consent.objects.select_related("operator")
    found = get_object_or_404(rows, pk=pk, account__user=request.user)
    if request.method == "GET" and found.withdrawn_at is None:
        crumbs = [*_crumbs(), Crumb(localname(found.operator, "app"))]
        return render(request, "points/withdraw.html", {"consent": found, "crumbs": crumbs})
    if request.method == "GET":
        return redirect("points:account")
    try:
        consents.withdraw(found, account=party_for_user(request.user))
        messages.success(request, _("Withdrawn. Nothing more is credited; your points stay."))
    except MarketError as refusal:
        messages.error(request, refusal.message)
    return redirect("points:account")


@never_cache
@login_required
@require_GET
def export(request: SignedInRequest) -> HttpResponse:
    """Hand out all lines of a person's points as CSV."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(EXPORT_HEAD)
    for line in queries.lines(party_for_user(request.user), limit=None):
        facts = {name: getattr(line, name, "") for name in EXPORT_HEAD} | {
            "at": line.at.isoformat(),
            "operator": line.app_zh,
        }
        writer.writerow(_safe(facts[name]) for name in EXPORT_HEAD)
    answer = HttpResponse(
        b"\xef\xbb\xbf" + text.getvalue().encode(), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="points.csv"'
    return answer


@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """Hand out a file as an operator would send it, made up."""
    answer = HttpResponse(reading.sample(BEHAVIOURS), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="points-sample.csv"'
    return answer


@never_cache
@member_required()
@require_GET
def operator(request: SignedInRequest, *, organization, membership) -> HttpResponse:
    """Show an operator's people what they need.

    The code for redeeming, the key for linking, the state of their files.
    """
    found = get_object_or_404(Operator, organization=organization)
    context = {
        "operator": found,
        "key": linking.key(found.registration_number) if membership.role == "admin" else "",
        "sample": linking.code(found.registration_number, "M0001"),
        "files": found.imports.all()[:20],
        "redemptions": found.redemptions.all()[:50],
        "behaviours": BEHAVIOURS.items(),
        "most_grams": reading.MOST_GRAMS,
        "crumbs": [Crumb(localname(found, "app"))],
    }
    return render(request, "points/operator.html", context)


def _account(request: SignedInRequest, form: RedeemForm) -> HttpResponse:
    party = party_for_user(request.user)
    consented = queries.consents_of(party)
    linked = {each.operator_id for each in consented if each.withdrawn_at is None}
    context = {
        "balance": queries.balance(party),
        "running_out": queries.running_out(party),
        "lines": queries.lines(party),
        "consents": consented,
        "operators": [each for each in queries.operators() if each.pk not in linked],
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "points/account.html", context, status=status)


def _crumbs() -> list[Crumb]:
    return [
        Crumb(pgettext("door", "Points"), reverse("points:account")),
    ]


def _safe(value: object) -> object:
    """Keep a spreadsheet from taking a foreign text for a formula."""
    text = "" if value is None else value
    return f"'{text}" if isinstance(text, str) and text[:1] in "=+-@\t" and text else text
