"""Operators, and people's consents to what they send. The only writer of both."""

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from accounts.access import is_in_group
from accounts.models import Organization, Party, User
from look.templatetags.look import localname
from marketplace import canonical, clock
from marketplace.errors import MarketError
from marketplace.points import linking
from marketplace.points.models import Consent, ImportRow, Operator

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
WORDING = gettext_noop(
    "I agree that %(app)s (registration number %(number)s) sends this site the days, kinds and grams of "
    "my low-carbon behaviour under my member number, so that points are credited to my account. The file "
    "never carries my name. I may withdraw this at any time; from then on nothing more is credited."
)


@transaction.atomic
def register(
    organization: Organization,
    *,
    app_zh: str,
    app_en: str,
    registration_number: str,
    actor: User,
    is_demo: bool = False,
    now: datetime | None = None,
) -> Operator:
    """Register an organization as the operator of an app.

    Raises MarketError ``not_allowed``, ``invalid_request`` if it or the number is known.
    """
    if not is_in_group(actor, "registrar"):
        raise MarketError("not_allowed")
    code = "".join(secrets.choice(ALPHABET) for _place in range(8))
    try:
        with transaction.atomic():
            return Operator.objects.create(
                organization=organization,
                app_zh=app_zh,
                app_en=app_en,
                registration_number=registration_number,
                redeem_code=linking.redeem_code(code),
                is_demo=is_demo,
                registered_by=actor,
                registered_at=now or clock.now(),
            )
    except IntegrityError as clash:
        raise MarketError(
            "invalid_request", _("This organization or registration number is registered already.")
        ) from clash


def wording(operator: Operator) -> str:
    """Return what a person agrees to, in the reader's language."""
    return gettext(WORDING) % {
        "app": localname(operator, "app"),
        "number": operator.registration_number,
    }


@transaction.atomic
def give(
    account: Party,
    operator: Operator,
    *,
    member_number: str,
    code: str,
    now: datetime | None = None,
) -> Consent:
    """Store a person's consent, which links the member number to the account.

    Raises MarketError ``invalid_request`` where the app's code does not fit the member number, or the number is
    another's; ``invalid_state`` where the person has a consent with this operator, or it is not active.
    """
    if not operator.active:
        raise MarketError("invalid_state")
    if not linking.fits(operator.registration_number, member_number, code):
        raise MarketError("invalid_request", _("The code does not belong to this member number."))
    if Consent.objects.filter(account=account, operator=operator, withdrawn_at=None).exists():
        raise MarketError("invalid_state", _("You have given this consent already."))
    text = wording(operator)
    try:
        with transaction.atomic():
            return Consent.objects.create(
                account=account,
                operator=operator,
                member_number=member_number,
                wording=text,
                wording_sha256=canonical.sha256(text.encode()),
                given_at=now or clock.now(),
            )
    except IntegrityError as clash:
        raise MarketError(
            "invalid_request", _("This member number is linked to another account.")
        ) from clash


def withdraw(consent: Consent, *, account: Party, now: datetime | None = None) -> None:
    """End a consent.

    Nothing more is credited; points already credited stay. Raises MarketError ``not_found``,
    ``invalid_state``.
    """
    if consent.account_id != account.pk:
        raise MarketError("not_found")
    rows = Consent.objects.filter(pk=consent.pk, withdrawn_at=None)
    if not rows.update(withdrawn_at=now or clock.now()):
        raise MarketError("invalid_state")


@transaction.atomic
def forget(accounts: list[int], *, now: datetime) -> None:
    """End all consents of accounts and forget the member numbers, in consents and in imported rows."""
    mine = Consent.objects.filter(account__in=accounts)
    ImportRow.objects.filter(consent__in=mine).exclude(member_number="").update(member_number="")
    mine.filter(withdrawn_at=None).update(withdrawn_at=now)
    mine.exclude(member_number="").update(member_number="")
