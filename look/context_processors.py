"""What every page needs to draw its frame: languages, navigation, the reader's display settings."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from look.display import display_of

HTML_LANGUAGES = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
SHORT_NAMES = {"zh-hans": "简体", "zh-hant": "繁體", "en": "English"}


@dataclass(frozen=True)
class Language:
    """One entry of the language switch."""

    code: str
    tag: str
    name: str
    short: str
    url: str
    current: bool


@dataclass(frozen=True)
class Link:
    """One entry of the navigation."""

    label: str
    url: str
    current: bool = False


def url_or_none(*names: str) -> str:
    """The address of the first of these URL names that exists, or nothing."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def languages(request: HttpRequest) -> list[Language]:
    """This page in every language: the same path below another prefix; the home page where it has none."""
    path, here = request.get_full_path(), get_language()
    found = []
    for code, name in settings.LANGUAGES:
        url = path if code == here else translate_url(path, code)
        if url == path and code != here:
            url = f"/{code}/"
        found.append(
            Language(
                code,
                HTML_LANGUAGES.get(code, code),
                name,
                SHORT_NAMES.get(code, name),
                url,
                code == here,
            )
        )
    return found


def navigation(request: HttpRequest) -> list[Link]:
    """The five doors of the site; a door whose address does not exist isn't drawn."""
    home = f"/{get_language()}"
    doors = [
        (pgettext("door", "Calculate"), url_or_none("footprint:index")),
        (pgettext("door", "Reductions"), url_or_none("market:listings")),
        (pgettext("door", "Public registry"), url_or_none("registry:index")),
        (pgettext("door", "Policy"), f"{home}/policies/"),
        (pgettext("door", "Cases"), f"{home}/cases/"),
    ]
    return [Link(label, url, request.path.startswith(url)) for label, url in doors if url]


def account_navigation(request: HttpRequest) -> list[Link]:
    """What a signed-in person may go to: her own things, and the staff's desk if she is staff."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    doors = [
        (pgettext("door", "Overview"), url_or_none("accounts:home")),
        (pgettext("door", "Events"), url_or_none("events:index")),
        (pgettext("door", "Holdings"), url_or_none("market:holdings")),
        (pgettext("door", "Certificates"), url_or_none("certificates:mine")),
        (pgettext("door", "Orders"), url_or_none("market:orders")),
        (pgettext("door", "Points"), url_or_none("points:account")),
        (pgettext("door", "My projects"), url_or_none("projects:mine")),
        (pgettext("door", "Listing desk"), url_or_none("market:sales")),
        (pgettext("door", "Organizations"), url_or_none("accounts:organizations")),
        (
            pgettext("door", "Account and security"),
            url_or_none("mfa_index", "account_email"),
        ),
    ]
    if user.is_staff:
        doors.append((pgettext("door", "Staff desk"), url_or_none("staff:index")))
    return [Link(label, url, request.path == url) for label, url in doors if url]


def lazily(function: Callable[[HttpRequest], object], request: HttpRequest) -> SimpleLazyObject:
    return SimpleLazyObject(lambda: function(request))


def look(request: HttpRequest) -> dict[str, object]:
    """``DEMO``, ``SITE_NAME``, ``html_lang``, ``display`` and, computed when used, the three lists of links."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "DEMO": settings.DEMO,
        "SITE_NAME": _("Zhonghe"),
        "html_lang": HTML_LANGUAGES.get(language, language),
        "display": display_of(request),
        "languages": lazily(languages, request),
        "navigation": lazily(navigation, request),
        "account_navigation": lazily(account_navigation, request),
    }
