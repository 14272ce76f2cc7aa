"""Where a request comes from, as everything that is counted by network sees it: proxies are trusted in one place."""

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the client's address, behind trusted proxies the one that they saw; nothing where there is none."""
    try:
        address: str = get_adapter(request).get_client_ip(request)
    except PermissionDenied:
        return ""
    return address
