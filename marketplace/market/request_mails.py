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
from marketplace.market import mails, queries, request_reading
from marketplace.market.models import RetirementRequest
from marketplace.registry.models import Retirement


@outbox.handler("mail_retirement_request")
def mail_retirement_request(payload: Mapping[str, Any]) -> None:
    """Tell one person of a request: to approve, taken back, or refused. Raises OSError."""
    row = RetirementRequest.objects.get(pk=payload["request_id"])
    user = User.objects.get(pk=payload["user_id"])
    what = payload["what"]
    overtaken = what == "to_approve" and row.status != RetirementRequest.Status.WAITING
    if overtaken or not mails.reaches(user.email):
        return
    with translation.override(user.language):
        link = settings.SITE_URL + reverse("market:retirement_request", args=[row.public_id])
        asked = request_reading.view(row, user)
        mails.write(f"retirement_{what}", user.email, {"asked": asked, "link": link})


@outbox.handler("mail_retired")
def mail_retired(payload: Mapping[str, Any]) -> None:
    """Tell who retired out of holdings, or asked for it, where the certificate is. Raises OSError."""
    row = Retirement.objects.get(pk=payload["retirement_id"])
    user = User.objects.get(pk=payload["user_id"])
    if not mails.reaches(user.email):
        return
    with translation.override(user.language):
        code = queries.certificate_code(row.pk)
        link = settings.SITE_URL + reverse("certificates:detail", args=[code])
        mails.write("retired", user.email, {"kg": row.kg, "link": link})


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
