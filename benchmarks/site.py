"""The site with a database of its own, as the tests have it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager


def start(database: str) -> None:
    """Set Django up on this database of the throw-away server."""
    import django

    from tests import environment  # noqa: F401 - starts the servers and sets the environment

    django.setup()
    logging.disable(logging.WARNING)
    from django.db import connections

    connections["default"].settings_dict["NAME"] = database


@contextmanager
def database() -> Iterator[str]:
    """A fresh clone of the migrated template, dropped afterwards."""
    import django

    from tests import environment  # noqa: F401

    django.setup()
    logging.disable(logging.WARNING)
    from tests import databases

    name = "benchmarks"
    databases.drop(name)
    databases.clone(name, source=databases.template())
    try:
        yield name
    finally:
        from django.db import connections

        connections.close_all()
        databases.drop(name)
