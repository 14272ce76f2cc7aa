"""Retiring from an organization's holdings where two people must agree: asked, then carried out or refused.

Nothing is held meanwhile: the second person's yes is the retirement, which the ledger refuses if the kilograms have
gone or are frozen. Refused so, the request waits on.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import queries as accounts
from accounts.access import APPROVERS
from accounts.models import Organization, User
from marketplace import clock, outbox, visible
from marketplace.errors import MarketError
from marketplace.market import available, retirements
from marketplace.market.intents import RetireIntent, check_owner
from marketplace.market.models import RetirementRequest
from marketplace.registry.models import Retirement

Status = RetirementRequest.Status


@transaction.atomic
def ask(
    organization: Organization,
    amounts: Mapping[int, int],
    intent: RetireIntent,
    *,
    actor: User,
    subject: str = "",
    now: datetime | None = None,
) -> RetirementRequest:
    """Ask a second member to retire kilograms by batch id; asked twice with one ``claim.ref`` it is the same request.

    Raises MarketError: not_allowed, invalid_request without kilograms, quantity_exceeds_available, precision_exceeded,
    claim_used.
    """
    retirements.check_member(organization, actor)
    check_owner(intent, organization.party)
    visible.check([intent.claim["title_zh"], intent.claim["title_en"], intent.reason])
    wanted = {batch_id: kg for batch_id, kg in sorted(amounts.items()) if kg}
    if not wanted or any(kg < 0 for kg in wanted.values()):
        raise MarketError("invalid_request", _("Please say how many kilograms."))
    available.check(organization.party, wanted, promised={})
    ref = intent.claim["ref"]
    if Retirement.objects.filter(claim_ref=ref).exists():
        raise MarketError("claim_used")
    made, is_new = RetirementRequest.objects.get_or_create(
        claim_ref=ref,
        defaults={
            "organization": organization,
            "amounts": {str(batch_id): kg for batch_id, kg in wanted.items()},
            "intent": intent.as_json(),
            "subject": subject,
            "asked_by": actor,
            "asked_at": now or clock.now(),
        },
    )
    if is_new:
        _tell_approvers("to_approve", made)
    return made


@transaction.atomic
def approve(request: RetirementRequest, *, actor: User, now: datetime | None = None) -> Retirement:
    """Carry it out as the second person. Final.

    Raises MarketError: not_allowed, same_person, invalid_state, and the ledger's own; then it waits on.
    """
    row = _waiting(request, actor)
    check_asker(row)
    now = now or clock.now()
    amounts = {int(batch_id): kg for batch_id, kg in row.amounts.items()}
    retirement = retirements.carry_out(
        row.organization.party,
        amounts,
        RetireIntent.of(row.intent),
        actor=actor,
        subject=row.subject,
        now=now,
    )
    retirements.tell(retirement, row.asked_by)
    _end(row, Status.DONE, decided_by=actor, decided_at=now, retirement=retirement)
    return retirement


@transaction.atomic
def refuse(request: RetirementRequest, *, actor: User, now: datetime | None = None) -> None:
    """Say no as the second person. Raises MarketError: not_allowed, same_person, invalid_state."""
    row = _waiting(request, actor)
    _end(row, Status.REFUSED, decided_by=actor, decided_at=now or clock.now())
    _tell("refused", row, row.asked_by_id)


@transaction.atomic
def drop(request: RetirementRequest, *, actor: User, now: datetime | None = None) -> None:
    """Take one's own request back; who was asked hears so. Raises MarketError: not_allowed, invalid_state."""
    row = _locked(request)
    if row.asked_by_id != actor.pk:
        raise MarketError("not_allowed")
    _end(row, Status.DROPPED, decided_by=actor, decided_at=now or clock.now())
    _tell_approvers("dropped", row)


def check_asker(row: RetirementRequest) -> None:
    """Refuse what somebody asked who may not ask any more. Raises MarketError ``not_allowed``."""
    if not accounts.role_in(row.asked_by, row.organization):
        text = _("Whoever asked for it is no longer a member. Refuse it; it can be asked for anew.")
        raise MarketError("not_allowed", text)
    if not retirements.may_dispose(row.organization, row.asked_by):
        text = _(
            "Whoever asked for it has a role now that may not ask. Refuse it; it can be asked for anew."
        )
        raise MarketError("not_allowed", text)


def may_decide(request: RetirementRequest, user: User) -> bool:
    """Whether this person is a second one who may."""
    role = accounts.role_in(user, request.organization)
    return role in APPROVERS and request.asked_by_id != user.pk


def _waiting(request: RetirementRequest, actor: User) -> RetirementRequest:
    row = _locked(request)
    if accounts.role_in(actor, row.organization) not in APPROVERS:
        raise MarketError("not_allowed")
    if row.asked_by_id == actor.pk:
        raise MarketError("same_person")
    return row


def _locked(request: RetirementRequest) -> RetirementRequest:
    """Return the request as it is now, for nobody else to decide meanwhile."""
    rows = RetirementRequest.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("organization__party").get(pk=request.pk)
    if row.status != Status.WAITING:
        raise MarketError("invalid_state")
    return row


def _end(row: RetirementRequest, status: str, **fields: Any) -> None:
    RetirementRequest.objects.filter(pk=row.pk).update(status=status, **fields)


def _tell_approvers(what: str, made: RetirementRequest) -> None:
    """Have a letter written to everyone who may decide, but the one who asked."""
    for user_id in accounts.ids_in(made.organization, roles=APPROVERS):
        if user_id != made.asked_by_id:
            _tell(what, made, user_id)


def _tell(what: str, made: RetirementRequest, user_id: int) -> None:
    told = {"request_id": made.pk, "user_id": user_id, "what": what}
    outbox.put("mail_retirement_request", f"{made.public_id}:{what}:{user_id}", told)
