"""Files that wait for a worker: sealed, read once, taken up again when a worker dies, forgotten in time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from footprint.errors import CalculationError
from footprint.imports import jobs
from footprint.imports.models import ImportFile, ImportJob
from tests.footprint.spreadsheets import as_csv

pytestmark = pytest.mark.django_db
TRAIN = ("广州", "深圳", 110, 30, "", "高铁", "", "是")
HEAD = ("出发地", "目的地", "单程公里数", "人数", "比例", "交通方式", "舱位", "是否往返", "姓名")
CONTENT = as_csv([(*TRAIN, "张三丰")], head=HEAD)
State = ImportJob.State


@pytest.fixture
def woken(monkeypatch) -> list[int]:
    """Ids of the jobs that a worker was told of; nothing is sent."""
    told: list[int] = []
    monkeypatch.setattr(jobs, "_wake", told.append)
    return told


@pytest.fixture
def queued(monkeypatch, woken) -> ImportJob:
    """A file too large to be read in the request."""
    monkeypatch.setitem(jobs.AT_ONCE, "csv", 10)
    return start()


def start(content: bytes = CONTENT, **said: object) -> ImportJob:
    return jobs.start(
        "名单.csv", content, **{"purpose": "travel", "form": "event", "created_by": None} | said
    )


def age(job: ImportJob, **ages: timedelta) -> None:
    """Make a job as old as this."""
    ImportJob.objects.filter(pk=job.pk).update(
        **{name: timezone.now() - by for name, by in ages.items()}
    )


def test_a_small_file_is_read_at_once_and_never_stored():
    job = start()
    assert (job.state, job.result["file"]["rows"]) == (State.DONE, 1)
    assert not ImportFile.objects.exists()
    assert "张三丰" not in str(job.result)


def test_a_large_one_waits_sealed_and_is_gone_once_read(queued):
    assert queued.state == State.QUEUED
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM footprint_importfile")
        assert "张三丰".encode() not in bytes(cursor.fetchone()[0])
    assert jobs.work(queued.pk)
    queued.refresh_from_db()
    assert (queued.state, queued.result["file"]["rows"]) == (State.DONE, 1)
    assert not ImportFile.objects.exists()


def test_a_worker_is_told_after_the_transaction(
    monkeypatch, woken, django_capture_on_commit_callbacks
):
    monkeypatch.setitem(jobs.AT_ONCE, "csv", 10)
    with django_capture_on_commit_callbacks(execute=True):
        job = start()
        assert not woken
    assert woken == [job.pk]


def test_reading_twice_is_reading_once(queued):
    assert jobs.work(queued.pk)
    assert not jobs.work(queued.pk)


def test_a_file_that_cannot_be_read_says_so_and_is_gone(monkeypatch, woken):
    monkeypatch.setitem(jobs.AT_ONCE, "csv", 10)
    job = start(b"one,two\n1,2\n3,4\n")
    assert jobs.work(job.pk)
    job.refresh_from_db()
    assert job.state == State.FAILED and "heading" in job.error["message"]["en"]
    assert not ImportFile.objects.exists()


def test_a_job_whose_worker_died_is_taken_up_again(queued, woken):
    ImportJob.objects.filter(pk=queued.pk).update(state=State.RUNNING, attempts=1)
    assert jobs.sweep() == 0  # it may still be read
    assert not jobs.work(queued.pk)
    age(queued, alive_at=jobs.LOST_AFTER + timedelta(seconds=1))
    assert jobs.sweep() == 1 and woken == [queued.pk]
    assert jobs.work(queued.pk)


def test_a_worker_thought_dead_does_not_overwrite_the_one_that_took_over(queued, monkeypatch):
    def interrupted(*args: object, **kwargs: object) -> dict[str, object]:
        age(queued, alive_at=jobs.LOST_AFTER + timedelta(seconds=1))
        monkeypatch.undo()
        assert jobs.work(queued.pk)
        return {"late": True}

    monkeypatch.setattr("footprint.imports.readings.read", interrupted)
    assert not jobs.work(queued.pk)
    queued.refresh_from_db()
    assert queued.result["file"]["rows"] == 1


def test_after_three_interruptions_it_says_what_to_do(queued):
    ImportJob.objects.filter(pk=queued.pk).update(state=State.RUNNING, attempts=3)
    age(queued, alive_at=jobs.LOST_AFTER + timedelta(seconds=1))
    assert jobs.sweep() == 0
    queued.refresh_from_db()
    assert queued.state == State.FAILED and "Upload the file again" in queued.error["message"]["en"]
    assert not ImportFile.objects.exists()


def test_a_call_that_the_broker_lost_is_made_again_but_not_every_time(queued, woken):
    age(queued, alive_at=jobs.UNHEARD_AFTER + timedelta(seconds=1))
    assert (jobs.sweep(), jobs.sweep()) == (1, 0)
    assert woken == [queued.pk]


def test_after_a_day_what_was_read_is_deleted_and_after_a_week_the_job(queued):
    done = start(CONTENT[:-1] + b"!")
    for job in (queued, done):
        age(job, created_at=timedelta(days=2), expires_at=timedelta(hours=1))
    jobs.sweep()
    assert {job.state for job in ImportJob.objects.all()} == {State.EXPIRED}
    assert not ImportFile.objects.exists() and not ImportJob.objects.exclude(result=None).exists()
    for job in (queued, done):
        age(job, created_at=timedelta(days=12), expires_at=timedelta(days=8))
    jobs.sweep()
    assert not ImportJob.objects.exists()


def test_only_who_uploaded_a_file_sees_it(citizen, organizer):
    from django.contrib.auth.models import AnonymousUser

    job = start(created_by=citizen)
    seen = {
        "its uploader": jobs.visible(job.public_id, user=citizen, started_here=[]),
        "the same session": jobs.visible(
            job.public_id, user=AnonymousUser(), started_here=[str(job.public_id)]
        ),
        "another": jobs.visible(job.public_id, user=organizer, started_here=[]),
        "a stranger": jobs.visible(job.public_id, user=AnonymousUser(), started_here=[]),
    }
    assert [who for who, found in seen.items() if found] == ["its uploader", "the same session"]


def test_another_ending_is_refused_before_anything_is_stored():
    with pytest.raises(CalculationError, match=r"\.csv and \.xlsx"):
        jobs.start("a.xls", b"x", purpose="travel", form="event", created_by=None)
    assert not ImportJob.objects.exists()


@pytest.mark.parametrize(
    ("change", "wall"),
    [
        ({"state": "done"}, "import_result_of_its_state"),
        ({"state": "odd"}, "import_result_of_its_state"),
        ({"purpose": "gossip"}, "import_purpose_known"),
        ({"expires_at": timezone.now() - timedelta(days=400)}, "import_expires_later"),
    ],
)
def test_the_database_refuses_a_job_that_makes_no_sense(queued, change, wall):
    with pytest.raises(IntegrityError, match=wall), transaction.atomic():
        ImportJob.objects.filter(pk=queued.pk).update(**change)
