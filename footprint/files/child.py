"""The process that opens a stranger's file, with little memory, little time and no way out.

Run as `python -m footprint.files.child travel|inventory csv|xlsx`. On stdin: the file's length as a
line, the file, and then answers to its questions, a line of JSON each. On stdout, a line of JSON
each: `{"ask": [from, to]}` for what only the parent knows, `{"progress": rows, "total": rows}`, and at the end
`{"done": …}` or `{"refused": word, "detail": cell}`. Columns that nobody asked for (names, addresses,
phone numbers) never leave this process. Standard library, calamine and pure modules only.
"""

from __future__ import annotations

import codecs
import decimal
import gc
import json
import sys
from decimal import Decimal
from typing import Any

import python_calamine  # noqa: F401 - loaded before `limit` forbids to open files

from footprint import text
from footprint.attendance import answer as travel_answer
from footprint.attendance.tally import Tally
from footprint.errors import CalculationError
from footprint.files import bounds, tables
from footprint.files.bounds import RefusedError
from footprint.numbers import EXACT
from footprint.workbook import answer as inventory_answer

_PRELOADED = ("gb18030", "utf-16", "utf-8-sig", "cp437")
"""Codecs are modules, and this process may open no file once it has its limits; zip names are cp437."""
TASKS = {"travel": travel_answer.of_tables, "inventory": inventory_answer.of_tables}


def main() -> int:
    """Read stdin, answer on stdout, return the exit code."""
    task, kind = sys.argv[1:]
    for encoding in _PRELOADED:
        codecs.lookup(encoding)
    decimal.setcontext(decimal.Context(prec=EXACT.prec, traps=[decimal.Inexact]))
    gc.disable()  # nothing here makes cycles, and looking for them takes a tenth of the time
    limit()
    size = int(sys.stdin.buffer.readline())
    content = sys.stdin.buffer.read(min(size, bounds.MAX_BYTES + 1))
    tally = Tally(find_ends, progress=lambda rows, total: say({"progress": rows, "total": total}))
    try:
        say({"done": TASKS[task](tables.tables(content, kind), tally)})
    except RefusedError as refused:
        say({"refused": refused.reason, "detail": refused.detail})
    return 0


def limit() -> None:
    """Give this process its limits, where the system has them: no new files, sockets or processes."""
    try:
        import resource
    except ImportError:
        return
    limits = [
        (resource.RLIMIT_AS, bounds.MEMORY_BYTES),
        (resource.RLIMIT_CPU, bounds.CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 3),
    ]
    for what, most in limits:
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):
            continue


def say(message: dict[str, Any]) -> None:
    """One line to the parent."""
    sys.stdout.write(json.dumps(message, ensure_ascii=True, separators=(",", ":")))
    sys.stdout.write("\n")
    sys.stdout.flush()


def find_ends(start: str, end: str) -> tuple[str, Decimal]:
    """Ask the parent what lies between two places."""
    say({"ask": [start, end]})
    told = json.loads(sys.stdin.buffer.readline())
    if "code" in told:
        message = text.from_data(told["message"])
        raise CalculationError(told["code"], message, field=told["field"])
    return told["route"], Decimal(told["km"])


if __name__ == "__main__":
    sys.exit(main())
