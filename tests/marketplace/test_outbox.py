"""The outbox: asked once, done once, tried again when it fails, dead after eight times."""

from datetime import timedelta

import pytest
import redis
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from marketplace import outbox
from marketplace.models import OutboxMessage


@pytest.fixture
def done(db):
    """A handler that notes what it is given; told to, it fails."""
    seen = []

    def handle(payload):
        seen.append(payload["name"])
        now = timezone.now()
        OutboxMessage.objects.create(
            kind="test_trace", key=str(len(seen)), created_at=now, due_at=now, done_at=now
        )
        if payload.get("fails"):
            raise RuntimeError("the printer is on fire")

    outbox._HANDLERS["test_kind"] = handle
    yield seen
    del outbox._HANDLERS["test_kind"]


def drain():
    return outbox.drain(kinds=("test_kind",))


def test_what_is_put_is_done_once(done):
    outbox.put("test_kind", "1", {"name": "a"})
    outbox.put("test_kind", "1", {"name": "again"})
    assert drain() == 1 and drain() == 0
    assert done == ["a"]
    assert OutboxMessage.objects.get(kind="test_kind").done_at


def test_a_message_falls_with_its_transaction(done):
    with pytest.raises(RuntimeError), transaction.atomic():
        outbox.put("test_kind", "1", {"name": "a"})
        raise RuntimeError
    assert drain() == 0


def test_a_message_needs_a_transaction(fresh_db):
    with pytest.raises(RuntimeError):
        outbox.put("test_kind", "1")


def test_what_fails_is_tried_again_later_and_its_effects_are_undone(done):
    outbox.put("test_kind", "1", {"name": "a", "fails": True})
    assert drain() == 0
    message = OutboxMessage.objects.get(kind="test_kind")
    assert (message.attempts, message.done_at) == (1, None)
    assert "on fire" in message.last_error
    assert message.due_at > timezone.now()
    assert not OutboxMessage.objects.filter(kind="test_trace").exists()
    assert drain() == 0 and done == ["a"]


def test_after_eight_attempts_a_person_looks_at_it(done):
    outbox.put("test_kind", "1", {"name": "a", "fails": True})
    for _attempt in range(10):
        OutboxMessage.objects.filter(kind="test_kind").update(due_at="2020-01-01T00:00Z")
        drain()
    message = OutboxMessage.objects.get(kind="test_kind")
    assert message.attempts == outbox.MAX_ATTEMPTS == len(done)
    assert message.dead_at and outbox.counts()["dead"] == 1
    assert outbox.retry(message.pk) and not outbox.retry(message.pk)
    message.refresh_from_db()
    assert (message.attempts, message.dead_at) == (0, None)


def test_one_failure_does_not_hold_up_the_others(done):
    outbox.put("test_kind", "1", {"name": "bad", "fails": True})
    outbox.put("test_kind", "2", {"name": "good"})
    assert drain() == 1
    assert done == ["bad", "good"]


def test_what_is_not_due_waits(done):
    outbox.put("test_kind", "1", {"name": "a"}, due_at=timezone.now() + timedelta(hours=1))
    assert drain() == 0


def test_a_kind_has_one_handler(done):
    with pytest.raises(ValueError):
        outbox.handler("test_kind")(lambda payload: None)


@pytest.fixture
def calls(settings):
    """Return a function that counts the calls waiting for a worker at the broker."""
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    broker.delete("celery")
    cache.delete(outbox.CALLED)
    yield lambda: broker.llen("celery")
    broker.delete("celery")
    cache.delete(outbox.CALLED)
    broker.close()


def test_one_call_waits_however_many_messages_there_are(calls):
    for _commit in range(3):
        outbox._wake()
    assert calls() == 1


def test_what_comes_after_a_call_was_followed_needs_another(done, calls):
    outbox._wake()
    outbox.put("test_kind", "1", {"name": "a"})
    assert outbox.answer() >= 1 and done == ["a"]
    outbox._wake()
    assert calls() == 2


def test_a_worker_that_stops_at_its_limit_calls_the_next(done, calls):
    for name in "abc":
        outbox.put("test_kind", name, {"name": name})
    assert outbox.drain(limit=2, kinds=("test_kind",)) == 2
    assert calls() == 1
