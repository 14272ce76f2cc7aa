"""Celery's part: sealing what waits, the daily audit, the nightly open data."""

from celery import shared_task

from marketplace.registry import log


@shared_task(name="registry.seal", ignore_result=True)
def seal() -> int:
    """Give waiting leaves their place; return the log's size, 0 when nothing waited."""
    size = 0
    while checkpoint := log.seal():
        size = checkpoint.size
    return size


@shared_task(name="registry.audit", ignore_result=True)
def audit() -> bool:
    """Run all checks, store what they found for the status page, and say whether all passed."""
    from marketplace.registry import auditing

    return auditing.run_and_store().passed


@shared_task(name="registry.publish_open_data", ignore_result=True)
def publish_open_data() -> int:
    """Make a new edition of the open data; return how many files it has."""
    from marketplace.registry.opendata import publishing

    return publishing.publish().files.count()
