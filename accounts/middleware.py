"""The wall before the staff's consoles: allauth's sign-in, and a second factor in this session.

Wagtail and Django's admin each bring their own login and password routes. None of them is
served: they would let a password in without the second factor, past allauth's rate limits.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts import second_factor

CONSOLE = re.compile(r"^/(?:cms|admin|[a-z]{2}(?:-[a-z]+)?/staff)(?:/|$)")
FOREIGN_LOGIN = re.compile(
    r"^/(?:(?:cms|admin)/(?:login|password_reset|password_change)(?:/|$)"
    r"|[a-z]{2}(?:-[a-z]+)?/_util/login(?:/|$))"
)
FOREIGN_LOGOUT = re.compile(r"^/(?:cms|admin)/logout(?:/|$)")

View = Callable[[HttpRequest], HttpResponse]


class SecondFactorMiddleware:
    """Send whoever asks for a console without a proven second factor to prove it."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if FOREIGN_LOGIN.match(path):
            return self._instead_of_foreign_login(request)
        if FOREIGN_LOGOUT.match(path):
            return HttpResponseRedirect(reverse("account_logout"))
        if CONSOLE.match(path):
            detour = self._detour(request)
            if detour:
                return detour
        return self.get_response(request)

    def _detour(self, request: HttpRequest) -> HttpResponse | None:
        """Return where to go first, or None when the console may be entered.

        Raises PermissionDenied for a signed-in person who is not staff.
        """
        wanted = request.get_full_path()
        if not request.user.is_authenticated:
            return _redirect_to_sign_in(wanted)
        if not (request.user.is_staff and request.user.is_active):
            raise PermissionDenied
        if second_factor.is_proven(request):
            return None
        return HttpResponseRedirect(second_factor.address_to_prove(request, next_path=wanted))

    def _instead_of_foreign_login(self, request: HttpRequest) -> HttpResponse:
        home = "/admin/" if request.path_info.startswith("/admin/") else "/cms/"
        wanted = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
            wanted = home
        if not request.user.is_authenticated:
            return _redirect_to_sign_in(wanted)
        # A console sends a person it will not admit to its login route; going back would loop.
        if home == "/cms/" and not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied
        return self._detour(request) or HttpResponseRedirect(home)


def _redirect_to_sign_in(wanted: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': wanted})}")
