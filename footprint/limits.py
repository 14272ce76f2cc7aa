"""How often one network may have files read or results stored; counted in the shared cache."""

from hashlib import sha256

from django.core.cache import cache
from django.http import HttpRequest

from accounts import networks

SECONDS = 600
FILES = 20
RESULTS = 30


def within(request: HttpRequest, purpose: str, times: int) -> bool:
    """Count one more act of this network; False once it has had its share of ten minutes."""
    network = sha256(networks.address_of(request).encode()).hexdigest()[:32]
    key = f"footprint:{purpose}:{network}"
    cache.add(key, 0, SECONDS)
    try:
        return cache.incr(key) <= times
    except ValueError:  # it ran out between the two calls
        cache.set(key, 1, SECONDS)
        return True
