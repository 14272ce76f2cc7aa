"""The site with a database of its own, as the tests have it; or with one that waits for the disk.

`durable()` comes first in a process that measures commits: its server is another one, with `fsync` and
`synchronous_commit` on, as in production.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

from config.services.paths import var_dir


def durable() -> None:
    """Measure on a server whose commits reach the disk; before anything of the tests is imported."""
    os.environ["ZHONGHE_TEST_SERVERS"] = str(var_dir() / "benchmarks")
    os.environ["ZHONGHE_TEST_DURABLE"] = "1"


def start(database: str) -> None:
    """Set Django up on this database of the throw-away server."""
    import django

    from tests import environment  # noqa: F401 - starts the servers and sets the environment

    django.setup()
    logging.disable(logging.WARNING)
    from django.db import connections

    connections["default"].close()
    connections["default"].settings_dict["NAME"] = database


@contextmanager
def database(name: str = "benchmarks") -> Iterator[str]:
    """A fresh clone of the migrated template, dropped afterwards."""
    import django

    from tests import environment  # noqa: F401

    django.setup()
    logging.disable(logging.WARNING)
    from tests import databases

    databases.drop(name)
    databases.clone(name, source=databases.template())
    try:
        yield name
    finally:
        from django.db import connections

        connections.close_all()
        databases.drop(name)
