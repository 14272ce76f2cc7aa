"""The peer of the ledger: pgbench with a script that writes the same rows."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.clients import Load
from benchmarks.rounds import percentile

SCRIPT = Path(__file__).parent / "sql" / "order.pgbench.sql"


def run(
    url: str, variables: Mapping[str, int], *, clients: int, seconds: int, mode: str = "prepared"
) -> Load:
    """Run the script for so long. ``mode`` is pgbench's ``-M``. Raises RuntimeError when a client was refused."""
    from config.services.programs import postgres_bin

    address = urlsplit(url)
    with tempfile.TemporaryDirectory() as folder:
        command = [str(postgres_bin() / "pgbench"), "-n", "-M", mode, "-f", str(SCRIPT)]
        command += ["-c", str(clients), "-j", str(min(clients, 2)), "-T", str(seconds)]
        command += ["--log", f"--log-prefix={folder}/log"]
        command += [f"-D{name}={value}" for name, value in variables.items()]
        command += ["-h", str(address.hostname), "-p", str(address.port)]
        command += ["-U", str(address.username), address.path[1:]]
        environment = os.environ | {"PGPASSWORD": str(address.password)}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        times = [
            int(line.split()[2]) / 1000
            for log in Path(folder).glob("log*")
            for line in log.read_text().splitlines()
        ]
    speed = re.search(r"^tps = ([\d.]+)", done.stdout, re.MULTILINE)
    if done.returncode or speed is None or "aborted" in done.stderr:
        raise RuntimeError(f"pgbench: {done.stdout}\n{done.stderr}")
    return Load(float(speed[1]), percentile(times, 99))


def statements() -> int:
    """Return how many statements the script sends for one purchase."""
    lines = SCRIPT.read_text(encoding="utf-8").splitlines()
    return sum(1 for line in lines if line.endswith((";", "\\gset")))
