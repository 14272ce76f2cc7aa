"""The database is the wall: not even its owner changes a stored footprint."""

import threading
import uuid

import psycopg
import pytest
from django.db import connection

from footprint import footprints, quick
from footprint.models import Footprint


def test_not_even_the_owner_of_the_tables_changes_deletes_or_truncates(fresh_db, owner_connection):
    footprints.store(quick.estimate(10, 1).result, kind="planned")
    for statement in (
        "UPDATE footprint_footprint SET total_kg = 1",
        "DELETE FROM footprint_footprint",
        "TRUNCATE footprint_footprint CASCADE",
    ):
        with pytest.raises(psycopg.IntegrityError):
            owner_connection.execute(statement)


def test_of_many_footprints_stored_at_once_for_one_subject_exactly_one_is_current(fresh_db):
    subject = f"event:{uuid.uuid4()}"
    result = quick.estimate(10, 1).result
    start = threading.Barrier(8)
    failed: list[Exception] = []

    def store() -> None:
        try:
            start.wait()
            footprints.store(result, kind="actual", subject_ref=subject)
        except Exception as error:  # noqa: BLE001 - told to the test
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=store) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    rows = Footprint.objects.filter(subject_ref=subject)
    assert (rows.count(), rows.filter(superseded_by=None).count()) == (8, 1)
