"""Celery's part: setting long reports, and waking up for imports, whose work stands in the database."""

import uuid

from celery import shared_task

from footprint import report_files
from footprint.imports import jobs


@shared_task(name="footprint.make_report", ignore_result=True)
def make_report(public_id: str, language: str) -> None:
    """Make a report and keep it; safe to run twice."""
    report_files.make(uuid.UUID(public_id), language)


@shared_task(name="footprint.read_import", ignore_result=True, acks_late=True)
def read_import(job_id: int) -> bool:
    """Read one uploaded file; say whether it was finished here."""
    return jobs.work(job_id)


@shared_task(name="footprint.sweep_imports", ignore_result=True)
def sweep_imports() -> int:
    """Take up lost jobs and forget old ones; called by the clock."""
    return jobs.sweep()
