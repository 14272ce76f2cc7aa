"""Retiring what an account owns already, for a member or a person who asks for it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language

from accounts import queries as accounts
from accounts.access import APPROVERS, PREPARERS
from accounts.models import Organization, Party, User
from accounts.parties import parties_of
from marketplace import clock, outbox, visible
from marketplace.errors import MarketError
from marketplace.market import gifts
from marketplace.market.intents import RetireIntent, check_owner
from marketplace.registry import ledger
from marketplace.registry.models import Retirement


@transaction.atomic
def retire(
    owner: Party,
    amounts: Mapping[int, int],
    intent: RetireIntent,
    *,
    actor: User,
    organization: Organization | None = None,
    now: datetime | None = None,
) -> Retirement:
    """Retire kilograms by batch id out of an account; final.

    Where the organization asks for a second person nobody does it alone: see ``retirement_requests``. Asked twice with
    the same ``claim.ref`` it returns the first retirement. Raises MarketError: not_allowed, approval_required,
    invalid_request, and the ledger's own.
    """
    _check(owner, organization, actor)
    check_owner(intent, owner)
    if organization is not None and organization.approval_required:
        raise MarketError("approval_required")
    return carry_out(owner, amounts, intent, actor=actor, now=now)


def carry_out(
    owner: Party,
    amounts: Mapping[int, int],
    intent: RetireIntent,
    *,
    actor: User,
    subject: str = "",
    now: datetime | None = None,
) -> Retirement:
    """Do it, whoever was asked before, within the caller's transaction. A letter tells ``actor``."""
    visible.check([intent.claim["title_zh"], intent.claim["title_en"], intent.reason])
    ref = intent.claim["ref"]
    done = Retirement.objects.filter(claim_ref=ref, owner=owner).first()
    if done is not None:
        return done
    lines = [
        ledger.Line(batch_id=batch_id, account_id=owner.pk, kg=kg)
        for batch_id, kg in sorted(amounts.items())
        if kg
    ]
    if not lines:
        raise MarketError("invalid_request")
    now = now or clock.now()
    retirement = ledger.retire(
        owner=owner,
        beneficiary=Party.objects.get(pk=intent.beneficiary_id),
        lines=lines,
        purpose=intent.purpose,
        jurisdiction=intent.jurisdiction,
        reason=intent.reason,
        claim=dict(intent.claim),
        subject=subject or f"party:{owner.public_id}",
        actor=actor,
        now=now,
    )
    gifts.give(intent, retirement, language=get_language() or "zh-hans", now=now)
    tell(retirement, actor)
    return retirement


def tell(retirement: Retirement, user: User) -> None:
    """Have a letter written to somebody: where the certificate is."""
    told = {"retirement_id": retirement.pk, "user_id": user.pk}
    outbox.put("mail_retired", f"{retirement.public_id}:{user.pk}", told)


def check_member(organization: Organization, actor: User) -> None:
    """Refuse who may not dispose of an organization's account. Raises MarketError ``not_allowed``."""
    if not may_dispose(organization, actor):
        raise MarketError("not_allowed")


def may_dispose(organization: Organization, user: User) -> bool:
    """Whether somebody's role lets them dispose of an organization's account, or ask for that."""
    return accounts.role_in(user, organization) in PREPARERS | APPROVERS


def _check(owner: Party, organization: Organization | None, actor: User) -> None:
    """Refuse whoever may not dispose of the account."""
    if organization is not None:
        check_member(organization, actor)
    holders = [organization.party] if organization else parties_of(actor)
    if owner not in holders:
        raise MarketError("not_allowed")
