"""Letters about transfers, and what of them waits for whom."""

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
from marketplace.market import mails, transfer_reading
from marketplace.market.models import TransferOffer

STILL = {
    "offered": TransferOffer.Status.OFFERED,
    "to_approve": TransferOffer.Status.AWAITING_APPROVAL,
}


@outbox.handler("mail_transfer")
def mail_transfer(payload: Mapping[str, Any]) -> None:
    """Tell one person of a transfer: offered, to approve, refused, accepted, declined or lapsed. Raises OSError."""
    row = TransferOffer.objects.get(pk=payload["offer_id"])
    user = User.objects.get(pk=payload["user_id"])
    what = payload["what"]
    overtaken = what in STILL and row.status != STILL[what]
    if overtaken or not mails.reaches(user.email):
        return
    with translation.override(user.language):
        address = settings.SITE_URL + reverse("market:transfer", args=[row.public_id])
        transfer = transfer_reading.view(row, user)
        mails.write(f"transfer_{what}", user.email, {"transfer": transfer, "link": address})


@waiting.source
def transfers_that_wait(user: User) -> list[Waiting]:
    """Return the transfers that this person can answer or approve, for the start page."""
    return [
        Waiting(_words(view), reverse("market:transfer", args=[view.public_id]))
        for view in transfer_reading.waiting_for(user)
    ]


def _words(view: transfer_reading.TransferView) -> str:
    if view.may_approve:
        text = _("Approve a transfer of %(mass)s to %(name)s")
        return text % {"mass": mass(view.kg), "name": localname(view, "receiver")}
    text = _("Accept or decline a transfer of %(mass)s from %(name)s")
    return text % {"mass": mass(view.kg), "name": localname(view, "sender")}
