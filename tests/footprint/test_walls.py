"""The database is the wall: not even its owner changes a stored footprint."""

import psycopg
import pytest

from footprint import footprints, quick


def test_not_even_the_owner_of_the_tables_changes_deletes_or_truncates(fresh_db, owner_connection):
    footprints.store(quick.estimate(10, 1).result, kind="planned")
    for statement in (
        "UPDATE footprint_footprint SET total_kg = 1",
        "DELETE FROM footprint_footprint",
        "TRUNCATE footprint_footprint CASCADE",
    ):
        with pytest.raises(psycopg.errors.IntegrityConstraintViolation):
            owner_connection.execute(statement)
