"""The same request twice is one act with one answer (``Idempotency-Key``, design as Stripe's)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from marketplace import canonical, clock
from marketplace.errors import MarketError
from marketplace.models import IdempotencyKey

_KEY = re.compile(r"[\w-]{1,64}", re.ASCII)


@dataclass(frozen=True)
class Answer:
    """What a client gets: HTTP status, JSON body, and whether it was given before."""

    status: int
    body: Any
    replay: bool = False


def once(*, scope: str, key: str, request: bytes, act: Callable[[], Answer]) -> Answer:
    """Run ``act`` unless this key has its answer; the answer is stored in the act's transaction.

    ``scope`` says whose key it is and for which call (``token:7:POST /quotes``, at most 80
    characters). ``request`` is the raw body: another body with the same key is refused. A refusal
    by ``act`` (MarketError) is not stored. Raises MarketError ``idempotency_key_required``,
    ``idempotency_key_invalid``, ``idempotency_changed_payload``, ``idempotency_in_progress``.
    """
    if not key.strip():
        raise MarketError("idempotency_key_required")
    if not _KEY.fullmatch(key):
        raise MarketError("idempotency_key_invalid")
    digest = canonical.sha256(request)
    with transaction.atomic():
        if not _lock(scope, key):
            raise MarketError("idempotency_in_progress")
        known = IdempotencyKey.objects.filter(scope=scope, key=key).first()
        if known is not None:
            return _replay(known, digest)
        answer = act()
        IdempotencyKey.objects.create(
            scope=scope,
            key=key,
            request_sha256=digest,
            status=answer.status,
            body=answer.body,
            created_at=clock.now(),
        )
        return answer


def _replay(known: IdempotencyKey, digest: str) -> Answer:
    if known.request_sha256 != digest:
        raise MarketError("idempotency_changed_payload")
    return Answer(status=known.status, body=known.body, replay=True)


def _lock(scope: str, key: str) -> bool:
    """Take the key until this transaction ends; false when another one has it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"{scope}\n{key}"]
        )
        return bool(cursor.fetchone()[0])
