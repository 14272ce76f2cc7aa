"""Writing leaves: the public record of a row, stored as the very bytes that will be hashed.

A leaf is written in the transaction of its row and waits in ``LogPending`` until the sealer gives it
its place (``log.seal``). Nothing is chained inside a purchase: that would make every purchase wait.
"""

from collections.abc import Sequence

from django.db import connection

from marketplace import canonical
from marketplace.registry import merkle
from marketplace.registry.models import LogLeaf
from marketplace.registry.records import Record


def append(records: Sequence[Record]) -> list[LogLeaf]:
    """Store these records as leaves, in order, and return them."""
    if not records:
        return []
    kinds = [record["kind"] for record in records]
    bodies = [canonical.dumps(record) for record in records]
    hashes = [merkle.leaf_hash(body) for body in bodies]
    with connection.cursor() as cursor:
        cursor.execute(_APPEND, [kinds, bodies, hashes])
        ids = [leaf_id for (leaf_id,) in cursor.fetchall()]
    return [
        LogLeaf(pk=leaf_id, kind=kind, body=body, leaf_hash=digest)
        for leaf_id, kind, body, digest in zip(ids, kinds, bodies, hashes, strict=True)
    ]


# One statement: this is written with every movement. The rows are inserted, and so numbered, in the order given.
_APPEND = """
    WITH written AS (
        INSERT INTO registry_logleaf (kind, body, leaf_hash)
        SELECT kind, body, leaf_hash
        FROM unnest(%s::text[], %s::bytea[], %s::bytea[])
            WITH ORDINALITY AS given (kind, body, leaf_hash, place)
        ORDER BY place
        RETURNING id
    ), waiting AS (
        INSERT INTO registry_logpending (leaf_id) SELECT id FROM written
    )
    SELECT id FROM written ORDER BY id
"""
