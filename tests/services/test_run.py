"""`make run` for real: it starts, survives kill -9, ends without a trace, and finds its data again."""

import os
import signal
import stat
import sys
from collections.abc import Iterator
from functools import partial

import psycopg
import pytest

from config.services import ports, postgres, processes
from tests import databases
from tests.environment import SERVERS
from tests.services.running import Running, prefill, processes_of, remove, scratch_folder

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]


@pytest.fixture
def site(template_database: str) -> Iterator[Running]:
    folder = scratch_folder()
    prefill(folder, source_url=databases.url(SERVERS.postgres.owner_url, template_database))
    running = Running(folder)
    yield running
    if running.process is not None and running.process.poll() is None:
        running.interrupt()
    left = processes_of(folder)
    remove(folder)
    assert left == []


def test_a_run_survives_kill_9_ends_without_a_trace_and_finds_its_data_again(site: Running) -> None:
    said = site.start(seconds=300)
    assert site.address in said
    assert stat.S_IMODE((site.folder / "run.env").stat().st_mode) == 0o600
    leave_a_mark(site)

    every_part_comes_back_after_kill_9(site)

    # A few seconds on an idle machine; what does not listen is ended by force after five.
    assert site.interrupt() < 25
    assert processes_of(site.folder) == []
    assert ports.is_free(site.port)

    site.start(seconds=300)
    assert mark_is_there(site)
    nothing_stays_when_the_starter_itself_is_killed(site)


def every_part_comes_back_after_kill_9(site: Running) -> None:
    before = site.pids()
    assert set(before) == {"postgres", "valkey", "web", "worker", "beat", "stripe", "mail"}
    for pid in before.values():
        os.kill(pid, signal.SIGKILL)
    assert processes.wait_until(partial(all_are_new, site, before), seconds=15)
    assert processes.wait_until(site.is_ready, seconds=240)


def nothing_stays_when_the_starter_itself_is_killed(site: Running) -> None:
    assert site.process is not None
    site.process.kill()
    site.process.wait()
    assert processes.wait_until(lambda: processes_of(site.folder) == [], seconds=40)


def all_are_new(site: Running, before: dict[str, int]) -> bool:
    now = site.pids()
    return set(now) == set(before) and not set(now.values()) & set(before.values())


def leave_a_mark(site: Running) -> None:
    with psycopg.connect(cluster(site).url(postgres.OWNER)) as connection:
        connection.execute("CREATE TABLE a_mark AS SELECT 7 AS value")


def mark_is_there(site: Running) -> bool:
    with psycopg.connect(cluster(site).url(postgres.OWNER)) as connection:
        return connection.execute("SELECT value FROM a_mark").fetchone() == (7,)


def cluster(site: Running) -> postgres.Cluster:
    found = postgres.load(site.folder / "postgres")
    assert found is not None
    return found
