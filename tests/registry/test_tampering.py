"""Each column of each table of evidence, changed once by a superuser: every change is found."""

import random

import pytest

from tests.registry import tampering
from tests.registry.test_audit import as_superuser  # noqa: F401 - a fixture


@pytest.mark.parametrize("seed", [1, 2, 6])
def test_a_change_of_any_field_of_evidence_is_found(as_superuser, seed):  # noqa: F811
    chance = random.Random(seed)
    missed, tried = [], 0
    for table, column, kind in tampering.columns():
        key = tampering.random_key(table, chance, saying=column)
        assert key is not None, table
        tried += 1
        if not tampering.try_one(tampering.Target(table, column, kind, key)):
            missed.append(f"{table}.{column}")
    assert not missed, str(missed)
    assert tried > 100
