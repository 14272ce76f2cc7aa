"""What certificates do with messages from the outbox."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from marketplace import clock, outbox
from marketplace.certificates import annotations, files

LONGEST_WAIT = timedelta(minutes=5)


@outbox.handler("render_certificate")
def render_certificate(payload: Mapping[str, Any]) -> None:
    """Make the PDF of ``statement_id``; while the log hasn't sealed it, ask for both again a little later.

    Waiting is no failure, so it is a message of its own and can't run out of attempts.
    """
    statement_id, waited = payload["statement_id"], payload.get("waited", 0)
    if files.make(statement_id) is not None:
        return
    key = f"{statement_id}:{waited + 1}"
    later = clock.now() + min(timedelta(seconds=1 + waited * waited), LONGEST_WAIT)
    outbox.put("seal_log", f"certificate:{key}")
    outbox.put(
        "render_certificate",
        key,
        {"statement_id": statement_id, "waited": waited + 1},
        due_at=later,
    )


@outbox.handler("annotate_certificate")
def annotate_certificate(payload: Mapping[str, Any]) -> None:
    """Note what payments learned: {"retirement": public id, "kind", "reference", "at": ISO time}."""
    annotations.annotate(
        retirement=payload["retirement"],
        kind=payload["kind"],
        reference=payload["reference"],
        at=datetime.fromisoformat(payload["at"]),
    )
