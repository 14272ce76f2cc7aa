"""Places where a test may end the process, to prove that nothing is lost there.

``FAILPOINT=after_effect`` in the environment makes the process kill itself (SIGKILL) when it
reaches that point. Without the variable a point costs one comparison.
"""

import os
import signal

POINTS = frozenset(
    {
        "outbox_claimed",
        "before_effect",
        "after_effect",
        "after_done",
        "holdings_changed",
        "serials_drawn",
        "statement_written",
        "leaves_ordered",
        "checkpoint_signed",
        "money_received",
        "stock_sold",
    }
)
_WANTED = os.environ.get("FAILPOINT", "")
if _WANTED and _WANTED not in POINTS:
    raise ValueError(f"There is no failpoint {_WANTED!r}.")


def reach(point: str) -> None:
    """End the process here, if that was asked for."""
    if _WANTED and point == _WANTED:
        os.kill(os.getpid(), signal.SIGKILL)
