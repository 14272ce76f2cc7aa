"""What the clock calls: orders to end, payments nobody told us about."""

from __future__ import annotations

from celery import shared_task

from marketplace.payments import expiry, reconcile


@shared_task(name="payments.expire_due", ignore_result=True)
def expire_due() -> int:
    """Close sessions and end orders whose hold is over; return how many ended."""
    return expiry.expire_due_orders() + expiry.close_stale_sessions()


@shared_task(name="payments.reconcile", ignore_result=True)
def reconcile_open() -> int:
    """Read open payments and moving refunds at Stripe; return how many had changed."""
    return reconcile.reconcile()
