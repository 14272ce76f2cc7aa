"""Fixtures for every test: the databases, and the cast.

`db` is a transaction on a per-worker clone, as the site's own role. `fresh_db` is a clone for one test, in which
commits, threads and several connections are allowed; it is dropped afterwards, never flushed.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest
from django.core.cache import cache
from django.db import connections
from django.utils import translation
from hypothesis import HealthCheck, settings

from tests import databases
from tests.cast import *  # noqa: F403 - the cast's fixtures are everybody's
from tests.environment import SERVERS

# Two cores that others use, too: how long an example takes says nothing about the code.
settings.register_profile("ours", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ours")


@dataclass(frozen=True)
class Database:
    """One test database and its addresses by role."""

    name: str

    @property
    def app_url(self) -> str:
        return databases.url(SERVERS.postgres.app_url, self.name)

    @property
    def owner_url(self) -> str:
        return databases.url(SERVERS.postgres.owner_url, self.name)

    @property
    def superuser_url(self) -> str:
        return databases.url(SERVERS.postgres.superuser_url, self.name)


def _point_django_at(name: str) -> None:
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def template_database() -> str:
    return databases.template()


@pytest.fixture(scope="session")
def django_db_setup(
    template_database: str, django_db_blocker: pytest.FixtureRequest
) -> Iterator[None]:
    """One clone for this worker; tests that commit take `fresh_db` instead."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    databases.clone(name, source=template_database)
    _point_django_at(name)
    yield
    connections["default"].close()
    databases.drop(name)


@pytest.fixture
def fresh_db(
    django_db_setup: None, template_database: str, django_db_blocker: pytest.FixtureRequest
) -> Iterator[Database]:
    """A database of this test's own: commit, start threads, open connections."""
    before = connections["default"].settings_dict["NAME"]
    name = f"fresh_{uuid.uuid4().hex[:12]}"
    databases.clone(name, source=template_database)
    with django_db_blocker.unblock():
        _point_django_at(name)
        yield Database(name)
        _point_django_at(before)
    databases.drop(name)


@pytest.fixture
def owner_connection(fresh_db: Database) -> Iterator[psycopg.Connection]:
    """A connection as the owner of the tables (fresh_db only)."""
    with psycopg.connect(fresh_db.owner_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def superuser_connection(fresh_db: Database) -> Iterator[psycopg.Connection]:
    """A connection as the superuser: for tampering (fresh_db only)."""
    with psycopg.connect(fresh_db.superuser_url, autocommit=True) as connection:
        yield connection


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Rate limits, cached figures and the language of a page do not leak from one test to the next."""
    yield
    cache.clear()
    translation.deactivate()
