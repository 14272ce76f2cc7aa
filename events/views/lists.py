"""My events and years, and the forms that begin one."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access import PREPARERS, organization_for
from accounts.queries import OrganizationOf, organizations_of
from events import handover, workspace
from events.errors import EventError
from events.forms import EventForm, OfficeYearForm
from events.models import Event, OfficeYear

EARLIER = 6
"""Events offered as the pattern of a new one."""


def index(request: HttpRequest) -> HttpResponse:
    """Published events for everyone; above them one's own."""
    mine = organizations_of(request.user) if request.user.is_authenticated else []
    ids = [organization.party_id for organization in mine]
    published = Event.objects.published().select_related("organization__party", "declaration")
    years = OfficeYear.objects.filter(declaration__isnull=False)
    context = {
        "organizations": mine,
        "preparing": _preparing(mine),
        "events": Event.objects.filter(organization__in=ids).select_related(
            "organization__party", "declaration"
        ),
        "office_years": OfficeYear.objects.filter(organization__in=ids).select_related(
            "organization__party", "declaration"
        ),
        "published": published[:20],
        "declared_years": years.select_related("organization__party", "declaration")[:20],
    }
    return render(request, "events/index.html", context)


@login_required
def new_event(request: HttpRequest) -> HttpResponse:
    """Begin an event for one of one's organizations."""
    mine = _preparing(organizations_of(request.user))
    form = EventForm(request.POST or None, initial=handover.initial(request))
    if mine and request.method == "POST" and form.is_valid():
        organization = _chosen(request)
        event = workspace.create_event(
            organization=organization, facts=form.facts(), actor=request.user
        )
        handover.take(request, event)
        return redirect("events:event", event.public_id)
    ids = [organization.party_id for organization in mine]
    earlier = Event.objects.filter(organization__in=ids)[:EARLIER] if mine else []
    return _begin(request, form, mine, title=_("A new event"), earlier=earlier)


@login_required
def new_office_year(request: HttpRequest) -> HttpResponse:
    """Begin a year for one of one's organizations."""
    mine = _preparing(organizations_of(request.user))
    form = OfficeYearForm(request.POST or None)
    if mine and request.method == "POST" and form.is_valid():
        try:
            year = workspace.create_office_year(
                organization=_chosen(request), actor=request.user, **form.cleaned_data
            )
        except EventError as error:
            form.add_error("year", str(error.message))
        else:
            messages.success(request, _("The year has been added."))
            return redirect("events:office", year.public_id)
    return _begin(request, form, mine, title=_("An office's year"))


def _preparing(organizations: list[OrganizationOf]) -> list[OrganizationOf]:
    return [organization for organization in organizations if organization.role in PREPARERS]


def _chosen(request: HttpRequest) -> Any:
    """Return the organization picked on the form; a stranger's does not exist."""
    try:
        public_id = uuid.UUID(request.POST.get("organization", ""))
    except ValueError:
        public_id = uuid.UUID(int=0)
    organization, _membership = organization_for(request.user, public_id, roles=PREPARERS)
    return organization


def _begin(
    request: HttpRequest,
    form: Any,
    mine: list[OrganizationOf],
    *,
    title: str,
    earlier: Iterable[Event] = (),
) -> HttpResponse:
    context = {"form": form, "organizations": mine, "title": title, "earlier": earlier}
    return render(request, "events/begin.html", context)
