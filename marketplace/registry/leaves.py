"""Writing leaves: the public record of a row, stored as the very bytes that will be hashed.

A leaf is written in the transaction of its row and waits in ``LogPending`` until the sealer gives it
its place (``log.seal``). Nothing is chained inside a purchase: that would make every purchase wait.
"""

from collections.abc import Sequence

from marketplace import canonical
from marketplace.registry import merkle
from marketplace.registry.models import LogLeaf, LogPending
from marketplace.registry.records import Record


def append(records: Sequence[Record]) -> list[LogLeaf]:
    """Store these records as leaves, in order, and return them."""
    leaves = []
    for record in records:
        body = canonical.dumps(record)
        leaves.append(LogLeaf(kind=record["kind"], body=body, leaf_hash=merkle.leaf_hash(body)))
    LogLeaf.objects.bulk_create(leaves)
    LogPending.objects.bulk_create([LogPending(leaf=leaf) for leaf in leaves])
    return leaves
