"""Whence a reservation without a verified organization comes: marks of the browser and of the network, never in clear.

A mark is an HMAC with the site's secret: it tells whether two reservations come from the same place, not from which.
Its first letter says what is marked: a network, which many may share, or a session.
Marks are kept with the reservation while it holds stock and forgotten after that.
"""

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts import networks
from marketplace.market import shares
from marketplace.market.models import Quote, QuoteOrigin
from marketplace.rows import insert

_SALT = "marketplace.market.origins"
LENGTH = 40


def marks(request: HttpRequest) -> tuple[str, ...]:
    """Return the marks of whoever asks: of the network, and of the browser's session where there is one."""
    known = (
        ("network", networks.address_of(request)),
        ("session", request.session.session_key or ""),
    )
    return tuple(_mark(kind, value) for kind, value in known if value)


def lasting_marks(request: HttpRequest) -> tuple[str, ...]:
    """Return the marks of somebody who reserves: a session is begun where there is none, so that it is known again."""
    if not request.session.session_key:
        request.session.create()
    return marks(request)


def keep(quote: Quote, found: tuple[str, ...]) -> None:
    """Store whence a reservation comes, in the transaction that makes it."""
    insert([QuoteOrigin(quote=quote, mark=mark) for mark in found])


def forget() -> int:
    """Delete the marks of reservations that hold nothing any more; return how many."""
    return QuoteOrigin.objects.exclude(quote__in=shares.holding()).delete()[0]


def _mark(kind: str, value: str) -> str:
    digest = salted_hmac(f"{_SALT}.{kind}", value, algorithm="sha256").hexdigest()
    return f"{kind[0]}{digest}"[:LENGTH]
