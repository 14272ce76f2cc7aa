"""A new event like an earlier one."""

import uuid

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import PREPARERS
from events import access, copying
from events.forms import EventForm
from events.workspace import EventFacts


class CopyEventForm(EventForm):
    """The facts of the next event, and whether last time's amounts come along."""

    amounts = forms.BooleanField(
        label=gettext_lazy("Take last time's amounts over as assumptions"),
        required=False,
        help_text=gettext_lazy(
            "Each is marked “assumed” until you change it, and counts as an estimate. Without this, the questions "
            "that had an answer are marked and stay blank."
        ),
    )

    def facts(self) -> EventFacts:
        """Return the cleaned values as the verbs take them."""
        return EventFacts(**{key: self.cleaned_data[key] for key in self.Meta.fields})


def new_like(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Begin an event with the structure of an earlier one of the same organization."""
    source, _seen = access.event_for(request, public_id, roles=PREPARERS)
    form = CopyEventForm(request.POST or None, initial=copying.initial(copying.next_facts(source)))
    if request.method == "POST" and form.is_valid():
        event = copying.copy_event(
            source, facts=form.facts(), actor=request.user, amounts=form.cleaned_data["amounts"]
        )
        messages.success(request, _("Boundary, actions and questions have been copied."))
        return redirect("events:event", event.public_id)
    return render(request, "events/copy.html", {"source": source, "form": form})
