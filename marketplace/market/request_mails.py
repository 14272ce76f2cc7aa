"""Letters about requests to retire from holdings, and which of them wait for whom."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts import waiting
from accounts.models import User
from accounts.waiting import Waiting
from look.templatetags.look import localname, mass
from marketplace import outbox
from marketplace.market import mails, request_reading
from marketplace.market.models import RetirementRequest


@outbox.handler("mail_retirement_to_approve")
def mail_retirement_to_approve(payload: Mapping[str, Any]) -> None:
    """Tell one approver that a retirement waits. Raises OSError."""
    row = RetirementRequest.objects.get(pk=payload["request_id"])
    user = User.objects.get(pk=payload["user_id"])
    if row.status != RetirementRequest.Status.WAITING or not mails.reaches(user.email):
        return
    with translation.override(user.language):
        address = settings.SITE_URL + reverse("market:retirement_request", args=[row.public_id])
        asked = request_reading.view(row, user)
        mails.write("retirement_to_approve", user.email, {"asked": asked, "link": address})


@waiting.source
def retirements_that_wait(user: User) -> list[Waiting]:
    """Return the retirements that this person can approve, for the start page."""
    text = _("Approve a retirement of %(mass)s for %(title)s")
    return [
        Waiting(
            text % {"mass": mass(view.kg), "title": localname(view, "title")},
            reverse("market:retirement_request", args=[view.public_id]),
        )
        for view in request_reading.waiting_for(user)
    ]
