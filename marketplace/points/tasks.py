"""The clock's part in points: what has run out is written off. May run twice or late."""

from celery import shared_task

from marketplace.points import ledger


@shared_task(name="points.expire_due", ignore_result=True)
def expire_due() -> int:
    """Write off what has run out; return how many points."""
    return ledger.expire_due()
