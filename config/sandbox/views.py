"""The sandbox's pages, mounted in the demo only: who can sign in, mail, payments, faults."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from accounts import second_factor
from accounts.models import User
from config.sandbox.proxy import forward
from config.sandbox.stripe.cards import CARDS
from config.sandbox.stripe.pages import SHOWN
from config.sandbox.stripe.words import language, word
from demo.cast import content

DEMO_DOMAIN = "@demo.zhonghe.example"
GROUPS = {
    "registrar": _("registrar"),
    "finance": _("finance"),
    "supervisor": _("supervisor"),
    "editor": _("editor"),
}


@dataclass(frozen=True)
class Account:
    """A demo account: who it is, and the code its authenticator shows now (staff only)."""

    name: str
    email: str
    roles: str
    is_staff: bool
    code: str


@dataclass(frozen=True)
class TestCard:
    """A test number and what it does, in the reader's language."""

    number: str
    effect: str


@never_cache
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """List the demo's accounts with their codes, and the sandbox's parts."""
    if not settings.DEMO:
        raise Http404
    accounts = demo_accounts()
    context = {
        "staff": [account for account in accounts if account.is_staff],
        "people": [account for account in accounts if not account.is_staff],
        "cards": _cards(getattr(request, "LANGUAGE_CODE", "zh-hans")),
        "password": content("people")["password"],
    }
    return render(request, "sandbox/index.html", context)


@csrf_exempt
@csp_update({"form-action": ["http:", "https:"]})
def stripe(request: HttpRequest, path: str) -> HttpResponse:
    """Pass the hosted payment page through; its forms lead back to the shop."""
    return forward(request, settings.SANDBOX_STRIPE_URL, path)


@csrf_exempt
def mail(request: HttpRequest, path: str) -> HttpResponse:
    """Pass the mail catcher's pages through."""
    return forward(request, settings.SANDBOX_MAIL_URL, path)


def demo_accounts() -> list[Account]:
    """Return the seeded accounts in the order they were made.

    Only those of the demo's own mail domain: whoever signs up later is nobody's to look at.
    """
    people = User.objects.filter(is_active=True, email__endswith=DEMO_DOMAIN)
    enrolled = set(
        Authenticator.objects.filter(
            type=Authenticator.Type.TOTP, user__in=people.values("pk")
        ).values_list("user_id", flat=True)
    )
    return [
        Account(
            name=user.name or user.email,
            email=user.email,
            roles=_roles(user),
            is_staff=user.is_staff,
            code=second_factor.current_code(user) if user.pk in enrolled else "",
        )
        for user in people.order_by("pk").prefetch_related(
            "groups", "memberships__organization__party"
        )
    ]


def _roles(user: User) -> str:
    groups = [str(GROUPS[group.name]) for group in user.groups.all() if group.name in GROUPS]
    roles = [
        f"{membership.organization} · {membership.get_role_display()}"
        for membership in user.memberships.all()
    ]
    return "; ".join([*groups, *roles])


def _cards(language_code: str) -> list[TestCard]:
    lang = language(language_code, "")
    cards = []
    for number in SHOWN:
        card = CARDS[number]
        effect = word(card.decline_code or "", lang) if card.code else word("ok", lang)
        if card.disputed:
            effect += word("disputed", lang)
        shown = " ".join(number[start : start + 4] for start in range(0, 16, 4))
        cards.append(TestCard(shown, f"3-D Secure → {effect}" if card.challenge else effect))
    return cards
