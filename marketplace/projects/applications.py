"""Verbs on applications to be a project owner: the only writers of Application and SettlementAccount.

An application is decided once. After a refusal or a change the next one follows, and what was said before stays.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import MANAGERS
from accounts.models import Organization, User
from accounts.queries import role_in
from marketplace import clock
from marketplace.errors import MarketError
from marketplace.projects import decision_letters, workdays
from marketplace.projects.errors import Incomplete
from marketplace.projects.models import Application, SettlementAccount, StoredFile

TERMS_VERSION = "2026-1"
# 粤环发〔2022〕4号: the owner publishes how benefits are shared at least seven working days before applying.
PUBLISHED_WORKDAYS = 7
EARLIEST = date(1949, 10, 1)
Role, Status = Application.Role, Application.Status


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What an organization says of itself when it applies."""

    role: str
    contact_name: str
    contact_phone: str
    contact_email: str
    account_name: str
    bank: str
    account_number: str
    published_on: date
    published_url: str
    agency_agreement: StoredFile | None = None


def apply(
    organization: Organization,
    particulars: Particulars,
    *,
    actor: User,
    now: datetime | None = None,
) -> Application:
    """Hand an application in for a registrar to decide.

    Raises Incomplete for what is missing or too early, MarketError ``not_allowed`` for anyone but an administrator of
    the organization, ``invalid_state`` while another application waits.
    """
    if role_in(actor, organization) not in MANAGERS:
        raise MarketError("not_allowed")
    now = now or clock.now()
    problems = _problems(particulars, now.astimezone(clock.SHENZHEN).date())
    if problems:
        raise Incomplete(problems)
    try:
        return _store(organization, particulars, actor=actor, now=now)
    except IntegrityError as clash:
        raise MarketError("invalid_state", _("An application is waiting already.")) from clash


def _problems(given: Particulars, today: date) -> dict[str, object]:
    problems: dict[str, object] = {}
    if given.role == Role.AGGREGATOR and given.agency_agreement is None:
        problems["agency_agreement"] = _("An aggregator needs the owners' agreement.")
    if given.published_on < EARLIEST:
        problems["published_on"] = _("Please check the year: nothing was published that long ago.")
    elif given.published_on > today:
        problems["published_on"] = _("This day is still to come.")
    elif workdays.between(given.published_on, today) < PUBLISHED_WORKDAYS:
        problems["published_on"] = _(
            "How benefits are shared must have been public for seven working days before one applies."
        )
    return problems


@transaction.atomic
def _store(
    organization: Organization, given: Particulars, *, actor: User, now: datetime
) -> Application:
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    last = Application.objects.filter(organization=organization).order_by("-number").first()
    application = Application.objects.create(
        organization=organization,
        number=last.number + 1 if last else 1,
        role=given.role,
        agency_agreement=given.agency_agreement if given.role == Role.AGGREGATOR else None,
        contact_name=given.contact_name,
        contact_phone=given.contact_phone,
        contact_email=given.contact_email,
        published_on=given.published_on,
        published_url=given.published_url,
        terms_version=TERMS_VERSION,
        submitted_by=actor,
        submitted_at=now,
    )
    SettlementAccount.objects.create(
        application=application,
        account_name=given.account_name,
        bank=given.bank,
        number=given.account_number,
    )
    return application


@transaction.atomic
def accept(application: Application, *, actor: User, now: datetime | None = None) -> None:
    """Accept an organization as a project owner.

    Raises MarketError ``same_person`` for a member of the organization, ``invalid_state`` when somebody has decided
    already or staff have not verified the organization.
    """
    if not Organization.objects.filter(
        pk=application.organization_id, verified_at__isnull=False
    ).exists():
        raise MarketError(
            "invalid_state", _("The organization must be verified first: name and code.")
        )
    _decide(application, actor, status=Status.ACCEPTED, decided_at=now or clock.now())


@transaction.atomic
def send_back(
    application: Application, *, reason: str, actor: User, now: datetime | None = None
) -> None:
    """Send an application back with reasons its members read. Raises what ``accept`` raises; Incomplete without any."""
    if not reason.strip():
        raise Incomplete({"reason": _("Say why, so that it can be put right.")})
    _decide(
        application,
        actor,
        status=Status.RETURNED,
        decided_at=now or clock.now(),
        reason=reason.strip(),
    )


def _decide(application: Application, actor: User, **decision: object) -> None:
    if role_in(actor, application.organization) is not None:
        raise MarketError("same_person", _("Nobody decides on an organization of their own."))
    waiting = Application.objects.filter(pk=application.pk, status=Status.SUBMITTED)
    if not waiting.update(decided_by=actor, **decision):
        raise MarketError("invalid_state", _("Somebody has already decided this."))
    decision_letters.tell_of_application(application)


def is_accepted(organization: Organization) -> bool:
    """Return whether a registrar has accepted the organization as a project owner."""
    accepted = Application.objects.filter(organization=organization, status=Status.ACCEPTED)
    return accepted.exists()
