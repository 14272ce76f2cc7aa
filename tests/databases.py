"""Databases for tests: migrated once into a template, cloned for every worker and every committing test.

A clone takes about 0.15 s; migrating takes half a minute. So the template is named by what made it and kept.
The libraries' tables (and accounts, on which they hang) form a first stage of their own, so that a change of our
migrations costs seconds.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.environment import HOME, SERVERS

ROOT = Path(__file__).resolve().parent.parent
OURS = ("accounts", "footprint", "marketplace", "events", "cms", "demo")


def url(address: str, database: str) -> str:
    """Return the same server's address with another database."""
    return urlunsplit(urlsplit(address)._replace(path=f"/{database}"))


def template() -> str:
    """Return the name of the migrated template, made if it is not there yet."""
    libraries = f"tpl_libs_{_digest([ROOT / 'requirements-dev.lock'], 'accounts')}"
    whole = f"tpl_{_digest(sorted((ROOT / 'marketplace').rglob('secure_database.py')), *OURS)}_{libraries[-6:]}"
    with _lock():
        if not _exists(libraries):
            _build(libraries, source="template0", stage="libraries")
        if not _exists(whole):
            _build(whole, source=libraries, stage="all")
    return whole


def clone(name: str, *, source: str) -> None:
    """Make a database as a copy of the source."""
    with _admin() as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY = FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(source)
            )
        )


def drop(name: str) -> None:
    """Remove a database, whoever is connected; only the superuser may end autovacuum's and its own sessions."""
    superuser = url(SERVERS.postgres.superuser_url, "postgres")
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def _build(name: str, *, source: str, stage: str) -> None:
    scratch = f"{name}_making"
    drop(scratch)
    clone(scratch, source=source)
    environment = os.environ | {
        "DATABASE_URL": url(SERVERS.postgres.app_url, scratch),
        "DATABASE_OWNER_URL": url(SERVERS.postgres.owner_url, scratch),
        "PYTHONPATH": str(ROOT),
    }
    made = subprocess.run(
        [sys.executable, "-m", "tests.migrate_stage", stage],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    if made.returncode:
        drop(scratch)
        raise RuntimeError(
            f"The template database could not be migrated:\n{made.stdout}\n{made.stderr}"
        )
    with _admin() as connection:
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(scratch), sql.Identifier(name)
            )
        )


def _digest(extra: list[Path], *apps: str) -> str:
    digest = hashlib.sha256()
    files = [path for app in apps for path in (ROOT / app).rglob("migrations/*")]
    for path in sorted([*files, *extra]):
        if path.is_file() and path.suffix in {".py", ".sql", ".lock"}:
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def _exists(name: str) -> bool:
    with _admin() as connection:
        return (
            connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            is not None
        )


def _admin() -> psycopg.Connection:
    return psycopg.connect(url(SERVERS.postgres.owner_url, "postgres"), autocommit=True)


@contextmanager
def _lock() -> Iterator[None]:
    HOME.mkdir(parents=True, exist_ok=True)
    with (HOME / "template.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
