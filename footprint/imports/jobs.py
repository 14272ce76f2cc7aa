"""The verbs of imports: take a file in, read it, look after the ones that were lost, forget the old.

A small file is read at once. A larger one waits sealed in the database for a worker; Celery is only the
wake-up call, and `sweep` finds what it lost. Reading twice is harmless: only the latest attempt may finish.
"""

from __future__ import annotations

import hashlib
import time
import uuid
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import User
from footprint.errors import CalculationError
from footprint.files import bounds, process
from footprint.files.refusals import refused
from footprint.imports import readings, sealing
from footprint.imports.models import ImportFile, ImportJob
from footprint.text import Text

AT_ONCE = {"csv": 400_000, "xlsx": 250_000}
"""Bytes that are read in the request: some 5,000 rows."""
KEPT = timedelta(hours=24)
REMEMBERED = timedelta(days=7)
LOST_AFTER = timedelta(seconds=process.SECONDS + 30)
"""A child has died or been ended by then; a job that gave no sign for so long has lost its worker."""
UNHEARD_AFTER = timedelta(seconds=30)
MAX_ATTEMPTS = 3
_INTERRUPTED = Text(
    "读取被中断了三次，已停止。请重新上传，或将文件拆分后分别上传。",
    "Reading was interrupted three times and has been stopped. Upload the file again, or split it.",
)
_log = structlog.get_logger(__name__)
State = ImportJob.State


def start(
    name: str, content: bytes, *, purpose: str, form: str, created_by: User | None
) -> ImportJob:
    """Take a file in, and read it at once if it is small.

    Raises CalculationError for a file that is refused before reading. A job that fails says why in `error`.
    """
    kind = process.kind_of(name)
    if len(content) > bounds.MAX_BYTES:
        raise refused("too_big")
    small = len(content) <= AT_ONCE[kind]
    job = ImportJob(
        purpose=purpose,
        form=form,
        name=Path(name).name[-80:],
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        created_by=created_by,
        expires_at=timezone.now() + KEPT,
    )
    if small:
        _read_at_once(job, content)
        return job
    with transaction.atomic():
        job.save()
        sealed = sealing.seal(content, bound_to=str(job.public_id))
        ImportFile.objects.create(job=job, sealed=sealed)
        transaction.on_commit(partial(_wake, job.pk), robust=True)
    return job


def work(job_id: int) -> bool:
    """Read a waiting file; say whether this call finished it. Safe to run twice."""
    attempt = _claim(job_id)
    if attempt is None:
        return False
    job = ImportJob.objects.select_related("file").get(pk=job_id)
    content = sealing.unseal(bytes(job.file.sealed), bound_to=str(job.public_id))
    outcome = _outcome(job, content, _Progress(job_id, attempt))
    return _finish(job_id, attempt, outcome)


def sweep() -> int:
    """Take lost jobs up again, give up what was interrupted three times, forget old ones.

    Returns how many were taken up again.
    """
    ImportJob.objects.filter(expires_at__lt=Now() - REMEMBERED).delete()
    old = ImportJob.objects.filter(expires_at__lt=Now()).exclude(state=State.EXPIRED)
    ImportFile.objects.filter(job__in=old).delete()
    old.update(state=State.EXPIRED, result=None, error=None)
    lost = ImportJob.objects.filter(
        Q(state=State.RUNNING, alive_at__lt=Now() - LOST_AFTER)
        | Q(state=State.QUEUED, alive_at__lt=Now() - UNHEARD_AFTER)
    )
    for job_id in lost.filter(attempts__gte=MAX_ATTEMPTS).values_list("pk", flat=True):
        _give_up(job_id)
    again = lost.filter(attempts__lt=MAX_ATTEMPTS)
    waiting = list(again.values_list("pk", flat=True))
    again.filter(state=State.QUEUED).update(alive_at=Now())  # not called again every few seconds
    for job_id in waiting:
        _wake(job_id)
    return len(waiting)


def visible(public_id: uuid.UUID | str, *, user: Any, started_here: list[str]) -> ImportJob | None:
    """The job, if this session or this user uploaded it."""
    try:
        job = ImportJob.objects.filter(public_id=public_id).first()
    except (ValueError, TypeError):
        return None
    if job is None:
        return None
    own = user.is_authenticated and job.created_by_id == user.pk
    return job if own or str(job.public_id) in started_here else None


def _read_at_once(job: ImportJob, content: bytes) -> None:
    outcome = _outcome(job, content, lambda rows, total: None)
    for name, value in outcome.items():
        setattr(job, name, value)
    job.attempts = 1
    job.save()


def _outcome(job: ImportJob, content: bytes, progress: process.Progress) -> dict[str, Any]:
    """The fields that say how reading ended."""
    try:
        result = readings.read(
            job.name, content, purpose=job.purpose, form=job.form, progress=progress
        )
    except CalculationError as error:
        return {"state": State.FAILED, "result": None, "error": error.as_data()}
    return {"state": State.DONE, "result": result, "error": None}


def _claim(job_id: int) -> int | None:
    """Count an attempt on a job that waits or was lost; the attempt's number, or None."""
    free = Q(state=State.QUEUED) | Q(state=State.RUNNING, alive_at__lt=Now() - LOST_AFTER)
    claimed = ImportJob.objects.filter(free, pk=job_id, attempts__lt=MAX_ATTEMPTS).update(
        state=State.RUNNING, attempts=F("attempts") + 1, alive_at=Now(), progress=0
    )
    if not claimed:
        return None
    return ImportJob.objects.values_list("attempts", flat=True).get(pk=job_id)


@transaction.atomic
def _finish(job_id: int, attempt: int, outcome: dict[str, Any]) -> bool:
    finished = ImportJob.objects.filter(pk=job_id, state=State.RUNNING, attempts=attempt).update(
        **outcome, progress=F("total"), alive_at=Now()
    )
    if finished:
        ImportFile.objects.filter(job_id=job_id).delete()
    return bool(finished)


@transaction.atomic
def _give_up(job_id: int) -> None:
    error = CalculationError("interrupted", _INTERRUPTED, field="file")
    unfinished = ImportJob.objects.filter(pk=job_id, state__in=(State.QUEUED, State.RUNNING))
    if unfinished.update(state=State.FAILED, error=error.as_data()):
        ImportFile.objects.filter(job_id=job_id).delete()
        _log.error("import_given_up", job_id=job_id)


def _wake(job_id: int) -> None:
    """Tell a worker. When the broker is away, the sweep finds the job."""
    from footprint.tasks import read_import

    read_import.apply_async(args=[job_id], retry=False, ignore_result=True)


class _Progress:
    """Writes down how far reading got, at most once a second, which is also the sign of life."""

    def __init__(self, job_id: int, attempt: int) -> None:
        self._job = ImportJob.objects.filter(pk=job_id, attempts=attempt, state=State.RUNNING)
        self._written = 0.0

    def __call__(self, rows: int, total: int) -> None:
        """Note rows read and rows in all."""
        if time.monotonic() - self._written >= 1:
            self._written = time.monotonic()
            self._job.update(progress=rows, total=total, alive_at=Now())
