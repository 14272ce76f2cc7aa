"""A whole marketplace of a test's own: every part, started as ``make run`` starts it."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from config.services import ports, processes
from config.services.programs import postgres_bin
from config.services.supervision import Supervisor
from config.services.testing import start_postgres

ROOT = Path(__file__).resolve().parents[2]
NOT_PASSED_ON = (
    "DATABASE",
    "CELERY",
    "STRIPE",
    "EMAIL",
    "CACHE",
    "SANDBOX",
    "LOG_",
    "PDF_",
    "DJANGO",
)


@dataclass
class Running:
    """One start of the marketplace on a scratch folder and port."""

    folder: Path
    port: int = field(default_factory=ports.choose)
    process: subprocess.Popen[str] | None = None
    demo: bool = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(NOT_PASSED_ON)}
        return kept | {
            "VAR_DIR": str(self.folder),
            "PORT": str(self.port),
            "SITE_URL": self.address,
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "ZHONGHE_DEMO": "1",
        }

    def start(self, *, seconds: float = 120) -> str:
        """Start, wait until it says where it runs, and return all that it said."""
        said = (self.folder / "said.txt").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.services", "up"],
            cwd=ROOT,
            env=self.environment(),
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            text=True,
        )
        up = processes.wait_until(
            lambda: "is running" in self.said() or self.process.poll() is not None,  # type: ignore[union-attr]
            seconds=seconds,
        )
        assert up and self.process.poll() is None, self.said()
        return self.said()

    def said(self) -> str:
        return (self.folder / "said.txt").read_text()

    def interrupt(self) -> float:
        """Press Ctrl-C, as it were; return the seconds until it had ended."""
        assert self.process is not None
        before = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=40)
        return time.monotonic() - before

    def pids(self) -> dict[str, int]:
        """Return the parts' process numbers by their names."""
        supervisor = Supervisor(self.folder / "supervisord.sock")
        return {name: pid for name, pid in supervisor.pids().items() if pid}

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False


def scratch_folder() -> Path:
    """Return a folder that the database's account can reach, unlike pytest's private ones."""
    folder = Path(tempfile.mkdtemp(prefix="zh-run-"))
    folder.chmod(0o755)
    return folder


def prefill(folder: Path, *, source_url: str, with_demo: bool = False) -> None:
    """Create the run's database as a copy of a migrated one; without the demo that saves a minute."""
    server = start_postgres(folder / "postgres", fsync=True)
    program = postgres_bin()
    dump = subprocess.run(
        [program / "pg_dump", "--no-privileges", source_url], capture_output=True, check=True
    )
    subprocess.run(
        [program / "psql", "-q", "-v", "ON_ERROR_STOP=1", server.owner_url],
        input=dump.stdout,
        capture_output=True,
        check=True,
    )
    if not with_demo:
        (folder / "postgres" / "demo-loaded").touch()
    server.stop()


def processes_of(folder: Path) -> list[int]:
    """Return every process whose command line or environment names the folder (Linux)."""
    mark = os.fsencode(str(folder))
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        if int(entry.name) == os.getpid():
            continue
        try:
            seen = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if mark in seen:
            found.append(int(entry.name))
    return found


def remove(folder: Path) -> None:
    """Delete a scratch folder, the database in it included."""
    shutil.rmtree(folder, ignore_errors=True)
