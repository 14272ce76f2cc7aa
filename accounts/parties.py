"""The directory of parties: who stands behind a user, a guest's address, the platform itself.

These are the only writers of `Party` rows of persons; `organizations` writes the others'.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Organization, Party, User

CLAIM_SALT = "accounts.claim"
CLAIM_LASTS_SECONDS = 90 * 24 * 60 * 60
PLATFORM_NAME_ZH = "中和平台运营方"
PLATFORM_NAME_EN = "Zhonghe platform operator"
# Used where settings name no operator: a made-up code with a right check digit.
PLATFORM_DEMO_USCC = "91440300MA5GXHE01P"


@dataclass(frozen=True)
class PublicName:
    """How a party may be named in public; works with `|localname`."""

    name_zh: str
    name_en: str
    is_pseudonym: bool


def party_for_user(user: User) -> Party:
    """Return the party of a user, made on first use; safe when two requests come at once."""
    party = Party.objects.filter(user=user).first()
    if party is not None:
        return party
    try:
        with transaction.atomic():
            return Party.objects.create(kind=Party.Kind.PERSON, user=user)
    except IntegrityError:
        return Party.objects.get(user=user)


def party_for_guest(email: str) -> Party:
    """Return the party keyed by a guest's e-mail address, made on first use.

    Raises ValueError for an empty address; callers validate its form.
    """
    address = email.strip().lower()
    if not address:
        raise ValueError("a guest needs an e-mail address")
    party = Party.objects.filter(email=address).first()
    if party is not None:
        return party
    try:
        with transaction.atomic():
            return Party.objects.create(kind=Party.Kind.PERSON, email=address)
    except IntegrityError:
        return Party.objects.get(email=address)


def party_without_address() -> Party:
    """Return a fresh party of a person of whom nothing is known: the recipient of a gift."""
    return Party.objects.create(kind=Party.Kind.PERSON)


@transaction.atomic
def adopt(user: User, party: Party) -> bool:
    """Put a party nobody has proven to be theirs into a user's account; false when another account has it."""
    own = party_for_user(user)
    locked = Party.objects.select_for_update().get(pk=party.pk)
    if locked.merged_into_id is not None or locked.user_id is not None:
        return locked.merged_into_id == own.pk
    Party.objects.filter(pk=locked.pk).update(merged_into=own)
    return True


def platform_party() -> Party:
    """Return the operator's own party (verified by definition), made on first use."""
    uscc = settings.ZHONGHE["OPERATOR_USCC"] or PLATFORM_DEMO_USCC
    party, _made = Party.objects.get_or_create(
        uscc=uscc,
        defaults={
            "kind": Party.Kind.ORGANIZATION,
            "name_zh": PLATFORM_NAME_ZH,
            "name_en": PLATFORM_NAME_EN,
            "shows_name": True,
        },
    )
    return party


def parties_of(user: User) -> list[Party]:
    """Return the user's own party first, then the guest parties merged into it."""
    own = party_for_user(user)
    return [own, *Party.objects.filter(merged_into=own).order_by("created_at", "pk")]


def public_name(party: Party) -> PublicName:
    """Return what strangers may read: an organization's name, a person's only by consent."""
    if party.kind == Party.Kind.ORGANIZATION:
        return PublicName(party.name_zh, party.name_en, is_pseudonym=False)
    if party.shows_name and (party.name_zh or party.name_en):
        return PublicName(party.name_zh, party.name_en, is_pseudonym=False)
    return PublicName(party.pseudonym, party.pseudonym, is_pseudonym=True)


def set_public_name(party: Party, *, name_zh: str, name_en: str, shows_name: bool) -> None:
    """Store a person's name for certificates and whether strangers may see it."""
    Party.objects.filter(pk=party.pk, kind=Party.Kind.PERSON).update(
        name_zh=name_zh.strip(), name_en=name_en.strip(), shows_name=shows_name
    )


@transaction.atomic
def merge_guest(user: User, guest: Party) -> None:
    """Put a guest's purchases into the account of a user who has proven the guest's address.

    The ledger's rows stay where they are; the guest's party points to the user's. Where the
    address had been proven by somebody else before (it changed hands), that person keeps what
    was bought until now and the address starts anew.
    """
    own = party_for_user(user)
    locked = Party.objects.select_for_update().get(pk=guest.pk)
    if locked.merged_into_id == own.pk or locked.email is None:
        return
    if locked.merged_into_id is None:
        Party.objects.filter(pk=locked.pk).update(merged_into=own)
    else:
        Party.objects.filter(pk=locked.pk).update(email=None)


def claim_guest_purchases(user: User, email: str) -> None:
    """Merge what was bought as a guest with an address that the user has just verified."""
    guest = Party.objects.filter(email=email.strip().lower()).first()
    if guest is not None:
        merge_guest(user, guest)


def claim_address(guest: Party) -> str:
    """Return the absolute link, for mail to the guest's own address, that claims the purchases."""
    token = signing.dumps({"party": str(guest.public_id)}, salt=CLAIM_SALT)
    return settings.SITE_URL + reverse("accounts:claim", args=[token])


def guest_of_claim(token: str) -> Party | None:
    """Return the guest's party of a claim link, or None when it is forged, old or used."""
    try:
        content = signing.loads(token, salt=CLAIM_SALT, max_age=CLAIM_LASTS_SECONDS)
    except signing.BadSignature:
        return None
    return Party.objects.filter(
        public_id=content["party"], email__isnull=False, merged_into=None
    ).first()


def party_of(organization: Organization) -> Party:
    """Return an organization's party: the account that the ledger knows."""
    return organization.party
