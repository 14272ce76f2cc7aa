"""How often one address or one network may have stock held: counted in the cache that all web processes share."""

from dataclasses import dataclass
from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest

from accounts import networks
from marketplace.errors import MarketError


@dataclass(frozen=True)
class Limit:
    """At most so many times within so many seconds."""

    times: int
    seconds: int


QUOTES_PER_NETWORK = Limit(times=30, seconds=600)
QUOTES_PER_ADDRESS = Limit(times=12, seconds=600)
REPORTS_PER_NETWORK = Limit(times=10, seconds=3600)


def count(purpose: str, who: str, limit: Limit) -> None:
    """Count one act of ``who``. Raises MarketError ``rate_limited`` beyond the limit."""
    key = f"market:{purpose}:{sha256(who.encode()).hexdigest()[:32]}"
    cache.add(key, 0, limit.seconds)
    try:
        times = cache.incr(key)
    except ValueError:  # it ran out between the two calls
        cache.set(key, 1, limit.seconds)
        times = 1
    if times > limit.times:
        raise MarketError("rate_limited")


def count_quote(request: HttpRequest, email: str) -> None:
    """Count one more quote from this network and for this address."""
    count("quote-ip", networks.address_of(request), QUOTES_PER_NETWORK)
    count("quote-mail", email.strip().lower(), QUOTES_PER_ADDRESS)


def count_report(request: HttpRequest) -> None:
    """Count one more report of a differing name from this network."""
    count("report-ip", networks.address_of(request), REPORTS_PER_NETWORK)
