"""Small helpers of the account pages, whose views are partly allauth's own."""

from __future__ import annotations

from typing import Any

from django import template

from accounts import acts, tokens

register = template.Library()


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
