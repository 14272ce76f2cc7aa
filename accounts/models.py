"""What accounts stores: users, parties, organizations, memberships, invitations, tokens, acts.

Only fields and constraints live here; the verbs that write these tables are in
`parties`, `organizations`, `tokens` and `privacy`. The database is the wall: every rule
that can be said as a constraint is one, so that no road around a verb breaks it.
"""

import secrets
import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.managers import UserManager

# GB 32100-2015: 18 characters of digits and letters without I, O, S, V, Z; the region is digits.
# The check digit is arithmetic and therefore checked in Python (`accounts.identifiers`).
USCC_PATTERN = r"^[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}$"

PSEUDONYM_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_pseudonym() -> str:
    """Return a fresh random pseudonym such as "P-7QK2M9XD" (40 random bits, Crockford base 32)."""
    return "P-" + "".join(secrets.choice(PSEUDONYM_ALPHABET) for _i in range(8))


class Language(models.TextChoices):
    """The languages a person can be addressed in; equal to `settings.LANGUAGES`."""

    SIMPLIFIED = "zh-hans", "简体中文"
    TRADITIONAL = "zh-hant", "繁體中文"
    ENGLISH = "en", "English"


class User(AbstractBaseUser, PermissionsMixin):
    """A person who can sign in, by e-mail address; there is no user name."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    language = models.CharField(
        _("language"), max_length=8, choices=Language.choices, default=Language.SIMPLIFIED
    )
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower"),
            models.CheckConstraint(
                condition=Q(language__in=Language.values), name="user_language_known"
            ),
            models.CheckConstraint(
                condition=Q(deleted_at=None) | Q(is_active=False, is_staff=False, name=""),
                name="user_deleted_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def get_full_name(self) -> str:
        """Return the name, or the address where none was given (Wagtail and the admin ask)."""
        return self.name or self.email

    def get_short_name(self) -> str:
        """Return what `get_full_name` returns; Chinese names have no short form."""
        return self.get_full_name()


class Party(models.Model):
    """Whoever can own, buy, retire or benefit: a person, a guest by e-mail, an organization.

    The ledger's "account" is a party. Its rows are evidence elsewhere, so a party is never
    deleted: a person's name and address are erased and the pseudonym stays.
    """

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        ORGANIZATION = "organization", _("organization")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    name_zh = models.CharField(_("Chinese name"), max_length=120, blank=True)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    uscc = models.CharField(
        _("unified social credit code"), max_length=18, null=True, blank=True, unique=True
    )
    # A guest's key. A signed-in person's address is the user's.
    email = models.EmailField(_("guest e-mail"), null=True, blank=True, unique=True)
    user = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="party"
    )
    # A guest's party whose address a user has proven; read through `parties.parties_of`.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_parties"
    )
    pseudonym = models.CharField(max_length=16, unique=True, default=new_pseudonym)
    shows_name = models.BooleanField(_("name may be shown in public"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind__in=["person", "organization"]), name="party_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(uscc=None) | Q(uscc__regex=USCC_PATTERN, kind="organization"),
                name="party_uscc_format",
            ),
            models.CheckConstraint(
                condition=Q(email=None) | Q(email=Lower("email"), kind="person", user=None),
                name="party_guest_email",
            ),
            models.CheckConstraint(
                condition=Q(user=None) | Q(kind="person"), name="party_user_is_person"
            ),
            models.CheckConstraint(
                condition=~Q(kind="organization", name_zh="", name_en=""),
                name="party_organization_named",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(kind="person", user=None),
                name="party_merged_is_guest",
            ),
            models.CheckConstraint(condition=~Q(pseudonym=""), name="party_pseudonym_set"),
        ]

    def __str__(self) -> str:
        if self.kind == self.Kind.ORGANIZATION:
            return self.name_zh or self.name_en
        return self.pseudonym


class District(models.TextChoices):
    """Shenzhen's districts by their GB/T 2260 code; the two special zones by the city's usage."""

    LUOHU = "440303", _("Luohu")
    FUTIAN = "440304", _("Futian")
    NANSHAN = "440305", _("Nanshan")
    BAOAN = "440306", _("Bao'an")
    LONGGANG = "440307", _("Longgang")
    YANTIAN = "440308", _("Yantian")
    LONGHUA = "440309", _("Longhua")
    PINGSHAN = "440310", _("Pingshan")
    GUANGMING = "440311", _("Guangming")
    DAPENG = "440312", _("Dapeng New Area")
    SHENSHAN = "440399", _("Shenzhen-Shanwei Zone")
    MUNICIPAL = "440300", _("Shenzhen, citywide")
    ELSEWHERE = "other", _("outside Shenzhen")


class Organization(models.Model):
    """A legal body that acts through its members; the row extends its party.

    `uscc_declared` is what the founder typed. It becomes `party.uscc`, which is unique and
    may be printed, only when staff have verified it: nobody can squat another body's code.
    """

    party = models.OneToOneField(
        Party, primary_key=True, on_delete=models.PROTECT, related_name="organization"
    )
    uscc_declared = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    district = models.CharField(
        _("district"), max_length=8, choices=District.choices, default=District.MUNICIPAL
    )
    approval_required = models.BooleanField(
        _("orders need a second person's approval"), default=False
    )
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    verified_at = models.DateTimeField(_("verified"), null=True, blank=True)
    verified_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    refused_at = models.DateTimeField(_("refused"), null=True, blank=True)
    refused_reason = models.CharField(_("reason for refusal"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("organization")
        verbose_name_plural = _("organizations")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(uscc_declared="") | Q(uscc_declared__regex=USCC_PATTERN),
                name="organization_uscc_format",
            ),
            models.CheckConstraint(
                condition=Q(district__in=District.values), name="organization_district_known"
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None) | Q(refused_at=None),
                name="organization_verified_or_refused",
            ),
        ]

    def __str__(self) -> str:
        return str(self.party)

    @property
    def name_zh(self) -> str:
        """The party's Chinese name, so that `{{ organization|localname }}` works."""
        return self.party.name_zh

    @property
    def name_en(self) -> str:
        """The party's English name, so that `{{ organization|localname }}` works."""
        return self.party.name_en


class Role(models.TextChoices):
    """What a member may do; `access` says which role may do what."""

    ADMIN = "admin", _("administrator")
    PREPARER = "preparer", _("preparer")
    APPROVER = "approver", _("approver")
    VIEWER = "viewer", _("viewer")


class Membership(models.Model):
    """A user's role in an organization: one role per user and organization."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="memberships"
    )
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "organization"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organization} · {self.role}"


class Invitation(models.Model):
    """An offer of a role, mailed as a signed link; used once, ended by time or revocation."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="invitation_email_lower"
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="invitation_role_known"),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None), name="invitation_one_end"
            ),
            models.UniqueConstraint(
                fields=["organization", "email"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} · {self.role}"


class OrganizationToken(models.Model):
    """A secret with which an organization's own system calls the API.

    Only the SHA-256 of the secret is kept; the secret has 256 random bits, so that a slow
    hash would add nothing. `prefix` is its public beginning, to tell tokens apart.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(_("name"), max_length=60)
    prefix = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=32))
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("organization token")
        verbose_name_plural = _("organization tokens")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"), name="token_digest_sha256"
            ),
            models.CheckConstraint(condition=~Q(scopes=[]), name="token_has_scope"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… {self.name}"


class Act(models.Model):
    """One thing somebody did to an organization, its members or its tokens; only ever added."""

    app_may_update: ClassVar[tuple[str, ...]] = ()

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="acts")
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["organization", "-at"], name="act_by_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.kind}"


from accounts.models_directory import ApprovalEnd as ApprovalEnd  # noqa: E402
from accounts.models_directory import (  # noqa: E402 - Django looks for models here
    DirectoryEntry as DirectoryEntry,
)
from accounts.models_directory import NameReport as NameReport  # noqa: E402
from accounts.models_directory import PartyAlias as PartyAlias  # noqa: E402
from accounts.models_directory import PartyMerge as PartyMerge  # noqa: E402
