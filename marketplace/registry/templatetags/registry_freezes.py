"""What pages of an account say while it is frozen."""

from typing import Any
from uuid import UUID

from django import template

from marketplace.registry import frozen

register = template.Library()


@register.inclusion_tag("registry/account_frozen.html")
def account_frozen(public_id: UUID) -> dict[str, Any]:
    """Show since when and why a party's account is frozen, and what can still be done; nothing if it is not."""
    rows = frozen.open_freezes().filter(account__public_id=public_id).order_by("-pk")
    return {"freeze": next(iter(frozen.views(rows[:1])), None)}
