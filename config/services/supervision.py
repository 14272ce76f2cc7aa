"""One supervisord over all parts: its configuration, and how to talk to it."""

import os
import platform
import shlex
import shutil
import tempfile
import xmlrpc.client
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from supervisor.xmlrpc import SupervisorTransport

from config.services.paths import BASE_DIR, ServiceUser, is_root

STORES, SITE = "stores", "site"
_SOCKET_PATH_LIMIT = 100  # bytes; the operating systems allow 104 to 108


@dataclass(frozen=True)
class Program:
    """One part: its command, and how it is stopped.

    A ``sealed`` program sees none of our environment, which holds secrets.
    """

    name: str
    command: Sequence[str]
    group: str = SITE
    user: ServiceUser | None = None
    sealed: bool = False
    stop_signal: str = "TERM"
    stop_seconds: int = 5

    def section(self, logs: Path) -> str:
        """Return the program's part of supervisord.conf; a killed program is back in a second."""
        lines = [
            f"[program:{self.name}]",
            f"command={self._command_line()}",
            f"directory={_escaped('/' if self.sealed else str(BASE_DIR))}",
            f"autostart={'true' if self.group == STORES else 'false'}",
            "autorestart=true",
            "startsecs=1",
            "startretries=30",
            f"stopsignal={self.stop_signal}",
            f"stopwaitsecs={self.stop_seconds}",
            "killasgroup=true",
            "redirect_stderr=true",
            f"stdout_logfile={_escaped(str(logs / f'{self.name}.log'))}",
            "stdout_logfile_maxbytes=5MB",
            "stdout_logfile_backups=2",
        ]
        if self.user is not None:
            lines.append(f"user={self.user.name}")
        return "\n".join(lines) + "\n"

    def _command_line(self) -> str:
        words = tethered(self.command, signal=self.stop_signal)
        if self.sealed:
            words = ["/usr/bin/env", "-i", f"PATH={os.defpath}", "LC_ALL=C", "TZ=UTC", *words]
        return _escaped(shlex.join(words))


def tethered(command: Sequence[str], *, signal: str) -> list[str]:
    """Return the command so that it is signalled when its parent dies, even by ``kill -9``.

    Linux only (util-linux's setpriv); elsewhere the command is returned as it is.
    """
    setpriv = shutil.which("setpriv")
    if setpriv is None or platform.system() != "Linux":
        return list(command)
    return [setpriv, "--pdeathsig", signal, "--", *command]


def _escaped(text: str) -> str:
    """Protect what supervisor would expand."""
    return text.replace("%", "%%")


def configuration(programs: Sequence[Program], *, folder: Path, socket: Path) -> str:
    """Return the text of supervisord.conf."""
    logs = folder / "logs"
    head = [
        "[supervisord]",
        "nodaemon=true",
        "silent=true",
        f"logfile={_escaped(str(logs / 'supervisord.log'))}",
        f"pidfile={_escaped(str(folder / 'supervisord.pid'))}",
        f"childlogdir={_escaped(str(logs))}",
        *(["user=root"] if is_root() else []),
        "[unix_http_server]",
        f"file={_escaped(str(socket))}",
        "chmod=0700",
        "[rpcinterface:supervisor]",
        "supervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface",
    ]
    for priority, group in ((1, STORES), (2, SITE)):
        names = ",".join(program.name for program in programs if program.group == group)
        if names:
            head += [f"[group:{group}]", f"programs={names}", f"priority={priority}"]
    return "\n".join(head) + "\n" + "".join(program.section(logs) for program in programs)


def socket_path(folder: Path) -> Path:
    """Return where supervisord listens: in the folder, or elsewhere when that path is too long."""
    path = folder / "supervisord.sock"
    if len(os.fsencode(path)) < _SOCKET_PATH_LIMIT:
        return path
    return Path(tempfile.mkdtemp(prefix="zhonghe-")) / "supervisord.sock"


class Supervisor:
    """Calls to a running supervisord."""

    def __init__(self, socket: Path) -> None:
        transport = SupervisorTransport(None, None, f"unix://{socket}")
        self._server: Any = xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport)

    def start_site(self) -> None:
        """Start every part that needs the database."""
        self._server.supervisor.startProcessGroup(SITE, False)

    def pids(self) -> dict[str, int]:
        """Return each part's process number by its name; 0 while it does not run."""
        return {
            process["name"]: process["pid"]
            for process in self._server.supervisor.getAllProcessInfo()
        }
