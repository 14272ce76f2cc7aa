"""Retirements given to somebody: the letter, and the recipient's own word on whether the name may be shown.

The recipient of a gift is a party of its own under a pseudonym, made for it: who gives learns nothing about whom an
address belongs to. Agreeing to show a name revises the certificate; signing in keeps the gift with the account.
"""

from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import parties
from accounts.models import Party, User
from marketplace import clock, outbox
from marketplace.errors import MarketError
from marketplace.market.intents import RetireIntent
from marketplace.market.models import Gift
from marketplace.registry import statements
from marketplace.registry.models import Retirement, Statement

SALT = "market.gift"
LONGEST_NAME = 120
REASON = "The recipient of a gift agreed to show this name."


def give(intent: RetireIntent, retirement: Retirement, *, language: str, now: datetime) -> None:
    """Note a gift and ask for its letter, in the transaction that retired; nothing for any other retirement."""
    if not intent.gift_to:
        return
    gift = Gift.objects.create(
        retirement=retirement,
        email=intent.gift_to,
        giver=intent.gift_from,
        language=language,
        created_at=now,
    )
    outbox.put("mail_gift", str(gift.public_id), {"gift_id": gift.pk})


def token(gift: Gift) -> str:
    """Return the secret part of the recipient's link."""
    return signing.dumps({"gift": str(gift.public_id)}, salt=SALT)


def link(gift: Gift) -> str:
    """Return the absolute address for the recipient's letter, in the letter's language."""
    with translation.override(gift.language):
        return settings.SITE_URL + reverse("market:gift", args=[token(gift)])


def of_token(text: str) -> Gift | None:
    """Return the gift a link names, or None when it is forged."""
    try:
        content = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    rows = Gift.objects.select_related("retirement__beneficiary")
    return rows.filter(public_id=content["gift"]).first()


def opened(gift: Gift, *, now: datetime | None = None) -> None:
    """Note that the recipient has seen it, once."""
    Gift.objects.filter(pk=gift.pk, opened_at=None).update(opened_at=now or clock.now())


@transaction.atomic
def consent(
    gift: Gift, *, name: str, actor: User | None = None, now: datetime | None = None
) -> Statement:
    """Let a name be shown: the certificate gets a further revision with it, the former one stays in the log.

    Raises MarketError: invalid_request (no name), invalid_state (agreed before).
    """
    wanted = " ".join(name.split())
    if not wanted or len(wanted) > LONGEST_NAME or not wanted.isprintable():
        raise MarketError("invalid_request", _("Please write the name as it shall be shown."))
    now = now or clock.now()
    if not Gift.objects.filter(pk=gift.pk, consented_at=None).update(consented_at=now):
        raise MarketError("invalid_state")
    beneficiary = gift.retirement.beneficiary
    parties.set_public_name(beneficiary, name_zh=wanted, name_en=wanted, shows_name=True)
    latest = Statement.objects.filter(retirement=gift.retirement).order_by("-revision")[0]
    return statements.revise(
        statement=latest,
        reason=REASON,
        actor=actor,
        beneficiary_zh=wanted,
        beneficiary_en=wanted,
        now=now,
    )


def keep(gift: Gift, user: User) -> bool:
    """Put the gift with a signed-in recipient's account; false when another account has it."""
    return parties.adopt(user, gift.retirement.beneficiary)


def recipient() -> Party:
    """Return a fresh party for the recipient of a gift: a pseudonym and nothing else."""
    return parties.party_without_address()
