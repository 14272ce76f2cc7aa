"""What others take to read the same file and do nothing with it, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

_SCRIPTS = {
    "polars": "import polars; begun = now(); polars.read_excel(path)",
    "polars csv": "import polars; begun = now(); polars.read_csv(path, infer_schema=False)",
    "openpyxl": (
        "import openpyxl; begun = now(); "
        "[None for row in openpyxl.load_workbook(path, read_only=True).active.iter_rows(values_only=True)]"
    ),
}
_FRAME = """
import json, resource, sys, time
now, path = time.perf_counter, sys.argv[1]
{script}
seconds = now() - begun
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({{"seconds": seconds, "mebibytes": peak}}))
"""


def read(peer: str, path: Path) -> dict[str, float]:
    """Seconds of the bare read (imports not counted) and the process's peak memory in MiB."""
    done = subprocess.run(
        [sys.executable, "-c", _FRAME.format(script=_SCRIPTS[peer]), str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        hint = "install the dependency group benchmarks"
        raise SystemExit(f"{peer} did not run; {hint}.\n{done.stderr[-500:]}")
    answer: dict[str, float] = json.loads(done.stdout)
    return answer
