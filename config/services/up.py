"""Start everything, keep it running, and end it all on Ctrl-C."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from config.services import parts, postgres, processes, runenv, steps, supervision, valkey
from config.services.banner import banner
from config.services.console import complain, say
from config.services.paths import BASE_DIR, ServiceError, var_dir

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class _Stopped(Exception):
    """Somebody pressed Ctrl-C or sent a signal."""


def up() -> int:
    """Run the whole marketplace until it is stopped; return the exit code."""
    for number in _STOP_SIGNALS:
        signal.signal(number, _raise_stopped)
    folder = var_dir()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "logs").mkdir(exist_ok=True)
    try:
        with _only_one(folder):
            return _run(folder)
    except ServiceError as error:
        complain(str(error))
        return 1
    except _Stopped:
        return 130


def _raise_stopped(_number: int, _frame: FrameType | None) -> None:
    raise _Stopped


def _run(folder: Path) -> int:
    started = time.monotonic()
    _end_leftovers(folder)
    run = parts.plan(os.environ, remembered=runenv.read())
    runenv.write(run.settings)
    os.environ.update(run.settings)
    socket = supervision.socket_path(folder)
    conf = folder / "supervisord.conf"
    conf.write_text(supervision.configuration(run.programs, folder=folder, socket=socket))
    daemon = _start_supervisord(conf, folder)
    try:
        steps.prepare(run)
        supervision.Supervisor(socket).start_site()
        steps.wait_for_site(run, given_up=lambda: daemon.poll() is not None)
        say(banner(run, seconds=time.monotonic() - started))
        code = daemon.wait()
        raise ServiceError(f"The supervisor ended by itself (exit code {code}); see {folder}/logs.")
    except _Stopped:
        say("\nStopping …")
        return 0
    finally:
        _stop_supervisord(daemon)
        _end_leftovers(folder)


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Hold this data folder for us alone; the lock goes with the process, however it dies."""
    with (folder / "run.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            address = runenv.read().get("SITE_URL", "")
            raise ServiceError(f"It is already running: {address}") from None
        yield


def _end_leftovers(folder: Path) -> None:
    """End what a killed run left behind, so that data and ports are free again."""
    note = folder / "supervisord.pid"
    if note.exists() and note.read_text().strip().isdigit():
        conf = str(folder / "supervisord.conf")
        processes.stop(int(note.read_text()), command=conf, how=signal.SIGTERM)
    cluster = postgres.load(folder / "postgres")
    server = postgres.server_pid(cluster) if cluster else None
    if cluster and server:
        processes.stop(server, command=str(cluster.data), how=signal.SIGINT)
    broker = valkey.load(folder / "valkey")
    store = valkey.server_pid(broker) if broker else None
    if store:
        processes.stop(store, command="valkey-server", how=signal.SIGTERM)


def _start_supervisord(conf: Path, folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "supervisor.supervisord", "-n", "-c", str(conf)]
    with (folder / "logs" / "supervisord.out").open("wb") as output:
        # A session of its own: Ctrl-C and a closing terminal reach us, and we end it in order.
        return subprocess.Popen(
            supervision.tethered(command, signal="TERM"),
            cwd=BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def _stop_supervisord(daemon: subprocess.Popen[bytes]) -> None:
    for number in _STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    daemon.terminate()
    try:
        daemon.wait(timeout=45)
    except subprocess.TimeoutExpired:
        daemon.kill()
        daemon.wait()
