"""The outbox: what must happen after a transaction is written in it, and done until it is done.

``put`` inserts a row beside the business rows; Celery is only told to have a look. ``drain`` claims
one message at a time (FOR UPDATE SKIP LOCKED), runs its handler in a transaction together with the
mark "done", and moves a failed one back: 2 s, 8 s, 32 s … some three hours; after eight attempts it
is dead and shown to staff. An attempt is counted before the handler runs, in a transaction of its
own, so that a message which kills its worker can't do so for ever.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet

from marketplace import clock
from marketplace.failpoints import reach
from marketplace.models import OutboxMessage

MAX_ATTEMPTS = 8
CALLED = "marketplace:outbox-called"
CALL_SECONDS = 5
"""After so long a call counts as lost."""
Handler = Callable[[Mapping[str, Any]], None]
_HANDLERS: dict[str, Handler] = {}
_log = structlog.get_logger(__name__)


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register a function that acts on messages of this kind.

    It gets the payload, runs inside a transaction and must be safe to run twice. Raises
    ValueError when the kind has a handler already.
    """

    def register(function: Handler) -> Handler:
        if kind in _HANDLERS:
            raise ValueError(f"Two handlers for {kind!r}.")
        _HANDLERS[kind] = function
        return function

    return register


def put(
    kind: str, key: str, payload: Mapping[str, Any] | None = None, *, due_at: datetime | None = None
) -> None:
    """Ask for something to be done after this transaction, once per kind and key.

    Raises RuntimeError outside a transaction: the message would not stand or fall with its cause.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("outbox.put belongs into the transaction of what it announces.")
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO marketplace_outboxmessage
                (kind, key, payload, created_at, due_at, attempts, last_error)
            VALUES (%s, %s, %s, now(), coalesce(%s, now()), 0, '') ON CONFLICT DO NOTHING
            """,
            [kind, key, json.dumps(dict(payload or {})), due_at],
        )
    _wake_after_commit()


def _wake_after_commit() -> None:
    """Have the worker told once when this transaction commits, however much it asked for."""
    if not any(waiting[1] is _wake for waiting in connection.run_on_commit):
        transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    """Tell the worker, unless a call that no worker has begun to follow waits already: it will see this message too.

    When cache or broker are away, the sweep finds the message.
    """
    from marketplace.tasks import drain as drain_task

    if cache.add(CALLED, True, timeout=CALL_SECONDS):
        drain_task.apply_async(retry=False, ignore_result=True)


def answer() -> int:
    """Follow a call: from now on a message needs a new one. Returns how many were done."""
    cache.delete(CALLED)
    return drain()


def drain(*, limit: int = 100, kinds: tuple[str, ...] = ()) -> int:
    """Act on up to ``limit`` due messages and return how many were done.

    Called by the worker; tests call it directly. Without ``kinds`` every kind is taken.
    """
    done = 0
    for _i in range(limit):
        message_id = _claim(kinds)
        if message_id is None:
            return done
        reach("outbox_claimed")
        done += _act(message_id)
    _wake()  # there may be more
    return done


def _claim(kinds: tuple[str, ...]) -> int | None:
    """Count an attempt on the next due message and return its id."""
    with transaction.atomic():
        waiting = _waiting().filter(due_at__lte=clock.now())
        if kinds:
            waiting = waiting.filter(kind__in=kinds)
        message = waiting.select_for_update(skip_locked=True).order_by("due_at", "id").first()
        if message is None:
            return None
        message.attempts += 1
        # Until the handler has finished this row is locked; the delay matters when it is killed.
        message.due_at = clock.now() + _backoff(message.attempts)
        message.save(update_fields=["attempts", "due_at"])
        return message.id


def _act(message_id: int) -> int:
    """Run the handler and mark the message, both or neither; return 1 when it is done."""
    try:
        with transaction.atomic():
            message = _waiting().select_for_update(skip_locked=True).filter(pk=message_id).first()
            if message is None:
                return 0
            reach("before_effect")
            _HANDLERS[message.kind](message.payload)
            reach("after_effect")
            OutboxMessage.objects.filter(pk=message_id).update(done_at=clock.now(), last_error="")
        reach("after_done")
        return 1
    except Exception as error:  # noqa: BLE001 - whatever a handler raises is recorded, then tried again
        _record_failure(message_id, error)
        return 0


def _record_failure(message_id: int, error: Exception) -> None:
    text = f"{type(error).__name__}: {error}"[:2000]
    with transaction.atomic():
        now = clock.now()
        row = OutboxMessage.objects.filter(pk=message_id, done_at=None)
        row.update(last_error=text)
        row.filter(attempts__gte=MAX_ATTEMPTS).update(dead_at=now)
    _log.error("outbox_failed", message_id=message_id, error=text, exc_info=error)


def _backoff(attempts: int) -> timedelta:
    return timedelta(seconds=2 * 4 ** (attempts - 1))


def _waiting() -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(done_at=None, dead_at=None)


def counts() -> dict[str, int]:
    """Return how many messages wait and how many are dead, for the health page and staff."""
    return OutboxMessage.objects.aggregate(
        waiting=Count("pk", filter=Q(done_at=None, dead_at=None)),
        dead=Count("pk", filter=~Q(dead_at=None)),
    )


def retry(message_id: int) -> bool:
    """Give a dead message another eight attempts; say whether there was one."""
    with transaction.atomic():
        revived = OutboxMessage.objects.filter(pk=message_id).exclude(dead_at=None)
        found = revived.update(dead_at=None, attempts=0, due_at=clock.now())
        transaction.on_commit(partial(_wake), robust=True)
    return bool(found)
