"""How many pages an act touches: each of its statements under EXPLAIN (ANALYZE, BUFFERS), then for real."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

EXPLAINED = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


def touched(act: Callable[[], object]) -> int:
    """Return the pages of 8 KiB, found in memory or read, over all statements of the act; what it does is kept."""
    from django.db import connection, transaction

    total = 0

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal total
        if not many and sql.lstrip().upper().startswith(EXPLAINED):
            with context["cursor"].connection.cursor() as cursor:
                cursor.execute("SAVEPOINT pages")
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
                said = cursor.fetchone()[0]
                plan = (json.loads(said) if isinstance(said, str) else said)[0]["Plan"]
                total += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
                cursor.execute("ROLLBACK TO SAVEPOINT pages")
        return execute(sql, params, many, context)

    with transaction.atomic(), connection.execute_wrapper(explain):
        act()
    return total
