"""Everything the sandbox remembers, in one SQLite file that survives a kill."""

from __future__ import annotations

import json
import secrets
import sqlite3
import string
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SCHEMA = """
create table if not exists objects (
    seq integer primary key autoincrement, id text unique not null, kind text not null,
    created integer not null, body text not null);
create index if not exists objects_kind on objects (kind, seq);
create table if not exists answers (
    key text primary key, fingerprint text not null, request_id text not null,
    status integer not null, body text not null, created integer not null);
create table if not exists deliveries (
    id integer primary key autoincrement, event_id text not null, body text not null,
    due_at real not null, attempts integer not null default 0, status text not null,
    signing text not null default 'good', answer text not null default '');
create index if not exists deliveries_due on deliveries (status, due_at);
create table if not exists jobs (
    id integer primary key autoincrement, due_at real not null, verb text not null,
    target text not null);
create table if not exists faults (name text primary key, value text not null);
"""

_ALPHABET = string.ascii_letters + string.digits


class Store:
    """One SQLite connection, one lock: every request is one transaction."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._db = sqlite3.connect(
            folder / "stripe.sqlite3", check_same_thread=False, isolation_level=None
        )
        self._db.execute("pragma journal_mode=wal")
        self._db.executescript(SCHEMA)
        self._db.execute("update deliveries set status='due' where status='sending'")
        self._depth = 0

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the lock and commit at the end, or undo everything on an error."""
        with self._lock:
            outermost = self._depth == 0
            if outermost:
                self._db.execute("begin immediate")
            self._depth += 1
            try:
                yield
            except BaseException:
                if outermost:
                    self._db.execute("rollback")
                raise
            else:
                if outermost:
                    self._db.execute("commit")
            finally:
                self._depth -= 1

    def run(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Run one statement and return its rows."""
        with self._lock:
            return self._db.execute(sql, values).fetchall()

    def put(self, item: dict[str, Any]) -> dict[str, Any]:
        """Insert or replace an object under its id."""
        self.run(
            "insert into objects (id, kind, created, body) values (?, ?, ?, ?) "
            "on conflict (id) do update set body = excluded.body",
            item["id"], item["object"], item["created"], json.dumps(item),
        )  # fmt: skip
        return item

    def get(self, object_id: str, kind: str) -> dict[str, Any] | None:
        """Return the object of this kind and id, or None."""
        rows = self.run("select body from objects where id = ? and kind = ?", object_id, kind)
        return json.loads(rows[0][0]) if rows else None

    def newest(self, kind: str) -> Iterator[dict[str, Any]]:
        """Yield all objects of a kind, newest first."""
        for (body,) in self.run("select body from objects where kind = ? order by seq desc", kind):
            yield json.loads(body)

    def later(self, verb: str, target: str, *, seconds: float) -> None:
        """Remember to do `verb` to `target` after so many seconds."""
        self.run(
            "insert into jobs (due_at, verb, target) values (?, ?, ?)",
            time.time() + seconds, verb, target,
        )  # fmt: skip

    def due_jobs(self) -> list[tuple[int, str, str]]:
        """Return the jobs whose time has come, oldest first."""
        return self.run(  # type: ignore[return-value]
            "select id, verb, target from jobs where due_at <= ? order by due_at, id", time.time()
        )


def new_id(prefix: str) -> str:
    """Return an unguessable id in Stripe's form."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(24))
