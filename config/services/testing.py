"""A throw-away PostgreSQL and Valkey for test sessions, shared and reused.

Several pytest processes may ask at once, and a session that was killed leaves its servers
running: a lock file decides who starts them, and whoever comes later finds and reuses them.
``ZHONGHE_TEST_STOP=1`` ends them with the session; ``ZHONGHE_TEST_DURABLE=1`` starts a database
that waits for the disk, as in production: for measuring.
"""

import fcntl
import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from config.services import ports, postgres, processes, valkey
from config.services.paths import ServiceError, service_user, var_dir

_SERVERS = "ZHONGHE_TEST_SERVERS"


@dataclass(frozen=True)
class PostgresServer:
    """A running test cluster: its addresses by role, and how to end it."""

    owner_url: str
    app_url: str
    superuser_url: str
    stop: Callable[[], None]


@dataclass(frozen=True)
class ValkeyServer:
    """A running test broker: its address, and how to end it."""

    url: str
    stop: Callable[[], None]


@dataclass(frozen=True)
class TestServers:
    """Both servers of a test session."""

    __test__ = False

    postgres: PostgresServer
    valkey: ValkeyServer

    def stop(self) -> None:
        """End both servers; safe to call when they are gone."""
        self.valkey.stop()
        self.postgres.stop()


def ensure_servers(folder: Path | None = None) -> TestServers:
    """Return the test session's servers, started unless they run already.

    They live in ``VAR_DIR/test``, and processes started by this one (xdist's workers) look in
    the same place, whatever VAR_DIR has become. Takes three seconds at first, 50 ms later.
    """
    home = folder or Path(os.environ.setdefault(_SERVERS, str(var_dir() / "test")))
    home.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time(home / "lock"):
        return TestServers(
            postgres=start_postgres(home / "postgres", fsync=durable_wanted()),
            valkey=start_valkey(home / "valkey"),
        )


def durable_wanted() -> bool:
    """Say whether a commit shall reach the disk (ZHONGHE_TEST_DURABLE=1)."""
    return os.environ.get("ZHONGHE_TEST_DURABLE") == "1"


def stop_wanted() -> bool:
    """Say whether servers shall end with the session (ZHONGHE_TEST_STOP=1)."""
    return os.environ.get("ZHONGHE_TEST_STOP") == "1"


def start_postgres(folder: Path, *, fsync: bool) -> PostgresServer:
    """Return a running cluster kept in this folder: reused, restarted or created.

    ``fsync=False`` is for data that may be lost; such a cluster is made anew when it does not
    come up again. Its owner may create databases. Raises ServiceError with the log's end.
    """
    cluster = postgres.load(folder)
    if cluster is None or not _postgres_is_up(cluster, fsync=fsync):
        if cluster is not None:
            _stop_postgres(cluster)
        if cluster is not None and fsync:
            raise ServiceError(_end_of(folder / "postgres.log"))
        shutil.rmtree(folder, ignore_errors=True)
        cluster = postgres.create(folder, port=ports.choose(), durable=fsync)
        if not _postgres_is_up(cluster, fsync=fsync):
            raise ServiceError(_end_of(folder / "postgres.log"))
        postgres.prepare_roles(cluster, owner_creates_databases=True)
    return PostgresServer(
        owner_url=cluster.url(postgres.OWNER),
        app_url=cluster.url(postgres.APP),
        superuser_url=cluster.url(postgres.SUPERUSER),
        stop=partial(_stop_postgres, cluster),
    )


def _postgres_is_up(cluster: postgres.Cluster, *, fsync: bool) -> bool:
    if postgres.answers(cluster):
        return True
    postgres.forget_dead_server(cluster)
    if postgres.server_pid(cluster) is None:
        processes.spawn(
            # Who waits for the disk measures large tables, as a site's own server has them: in memory.
            cluster.command(fsync=fsync, buffers="1GB" if fsync else "128MB"),
            log=cluster.folder / "postgres.log",
            cwd=cluster.data,
            user=service_user(),
        )
    return processes.wait_until(partial(postgres.answers, cluster), seconds=20)


def _stop_postgres(cluster: postgres.Cluster) -> None:
    pid = postgres.server_pid(cluster)
    if pid is not None:
        processes.stop(pid, command=str(cluster.data), how=signal.SIGINT)


def start_valkey(folder: Path) -> ValkeyServer:
    """Return a running broker kept in this folder: reused or started on a free port."""
    broker = valkey.load(folder)
    if broker is None or not valkey.answers(broker):
        broker = valkey.prepare(folder, port=ports.choose())
        log = folder / "valkey.log"
        processes.spawn(broker.command(), log=log, cwd=broker.data, user=service_user())
        if not processes.wait_until(partial(valkey.answers, broker), seconds=10):
            raise ServiceError(_end_of(log))
    return ValkeyServer(url=broker.url, stop=partial(_stop_valkey, broker))


def _stop_valkey(broker: valkey.Broker) -> None:
    pid = valkey.server_pid(broker)
    if pid is not None:
        processes.stop(pid, command="valkey-server", how=signal.SIGTERM)


def _end_of(log: Path) -> str:
    lines = log.read_text(errors="replace").splitlines()[-15:] if log.exists() else []
    return f"The server did not start; the end of {log}:\n" + "\n".join(lines)


@contextmanager
def _one_at_a_time(lock: Path) -> Iterator[None]:
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
