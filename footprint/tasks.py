"""Celery's part of imports: waking up. What is to be done stands in the database."""

from celery import shared_task

from footprint.imports import jobs


@shared_task(name="footprint.read_import", ignore_result=True, acks_late=True)
def read_import(job_id: int) -> bool:
    """Read one uploaded file; say whether it was finished here."""
    return jobs.work(job_id)


@shared_task(name="footprint.sweep_imports", ignore_result=True)
def sweep_imports() -> int:
    """Take up lost jobs and forget old ones; called by the clock."""
    return jobs.sweep()
