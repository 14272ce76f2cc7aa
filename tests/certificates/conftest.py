"""Fixtures of the certificates' tests."""

import pytest


@pytest.fixture
def own_cache(settings, request) -> None:
    """A cache that no other test session empties while this test counts."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": request.node.nodeid,
        }
    }
