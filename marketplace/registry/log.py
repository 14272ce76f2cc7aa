"""The public log: sealing leaves into the tree, signing its root, proving what is in it.

``seal`` runs in the worker, never inside a purchase. Positions are given once, in the order in which
leaves are found; the tree's inner nodes are kept, so that a proof reads some twenty rows.
"""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.conf import settings
from django.db import connection, transaction

from marketplace import canonical, clock
from marketplace.failpoints import reach
from marketplace.registry import merkle, signing
from marketplace.registry.models import Checkpoint, LogEntry, LogLeaf, LogNode

BATCH = 20_000
_SEALER_LOCK = 0x5A48_4C4F  # "ZHLO": one sealer at a time
Result = TypeVar("Result")


@dataclass(frozen=True)
class CheckpointText:
    """A checkpoint as its text says it."""

    origin: str
    size: int
    root: bytes
    at: str


def seal(*, limit: int = BATCH) -> Checkpoint | None:
    """Give up to ``limit`` waiting leaves their positions and sign the new root.

    Returns the new checkpoint, or None when nothing waited. Waits for another sealer.
    """
    with transaction.atomic():
        _lock()
        waiting = _waiting(limit)
        if not waiting:
            return None
        size = current_size()
        _store_entries(size, [leaf_id for leaf_id, _hash in waiting])
        tops = _hashes(merkle.peaks(size))
        nodes, tops = merkle.grow(size, tops, [leaf for _leaf_id, leaf in waiting])
        _store_nodes(nodes)
        reach("leaves_ordered")
        now = clock.now()
        root = merkle.root(tops)
        note = signing.sign_note(checkpoint_text(size + len(waiting), root, at=now))
        reach("checkpoint_signed")
        return Checkpoint.objects.create(size=size + len(waiting), root=root, note=note, at=now)


def current_size() -> int:
    """Return how many leaves the log has."""
    latest = Checkpoint.objects.order_by("-size").first()
    return latest.size if latest else 0


def checkpoint_text(size: int, root: bytes, *, at: datetime) -> str:
    """Return what is signed: origin, size, root, and as an extension line the time."""
    encoded = base64.b64encode(root).decode()
    return f"{settings.LOG_ORIGIN}\n{size}\n{encoded}\ntime {canonical.utc(at)}\n"


def read_checkpoint(note: str) -> CheckpointText:
    """Return what a note of ours says; raises ValueError when the signature or form is wrong."""
    lines = signing.open_note(note).splitlines()
    if len(lines) != 4 or not lines[3].startswith("time "):
        raise ValueError("This is not a checkpoint.")
    root = base64.b64decode(lines[2], validate=True)
    return CheckpointText(lines[0], int(lines[1]), root, lines[3].removeprefix("time "))


def inclusion(position: int, size: int) -> list[bytes]:
    """Return the proof that the leaf at this position is in the tree of this size."""
    return _proof(lambda node: merkle.inclusion(position, size, node))


def consistency(old: int, new: int) -> list[bytes]:
    """Return the proof that the tree of size ``new`` continues the one of size ``old``."""
    return _proof(lambda node: merkle.consistency(old, new, node))


def _proof(compute: Callable[[merkle.Node], list[bytes]]) -> list[bytes]:
    places = merkle.needed(compute)
    known = dict(zip(places, _hashes(places), strict=True))
    return compute(lambda level, index: known[level, index])


def _hashes(places: Sequence[merkle.Place]) -> list[bytes]:
    """Read the stored hashes of these subtrees, in this order."""
    found: dict[merkle.Place, bytes] = {}
    positions = [index for level, index in places if level == 0]
    if positions:
        entries = LogEntry.objects.filter(position__in=positions)
        for position, value in entries.values_list("position", "leaf__leaf_hash"):
            found[0, position] = bytes(value)
    inner = [place for place in places if place[0]]
    if inner:
        for node in LogNode.objects.raw(
            "SELECT n.* FROM registry_lognode n JOIN unnest(%s::int[], %s::bigint[]) AS p (level, index) "
            "ON n.level = p.level AND n.index = p.index",
            [[level for level, _i in inner], [index for _l, index in inner]],
        ):
            found[node.level, node.index] = bytes(node.hash)
    return [found[place] for place in places]


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_SEALER_LOCK])


def _waiting(limit: int) -> list[tuple[int, bytes]]:
    """Take waiting leaves off the queue, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH taken AS (
                DELETE FROM registry_logpending WHERE leaf_id IN (
                    SELECT leaf_id FROM registry_logpending ORDER BY leaf_id LIMIT %s)
                RETURNING leaf_id)
            SELECT l.id, l.leaf_hash FROM registry_logleaf l JOIN taken t ON t.leaf_id = l.id
            ORDER BY l.id
            """,
            [limit],
        )
        return [(leaf_id, bytes(value)) for leaf_id, value in cursor.fetchall()]


def _store_entries(size: int, leaf_ids: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_logentry (position, leaf_id) "
            "SELECT %s + place - 1, leaf_id "
            "FROM unnest(%s::bigint[]) WITH ORDINALITY AS t (leaf_id, place)",
            [size, leaf_ids],
        )


def _store_nodes(nodes: list[tuple[int, int, bytes]]) -> None:
    if not nodes:
        return
    levels, indexes, hashes = zip(*nodes, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO registry_lognode (level, index, hash) "
            "SELECT * FROM unnest(%s::int[], %s::bigint[], %s::bytea[])",
            [list(levels), list(indexes), list(hashes)],
        )


def entries(start: int, end: int) -> list[tuple[int, bytes]]:
    """Return (position, body) of the entries from ``start`` up to, not including, ``end``."""
    rows = LogEntry.objects.filter(position__gte=start, position__lt=end).order_by("position")
    return [
        (position, bytes(body)) for position, body in rows.values_list("position", "leaf__body")
    ]


def position_of(leaf: LogLeaf) -> int | None:
    """Return a leaf's position, or None while it waits to be sealed."""
    return LogEntry.objects.filter(leaf=leaf).values_list("position", flat=True).first()
