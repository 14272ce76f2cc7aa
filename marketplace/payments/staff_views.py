"""Finance's queue: statements, lines, matches to confirm, money to send back, incidents, invoices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.access import staff_role_required
from accounts.models import User
from look.parts import Crumb
from marketplace.errors import MarketError
from marketplace.payments import (
    finance_queries,
    incidents,
    invoices,
    matching,
    refunds,
    statement_help,
)
from marketplace.payments.forms import (
    GiveBackForm,
    MatchForm,
    NoteForm,
    NumberForm,
    ReturnedForm,
    SendBackForm,
    StatementForm,
)
from marketplace.payments.settlement import Settled
from marketplace.payments.statements import UnreadableError


@never_cache
@staff_role_required("finance")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show everything that waits for finance."""
    context = {
        "crumbs": [Crumb(_("Staff"), "../"), Crumb(_("Finance"))],
        "statement_form": StatementForm(),
        "give_back_form": GiveBackForm(),
        "lines": finance_queries.unmatched_lines(),
        "matches": finance_queries.waiting_matches(),
        "dues": finance_queries.refunds_due(),
        "incidents": finance_queries.open_incidents(),
        "invoices": finance_queries.open_invoice_requests(),
        "statements": finance_queries.recent_statements(),
        "columns": statement_help.COLUMNS,
        "me": request.user.pk,
    }
    return render(request, "payments/finance.html", context)


@never_cache
@staff_role_required("finance")
@require_GET
def sample(request: HttpRequest) -> HttpResponse:
    """A statement file, to see what is needed."""
    answer = HttpResponse(statement_help.sample(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="statement-sample.csv"'
    return answer


@staff_role_required("finance")
@require_POST
def import_statement(request: HttpRequest) -> HttpResponse:
    """Import a statement and say what was in it."""
    form = StatementForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Please choose a statement file."))
        return redirect("finance:index")
    file = form.cleaned_data["file"]
    try:
        stored, read = matching.import_statement(
            file.read(), file_name=file.name, actor=request.user
        )
    except UnreadableError as error:
        messages.error(request, statement_help.UNREADABLE[str(error)])
    except MarketError as error:
        messages.error(request, error.message)
    else:
        told = {"new": stored.new_lines, "known": stored.known_lines}
        messages.success(request, _("%(new)s new lines, %(known)s known before.") % told)
        if read.problems:
            numbers = ", ".join(str(number) for number, _why in read.problems[:20])
            messages.warning(request, _("Lines that could not be read: %s") % numbers)
    return redirect("finance:index")


def _act(
    request: HttpRequest, form_class: type[forms.Form], verb: Callable[..., Any], done: str
) -> HttpResponse:
    """Read a small form, call one verb with its fields, say how it went, go back to the queue."""
    form = form_class(request.POST)
    if not form.is_valid():
        messages.error(request, _("Please fill in the field."))
        return redirect("finance:index")
    try:
        verb(**form.cleaned_data, actor=_person(request))
    except MarketError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)
    return redirect("finance:index")


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


@staff_role_required("finance")
@require_POST
def match(request: HttpRequest, line_id: int) -> HttpResponse:
    """Say which payment a line is for."""
    return _act(
        request,
        MatchForm,
        lambda **fields: matching.match(line_id, **fields),
        _("Matched. Another person confirms it."),
    )


@staff_role_required("finance")
@require_POST
def send_back(request: HttpRequest, line_id: int) -> HttpResponse:
    """Queue a line's money to go back."""
    return _act(
        request,
        SendBackForm,
        lambda **fields: matching.send_back(line_id, **fields),
        _("Queued to be sent back."),
    )


@staff_role_required("finance")
@require_POST
def confirm(request: HttpRequest, match_id: int) -> HttpResponse:
    """Confirm another person's match."""
    try:
        settled = matching.confirm(match_id, actor=_person(request))
    except MarketError as error:
        messages.error(request, error.message)
        return redirect("finance:index")
    if settled is Settled.PAID:
        messages.success(request, _("Confirmed: the order is paid."))
    else:
        messages.warning(
            request, _("Confirmed, but the order could not be paid any more: the money goes back.")
        )
    return redirect("finance:index")


@staff_role_required("finance")
@require_POST
def refuse(request: HttpRequest, match_id: int) -> HttpResponse:
    """Undo a match that is not confirmed."""
    return _act(
        request,
        forms.Form,
        lambda **fields: matching.refuse(match_id, **fields),
        _("The match was undone."),
    )


@staff_role_required("finance")
@require_POST
def returned(request: HttpRequest, due_id: int) -> HttpResponse:
    """Note that money was sent back."""
    return _act(
        request,
        ReturnedForm,
        lambda **fields: matching.mark_returned(due_id, **fields),
        _("Noted: the money went back."),
    )


@staff_role_required("finance")
@require_POST
def give_back(request: HttpRequest) -> HttpResponse:
    """Give an order's money back, if its kilograms can still be undone."""
    return _act(
        request, GiveBackForm, refunds.give_back_order, _("The money goes back the way it came.")
    )


@staff_role_required("finance")
@require_POST
def close_incident(request: HttpRequest, incident_id: int) -> HttpResponse:
    """Close an incident with a note."""
    return _act(
        request,
        NoteForm,
        lambda **fields: incidents.close(incident_id, **fields),
        _("Closed."),
    )


@staff_role_required("finance")
@require_POST
def issue_invoice(request: HttpRequest, request_id: int) -> HttpResponse:
    """Note an issued invoice's number."""
    return _act(
        request,
        NumberForm,
        lambda **fields: invoices.issue(request_id, **fields),
        _("Noted: the invoice was issued."),
    )
