"""Slow work of footprints: setting long reports."""

import uuid

from celery import shared_task

from footprint import report_files


@shared_task(name="footprint.make_report", ignore_result=True)
def make_report(public_id: str, language: str) -> None:
    """Make a report and keep it; safe to run twice."""
    report_files.make(uuid.UUID(public_id), language)
