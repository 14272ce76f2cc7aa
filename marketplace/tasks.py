"""Celery's part: waking up. What is to be done stands in the outbox."""

from celery import shared_task
from django.core.cache import cache

from marketplace import clock, outbox

HEARTBEAT_KEY = "marketplace:worker-heartbeat"
HEARTBEAT_SECONDS = 120


@shared_task(name="marketplace.drain", ignore_result=True)
def drain() -> int:
    """Act on what waits in the outbox; return how many messages were done."""
    return outbox.answer()


@shared_task(name="marketplace.sweep", ignore_result=True)
def sweep() -> int:
    """The same, called by the clock: finds what a lost wake-up call left behind."""
    return outbox.drain()


@shared_task(name="marketplace.heartbeat", ignore_result=True)
def heartbeat() -> None:
    """Leave a sign of life (ISO time, kept for two minutes) that ``/readyz`` looks for."""
    cache.set(HEARTBEAT_KEY, clock.now().isoformat(), HEARTBEAT_SECONDS)
