"""Small helpers of the account pages, whose views are partly allauth's own."""

from __future__ import annotations

import ipaddress
from typing import Any

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from accounts import acts, tokens

register = template.Library()

# Sought in this order: the later names also stand in the earlier browsers' strings.
BROWSERS = {
    "MicroMessenger": _("WeChat"),
    "Edg": "Edge",
    "OPR": "Opera",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "HarmonyOS": "HarmonyOS",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


@register.simple_tag
def trail(*parts: str) -> list[tuple[str, str]]:
    """Return breadcrumbs from label and address in turn; the last label needs no address."""
    padded = [*parts, ""] if len(parts) % 2 else list(parts)
    return [(padded[i], padded[i + 1]) for i in range(0, len(padded), 2)]


@register.filter
def scope_label(scope: str) -> Any:
    """Return what a token's scope allows, in words."""
    return tokens.SCOPES.get(scope, scope)


@register.filter
def act_label(kind: str) -> Any:
    """Return what an act of an organization's history was, in words."""
    return acts.LABELS.get(kind, kind)


@register.filter
def browser(user_agent: str) -> str:
    """Return browser and system in plain words; the string itself where neither is known."""
    parts = [
        next((str(name) for sign, name in names.items() if sign in user_agent), "")
        for names in (BROWSERS, SYSTEMS)
    ]
    return " · ".join(part for part in parts if part) or user_agent[:60]


@register.simple_tag(takes_context=True)
def passkeys_possible(context: template.Context) -> bool:
    """Return whether browsers do passkeys at this address: they refuse where it is a bare IP."""
    host = context["request"].get_host().rpartition(":")[0] or context["request"].get_host()
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False


@register.simple_tag(takes_context=True)
def block_text(context: template.Context, name: str) -> str:
    """Return what a block of this page says, so that the last breadcrumb repeats the title.

    Django has no tag for it, and a block cannot be written twice.
    """
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block(name) if blocks else None
    # What was rendered is escaped already; only strip() forgets that.
    return mark_safe(block.nodelist.render(context).strip()) if block else ""
