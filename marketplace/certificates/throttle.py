"""A limit on asking, counted in the shared cache, so that all web processes count together."""

from django.core.cache import cache
from django.http import HttpRequest

from accounts import networks


def allowed(request: HttpRequest, *, what: str, limit: int, seconds: int) -> bool:
    """Count one use of ``what`` by the request's address; False once ``limit`` a window is passed.

    The address is the one that the sign-in pages count by too, so proxies are trusted in one place only.
    """
    key = f"certificates:{what}:{networks.address_of(request)}"
    if cache.add(key, 1, seconds):
        return True
    try:
        return cache.incr(key) <= limit
    except ValueError:  # the window ended between the two calls
        cache.add(key, 1, seconds)
        return True
