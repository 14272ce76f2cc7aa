"""Celery's part: look for anomalies."""

from celery import shared_task

from marketplace.supervision import anomalies


@shared_task(name="supervision.scan", ignore_result=True)
def scan() -> int:
    """Look for what is wrong; return how many lines are new or open again."""
    return anomalies.scan()
