"""Signs of life for load balancers and supervisors: no session, no language, no cache."""

from collections.abc import Callable

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from marketplace.tasks import HEARTBEAT_KEY

_CANNOT_CONNECT = (DatabaseError, RedisError, OperationalError, OSError)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer as long as the process lives; asks nothing of the database or the broker."""
    return JsonResponse({"status": "ok"})


@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer 200 when everything that a purchase needs works, else 503 naming what does not."""
    checks = {name: _works(check) for name, check in _CHECKS.items()}
    ready = all(checks.values())
    answer = {"status": "ok" if ready else "unavailable", "checks": checks}
    return JsonResponse(answer, status=200 if ready else 503)


def _works(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except _CANNOT_CONNECT:
        return False


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return True


def _migrations_are_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _broker_answers() -> bool:
    from config.celery import app

    with app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
    return True


def _worker_was_heard() -> bool:
    """A task that the scheduler sent was done by a worker in the last two minutes."""
    return cache.get(HEARTBEAT_KEY) is not None


_CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database_answers,
    "migrations": _migrations_are_applied,
    "broker": _broker_answers,
    "worker": _worker_was_heard,
}
