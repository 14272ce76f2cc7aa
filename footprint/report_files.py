"""Making and keeping reports: small ones while somebody waits, long ones by a worker; kept a day in the shared cache.

A report can always be made again to the same words, so the cache may forget it.
"""

import uuid

from django.conf import settings
from django.core.cache import cache
from django.urls import reverse
from django.utils import translation

from accounts.models import Party
from accounts.parties import public_name
from footprint import queries, report
from footprint.queries import FootprintView
from look.templatetags.look import localname

MOST_INLINE = 60
"""Lines that are set while somebody waits, in about a second."""
KEPT_SECONDS = 24 * 3600
ASKED_SECONDS = 300


def kept(public_id: uuid.UUID, language: str) -> bytes | None:
    """The report in this language, if it has been made."""
    content: bytes | None = cache.get(_key(public_id, language))
    return content


def make(public_id: uuid.UUID, language: str) -> bytes | None:
    """Make and keep the report; None for an unknown footprint. Safe to run twice."""
    view = queries.footprint(public_id)
    if view is None:
        return None
    with translation.override(language):
        content = report.pdf(view, organization=organization_of(view), address=address_of(view))
    cache.set(_key(public_id, language), content, KEPT_SECONDS)
    return content


def asked(public_id: uuid.UUID, language: str) -> bool:
    """Note that a worker is to make the report; False if that has been noted already."""
    return cache.add(f"{_key(public_id, language)}:asked", 1, ASKED_SECONDS)


def is_long(view: FootprintView) -> bool:
    """Whether setting the report takes longer than somebody should wait for."""
    return len(view.lines) > MOST_INLINE


def organization_of(view: FootprintView) -> str:
    """The owner's public name, if an organization owns it; persons are not named on paper."""
    owner = Party.objects.filter(pk=view.owner_id, kind=Party.Kind.ORGANIZATION).first()
    return localname(public_name(owner)) if owner else ""


def address_of(view: FootprintView) -> str:
    """The absolute address of a stored footprint; nothing for a draft."""
    if view.public_id is None:
        return ""
    return settings.SITE_URL + reverse("footprint:result", args=[view.public_id])


def _key(public_id: uuid.UUID, language: str) -> str:
    return f"footprint:report:{report.LAYOUT}:{language}:{public_id}"
