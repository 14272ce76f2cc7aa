"""A process of its own for what may be killed: forked from the test, sharing nothing with it but the database."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable

from django.db import connections

from config.services import processes
from marketplace import failpoints

SECONDS = 90


def in_a_process(act: Callable[[], object], *, failpoint: str = "") -> int:
    """Do this in a process of its own, killed at the point if it gets there; return how that ended.

    1 when the act raised (its traceback is printed), minus the signal when it was killed. Fails after 90 seconds.
    """
    child, status = fork(act, failpoint=failpoint), []

    def has_ended() -> bool:
        pid, how = os.waitpid(child, os.WNOHANG)
        if pid:
            status.append(how)
        return bool(pid)

    if not processes.wait_until(has_ended, seconds=SECONDS, step=0.01):
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        raise AssertionError(f"the process did not end within {SECONDS} seconds")
    return os.waitstatus_to_exitcode(status[0])


def fork(act: Callable[[], object], *, failpoint: str = "") -> int:
    """Begin this in a process of its own and return its id; whatever the act does, the child never leaves here."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _forget_connections()
            failpoints._WANTED = failpoint
            act()
            code = 0
        except BaseException:  # noqa: BLE001 - printed here, for it must not return into the parent's pytest
            traceback.print_exc()
        finally:
            os._exit(code)
    return child


def _forget_connections() -> None:
    """Let go of what was inherited without a farewell to the server, which would end the parent's own session.

    A thread with a running event loop keeps its connections elsewhere (asgiref), so that closing before may miss one.
    """
    for connection in connections.all(initialized_only=True):
        connection.connection = None
