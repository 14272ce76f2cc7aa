"""The paper in the database: what the database itself refuses, and what happens when a worker dies."""

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import connection

from marketplace import clock
from marketplace.certificates import files
from marketplace.certificates.models import CertificateFile
from marketplace.models import OutboxMessage
from marketplace.registry import log
from tests.certificates import retired


def test_not_even_the_owner_changes_a_paper(fresh_db, owner_connection):
    row = retired.certified()
    for change in (
        "UPDATE certificates_certificatefile SET size = size + 1 WHERE id = %s",
        "UPDATE certificates_certificatefile SET content = '\\x00', erased_at = now() WHERE id = %s",
        "DELETE FROM certificates_certificatefile WHERE id = %s",
    ):
        with pytest.raises(psycopg.errors.RestrictViolation):
            owner_connection.execute(change, [row.pk])
    with pytest.raises(psycopg.errors.RestrictViolation):
        owner_connection.execute("TRUNCATE certificates_certificatefile")


def test_rendering_at_the_same_time_leaves_one_paper(fresh_db):
    row = retired.retirement()
    log.seal()
    statement = retired.statement_of(row).pk
    with ThreadPoolExecutor(max_workers=3) as pool:
        made = list(pool.map(_make_alone, [statement] * 3))
    assert len(set(made)) == 1
    assert CertificateFile.objects.count() == 1


def _make_alone(statement: int) -> str:
    try:
        return files.make(statement).sha256
    finally:
        connection.close()


@pytest.mark.parametrize(
    "failpoint", ["outbox_claimed", "before_effect", "after_effect", "after_done"]
)
def test_a_worker_killed_at_any_step_leaves_exactly_one_paper_in_the_end(fresh_db, failpoint):
    row = retired.retirement()
    log.seal()
    connection.close()
    killed = _worker(fresh_db, failpoint)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    OutboxMessage.objects.filter(done_at=None).update(due_at=clock.now())
    retired.drain()
    retired.drain()
    assert CertificateFile.objects.filter(statement=retired.statement_of(row)).count() == 1
    assert not OutboxMessage.objects.filter(kind="render_certificate", done_at=None).exists()


def _worker(database, failpoint: str) -> subprocess.CompletedProcess[str]:
    """Drain in a process of its own that kills itself at the failpoint."""
    program = (
        "import django; django.setup()\n"
        "from marketplace import outbox\n"
        "outbox.drain(kinds=('render_certificate',))\n"
    )
    environment = {**os.environ, "DATABASE_URL": database.app_url, "FAILPOINT": failpoint}
    return subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
