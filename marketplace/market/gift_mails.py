"""The letter to the recipient of a gift."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from marketplace import outbox
from marketplace.market import gifts, mails, queries
from marketplace.market.models import Gift
from marketplace.registry import queries as registry


@outbox.handler("mail_gift")
def mail_gift(payload: Mapping[str, Any]) -> None:
    """Tell the recipient what was given and where to say whether the name may be shown. Raises OSError."""
    gift = Gift.objects.select_related("retirement").get(pk=payload["gift_id"])
    if not mails.reaches(gift.email):
        return
    with translation.override(gift.language):
        code = queries.certificate_code(gift.retirement_id)
        certificate = settings.SITE_URL + reverse("certificates:detail", args=[code])
        row = registry.retirement(gift.retirement.public_id)
        told = {
            "gift": gift,
            "given": row,
            "kg": gift.retirement.kg,
            "certificate_link": certificate,
            "link": gifts.link(gift),
        }
        mails.write("gift", gift.email, told)
