"""One site of an organization's office year, month by month."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.access import PREPARERS
from events import access, drafts, panels
from events.views.inventory import checked
from footprint.views.site_page import Home, answer


def site(request: HttpRequest, public_id: uuid.UUID, kind: str, number: int) -> HttpResponse:
    """Show and keep a site of the year's planned or actual inventory."""
    found, _seen = access.office_year_for(request, public_id, roles=PREPARERS)
    kind = checked(found, kind)
    home = Home(
        draft=drafts.current(found, kind),
        keep=lambda changed: drafts.keep(found, kind, changed, actor=request.user),
        back=reverse("events:office_inventory", args=[public_id, kind]),
        address=lambda place: reverse("events:office_site", args=[public_id, kind, place]),
        template="events/site.html",
        context={
            "subject": found,
            "kind": kind,
            "year": found.year,
            "title": panels.title(found),
        },
    )
    return answer(request, home, number)
