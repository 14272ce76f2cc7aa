"""Levers priced by the event's own estimate, and put into its plan."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import PREPARERS
from events import access, queries, workspace
from events.errors import EventError
from footprint import lever_plan
from footprint.numbers import plain


@require_http_methods(["GET", "POST"])
def levers(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Choose what is done to emit less, each lever with its share and its kilograms."""
    found, _seen = access.event_for(request, public_id, roles=PREPARERS)
    estimate = queries.current_footprint(found, "planned")
    context: dict[str, object] = {"event": found, "estimate": estimate}
    if estimate is not None:
        taken = {
            action.lever: plain(action.share * 100)
            for action in found.actions.exclude(lever="")
            if action.share
        }
        data = request.POST if request.method == "POST" else (request.GET or None)
        plan = lever_plan.plan(estimate, taken=taken, data=data)
        if request.method == "POST" and plan.form.is_valid():
            try:
                workspace.choose_levers(found, chosen=plan.chosen)
            except EventError as error:
                messages.error(request, str(error.message))
            else:
                messages.success(request, _("The plan now holds the levers you chose."))
            return redirect("events:event_actions", found.public_id)
        open_ = not hasattr(found, "declaration")
        context |= {
            "plan": plan,
            "levers_url": request.path,
            "post_url": request.path if open_ else "",
        }
    return render(request, "events/levers.html", context)
