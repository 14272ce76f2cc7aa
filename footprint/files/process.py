"""Runs the child and listens to it: what it asks is answered, what it says at the end is returned."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any

from footprint.errors import CalculationError
from footprint.files import bounds
from footprint.files.refusals import refused

SECONDS = 90
_ROOT = Path(__file__).resolve().parent.parent.parent
Answer = Callable[[list[str]], Mapping[str, object]]
Progress = Callable[[int, int], None]
"""Told how many rows have been read, and about how many there are."""


def kind_of(name: str) -> str:
    """`csv` or `xlsx`, by the file's name; raises CalculationError for any other."""
    suffix = Path(name).suffix.casefold()
    if suffix not in (".csv", ".txt", ".xlsx"):
        raise refused("format", name[-12:])
    return "xlsx" if suffix == ".xlsx" else "csv"


def run(
    task: str,
    name: str,
    content: bytes,
    *,
    answer: Answer,
    progress: Progress = lambda rows, total: None,
) -> dict[str, Any]:
    """What the child makes of a file; raises CalculationError `file_refused` when it can't be read.

    `answer` is asked what only this process knows and returns a mapping for JSON.
    """
    kind = kind_of(name)
    if len(content) > bounds.MAX_BYTES:
        raise refused("too_big")
    with _started(task, kind) as child:
        watch = threading.Timer(SECONDS, child.kill)
        watch.start()
        try:
            done = _conversation(child, content, answer=answer, progress=progress)
        except (OSError, ValueError):
            done = None
        finally:
            watch.cancel()
            child.kill()
    if done is None:
        raise refused("failed")
    if "refused" in done:
        raise refused(str(done["refused"]), str(done["detail"]))
    told: dict[str, Any] = done["done"]
    return told


def _started(task: str, kind: str) -> subprocess.Popen[bytes]:
    environment = {"PYTHONPATH": str(_ROOT), "PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "footprint.files.child", task, kind],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        env=environment, cwd=_ROOT,
    )  # fmt: skip


def _conversation(
    child: subprocess.Popen[bytes], content: bytes, *, answer: Answer, progress: Progress
) -> dict[str, Any] | None:
    """Hand the file over and listen until the child has said its last word, or died."""
    to_child, from_child = child.stdin, child.stdout
    assert to_child is not None and from_child is not None
    to_child.write(b"%d\n" % len(content))
    to_child.write(content)
    to_child.flush()
    for line in from_child:
        said: dict[str, Any] = json.loads(line)
        if "ask" in said:
            _tell(to_child, answer, said["ask"])
        elif "progress" in said:
            progress(int(said["progress"]), int(said["total"]))
        else:
            return said
    return None


def _tell(to_child: IO[bytes], answer: Answer, question: list[str]) -> None:
    try:
        told = answer(question)
    except CalculationError as error:
        told = error.as_data()
    to_child.write(json.dumps(told).encode() + b"\n")
    to_child.flush()
