"""Starting one process in the background, and knowing it again later."""

import contextlib
import os
import platform
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from config.services.paths import ServiceUser


def spawn(command: Sequence[str], *, log: Path, cwd: Path, user: ServiceUser | None) -> int:
    """Start a process that outlives us, with its output appended to a file; return its pid."""
    with log.open("ab") as output:
        child = subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            env=service_environment(),
            start_new_session=True,
            **run_as(user),
        )
    return int(child.pid)


def run_as(user: ServiceUser | None) -> dict[str, Any]:
    """Return the subprocess arguments that give up root for this account."""
    if user is None:
        return {}
    return {"user": user.uid, "group": user.gid, "extra_groups": []}


def service_environment() -> dict[str, str]:
    """Return an environment without the caller's PostgreSQL variables, locale or secrets."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def is_running(pid: int, *, command: str) -> bool:
    """Say whether that pid is alive and its command line contains the given text."""
    return command in _command_line(pid)


def _command_line(pid: int) -> str:
    if platform.system() == "Linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            return ""
    shown = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)],
        capture_output=True,
        text=True,
        check=False,
    )
    return shown.stdout


def stop(pid: int, *, command: str, how: signal.Signals, seconds: float = 15.0) -> None:
    """Stop a process and wait until it is gone; by force when it does not listen."""
    if not is_running(pid, command=command):
        return
    os.kill(pid, how)
    if not wait_until(lambda: not _alive(pid, command), seconds=seconds):
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not _alive(pid, command), seconds=5.0)


def _alive(pid: int, command: str) -> bool:
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    return is_running(pid, command=command)


def wait_until(ready: Callable[[], bool], *, seconds: float, step: float = 0.05) -> bool:
    """Ask again and again until the answer is yes or the time is over; return the last answer."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            return False
        time.sleep(step)
    return True
