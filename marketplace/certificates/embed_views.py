"""What other sites may show of a certificate: a badge to frame, the same as a picture, and the share image.

The frame is the one page of the site that others may frame. It sets no cookie, reads no session, runs no script.
"""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from look import formats
from look.context_processors import HTML_LANGUAGES
from look.hanzi import in_language
from marketplace.certificates import badges, contents, queries, share, throttle
from marketplace.certificates.queries import Certificate
from marketplace.certificates.views import MISSES_AN_HOUR
from marketplace.registry import codes, freshness

SECONDS = 300
FRAMED = {
    "default-src": [NONE],
    "script-src": [NONE],
    "connect-src": [NONE],
    "font-src": [SELF],
    "manifest-src": [NONE],
    "style-src": [SELF],
    "img-src": [SELF],
    "base-uri": [NONE],
    "form-action": [NONE],
    "frame-ancestors": ["*"],
}
View = Callable[..., HttpResponse]


def _in_language(view: View) -> View:
    """Draw in the language that the address names, else in Chinese: no cookie and no header has a say."""

    @wraps(view)
    def drawn(request: HttpRequest, code: str) -> HttpResponse:
        asked = request.GET.get("lang", "")
        language = asked if asked in HTML_LANGUAGES else settings.LANGUAGE_CODE
        with translation.override(language):
            answer = view(request, code, language)
        answer["Content-Language"] = language
        answer["X-Robots-Tag"] = "noindex"
        answer["Cross-Origin-Resource-Policy"] = "cross-origin"
        return freshness.answered(request, answer, public=True, max_age=SECONDS)

    return drawn


@csp_replace(FRAMED)
@xframe_options_exempt
@require_safe
@_in_language
def frame(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The badge as a page for an iframe."""
    certificate = _certificate(request, code)
    context = {
        "badge": badges.badge(certificate, language),
        "address": _address(certificate, language),
        "tag": HTML_LANGUAGES[language],
        "width": badges.WIDTH,
        "height": badges.HEIGHT,
    }
    # Without the request: no context processor may look at a session here.
    return _answer(request, render_to_string("certificates/embed.html", context), certificate)


@require_safe
@_in_language
def picture(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """The badge as an SVG, for sites that don't frame."""
    certificate = _certificate(request, code)
    context = {
        "badge": badges.badge(certificate, language),
        "width": badges.WIDTH,
        "height": badges.HEIGHT,
    }
    text = render_to_string("certificates/badge.svg", context)
    return _answer(request, text, certificate, media_type="image/svg+xml")


@require_safe
def image(request: HttpRequest, code: str) -> HttpResponse:
    """The share image, in the page's language."""
    certificate = _certificate(request, code)
    if certificate is None:
        return _answer(request, "", None, media_type="text/plain")
    answer = HttpResponse(
        share.png(_picture(certificate, translation.get_language() or "zh-hans")),
        content_type="image/png",
    )
    answer["X-Robots-Tag"] = "noindex"
    return freshness.answered(request, answer, public=True, max_age=SECONDS)


def _picture(certificate: Certificate, language: str) -> share.Picture:
    body, texts = certificate.statement.body, certificate.statement.disclosed
    named = contents.name(body["beneficiary"], texts)
    name = (
        (named.en or named.zh) if language == "en" else in_language(named.zh or named.en, language)
    )
    day = timezone.localtime(datetime.fromisoformat(body["retired_at"])).date()
    quantity, unit = formats.mass(body["kg"], language).rsplit(" ", 1)
    return share.Picture(
        brand=_("Zhonghe") + " · " + _("Certificate of retirement"),
        beneficiary=name
        if body["beneficiary"]["kind"] == "organization"
        else _("Retired for good"),
        quantity=quantity,
        unit=unit,
        line=pgettext("share image", "Retired for good on %s") % formats.day(day, language),
        code=certificate.code,
        note=_("Demo: made up") if body["demo"] or settings.DEMO else "",
        unverified=_("not verified") if contents.unverified(body["beneficiary"]) else "",
    )


def _certificate(request: HttpRequest, code: str) -> Certificate | None:
    known = codes.normalize(code)
    wanted = request.GET.get("revision", "")
    revision = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else None
    return queries.certificate(known, revision=revision) if known else None


def _address(certificate: Certificate | None, language: str) -> str:
    path = reverse("certificates:detail", args=[certificate.code]) if certificate else ""
    return (
        f"{settings.SITE_URL}{path}"
        if path
        else f"{settings.SITE_URL}{reverse('certificates:verify')}"
    )


def _answer(
    request: HttpRequest, text: str, certificate: Certificate | None, **options: Any
) -> HttpResponse:
    """Answer with a text; an unknown code is 404, and who guesses codes is slowed down like everywhere."""
    media_type = options.get("media_type", "text/html")
    status = 200
    if certificate is None:
        guessing = not throttle.allowed(request, what="miss", limit=MISSES_AN_HOUR, seconds=3600)
        status = 429 if guessing else 404
    return HttpResponse(text, status=status, content_type=f"{media_type}; charset=utf-8")
