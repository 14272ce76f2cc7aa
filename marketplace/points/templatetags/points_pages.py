"""Words of points for templates."""

from django import template

from marketplace.points.behaviours import label

register = template.Library()


@register.filter
def behaviour(value: str) -> str:
    """Return a behaviour in the reader's language."""
    return label(value) if value else ""
