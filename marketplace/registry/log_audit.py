"""The log against itself: every leaf hashed again, the tree grown again, every checkpoint compared."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from marketplace import canonical
from marketplace.registry import log, merkle
from marketplace.registry.models import Checkpoint, LogNode

Item = dict[str, Any] | tuple[str, int]
CHUNK = 5_000
Entry = tuple[int, bytes, bytes]


def log_fits_its_checkpoints() -> Iterator[Item]:
    """Hashing all entries again gives the root of every checkpoint that was ever signed."""
    checkpoints = list(Checkpoint.objects.order_by("size"))
    roots = {row.size: bytes(row.root) for row in checkpoints}
    size, tops, node_count = 0, [], 0
    for part in _parts(sorted(roots)):
        yield from _entries_fit(size, part)
        nodes, tops = merkle.grow(size, tops, [merkle.leaf_hash(body) for _p, body, _h in part])
        yield from _nodes_fit(nodes)
        node_count += len(nodes)
        size += len(part)
        if size in roots and merkle.root(tops) != roots.pop(size):
            yield {"checkpoint": size, "problem": "the entries give another root"}
    for missing in roots:
        yield {"checkpoint": missing, "problem": "the log has fewer entries"}
    if LogNode.objects.count() != node_count:
        yield {"nodes": LogNode.objects.count(), "problem": f"there should be {node_count}"}
    yield "entries", size
    yield "checkpoints", len(checkpoints)


def checkpoints_are_signed() -> Iterator[Item]:
    """Every checkpoint's note carries our signature and says what its row says."""
    for row in Checkpoint.objects.order_by("size").iterator(CHUNK):
        try:
            said = log.read_checkpoint(row.note)
        except ValueError as problem:
            yield {"checkpoint": row.size, "problem": str(problem)}
            continue
        if (said.size, said.root, said.at) != (row.size, bytes(row.root), canonical.utc(row.at)):
            yield {"checkpoint": row.size, "problem": "the row and its note differ"}


def _parts(ends: list[int]) -> Iterator[list[Entry]]:
    """Yield the entries in parts that end where a checkpoint was signed, none longer than a chunk."""
    part: list[Entry] = []
    ends_left = list(reversed(ends))
    for count, entry in enumerate(_entries(), start=1):
        part.append(entry)
        while ends_left and ends_left[-1] < count:
            ends_left.pop()
        if len(part) == CHUNK or (ends_left and ends_left[-1] == count):
            yield part
            part = []
    if part:
        yield part


def _entries() -> Iterator[Entry]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(
            "SELECT e.position, l.body, l.leaf_hash FROM registry_logentry e "
            "JOIN registry_logleaf l ON l.id = e.leaf_id ORDER BY e.position"
        )
        while rows := cursor.fetchmany(CHUNK):
            for position, body, stored in rows:
                yield position, bytes(body), bytes(stored)


def _entries_fit(size: int, part: list[Entry]) -> Iterator[Item]:
    for expected, (position, body, stored) in enumerate(part, start=size):
        if position != expected:
            yield {"entry": position, "problem": f"position {expected} is missing"}
            return
        if merkle.leaf_hash(body) != stored:
            yield {"entry": position, "problem": "the leaf's bytes and its hash differ"}


def _nodes_fit(nodes: list[tuple[int, int, bytes]]) -> Iterator[Item]:
    if not nodes:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.level, p.index FROM unnest(%s::int[], %s::bigint[], %s::bytea[]) "
            "AS p (level, index, hash) LEFT JOIN registry_lognode n "
            "ON n.level = p.level AND n.index = p.index WHERE n.hash IS DISTINCT FROM p.hash",
            [list(column) for column in zip(*nodes, strict=True)],
        )
        for level, index in cursor.fetchall():
            yield {"node": f"{level}/{index}", "problem": "the stored hash is not the tree's"}


CHECKS = (log_fits_its_checkpoints, checkpoints_are_signed)
