"""/healthz and /readyz: what a load balancer asks."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from marketplace.tasks import heartbeat


@pytest.fixture
def nothing_reachable(monkeypatch: pytest.MonkeyPatch, django_db_blocker) -> None:  # type: ignore[no-untyped-def]
    """A database that refuses connections."""
    with django_db_blocker.unblock():
        connection.close()
        monkeypatch.setitem(connection.settings_dict, "PORT", "1")
        yield
        connection.close()


def test_a_living_process_says_so_without_a_database(nothing_reachable: None) -> None:
    answer = Client().get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


@pytest.mark.django_db
def test_a_site_whose_worker_works_is_ready() -> None:
    heartbeat()
    answer = Client().get("/readyz")
    assert answer.json()["checks"] == {
        "database": True,
        "migrations": True,
        "broker": True,
        "worker": True,
    }
    assert answer.status_code == 200


@pytest.mark.django_db
def test_a_site_without_a_worker_is_not_ready() -> None:
    cache.clear()
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"] is False


def test_a_site_without_its_database_is_not_ready(nothing_reachable: None) -> None:
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] is False


@pytest.mark.django_db
def test_signs_of_life_set_no_cookie_and_are_not_cached() -> None:
    for address in ("/healthz", "/readyz"):
        answer = Client().get(address)
        assert not answer.cookies
        assert "no-store" in answer["Cache-Control"]
