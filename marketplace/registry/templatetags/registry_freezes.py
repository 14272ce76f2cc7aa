"""What pages of an account say while it, or something that it has, is frozen."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django import template

from accounts import parties
from accounts.models import Membership, User
from marketplace.registry import frozen

register = template.Library()


@register.inclusion_tag("registry/account_frozen.html")
def account_frozen(public_id: UUID) -> dict[str, Any]:
    """Show since when and why a party's account is frozen, and what can still be done; nothing if it is not."""
    rows = frozen.open_freezes().filter(account__public_id=public_id).order_by("-pk")
    return {"freeze": next(iter(frozen.views(rows[:1])), None)}


@register.inclusion_tag("registry/accounts_frozen.html")
def accounts_frozen(user: User) -> dict[str, Any]:
    """Show which of a person's accounts are frozen, the own and those of organizations; nothing if none is."""
    own = {party.pk: party.public_id for party in parties.parties_of(user)}
    organizations = Membership.objects.filter(user=user).values_list("organization", flat=True)
    views = frozen.notices(parties=[*own, *organizations])
    return {"freezes": [(view, view.account in own.values()) for view in views]}


@register.inclusion_tag("registry/batches_frozen.html")
def batches_frozen(codes: Collection[str]) -> dict[str, Any]:
    """Show since when and why each of these batches is frozen; nothing of those that are not."""
    return {"freezes": frozen.notices(batches=codes) if codes else ()}
