"""Lines and distances of an event's inventory: the calculator's own pages on the workspace's draft."""

import uuid
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import PREPARERS
from accounts.models import User
from events import access, drafts
from events.models import Event
from footprint.desks import Desk
from footprint.views import distance as distances
from footprint.views import lines
from look.parts import Crumb
from look.templatetags.look import localname

KINDS = ("planned", "actual")


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, public_id: uuid.UUID, kind: str, source_class: str) -> HttpResponse:
    """Add a line to a class."""
    return lines.add(request, _desk(request, public_id, kind), source_class)


@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, public_id: uuid.UUID, kind: str, line_id: str) -> HttpResponse:
    """Change a line."""
    return lines.change(request, _desk(request, public_id, kind), line_id)


@require_http_methods(["GET", "POST"])
def distance(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponse:
    """Measure a journey."""
    return distances.measure(request, _desk(request, public_id, kind))


def desk_of(event: Event, kind: str, *, actor: User) -> Desk:
    """Return the event's draft with its keeper and the addresses of its pages."""
    return Desk(
        draft=drafts.current(event, kind),
        keep=partial(_keep, event, kind, actor),
        names="events:event",
        args=(event.public_id, kind),
        crumbs=(
            Crumb(_("Events and offices"), reverse("events:index")),
            Crumb(localname(event), reverse("events:event", args=(event.public_id,))),
        ),
        own_boundary=reverse("events:event_boundary", args=(event.public_id,)),
    )


def _keep(event: Event, kind: str, actor: User, draft: drafts.Draft) -> None:
    drafts.keep(event, kind, draft, actor=actor)


def _desk(request: HttpRequest, public_id: uuid.UUID, kind: str) -> Desk:
    event, _seen = access.event_for(request, public_id, roles=PREPARERS)
    if kind not in KINDS or hasattr(event, "declaration"):
        raise Http404
    return desk_of(event, kind, actor=request.user)
