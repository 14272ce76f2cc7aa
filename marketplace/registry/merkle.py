"""The tree behind the public log, as in RFC 6962 section 2.1. Pure: bytes in, bytes out.

``Node`` reads the stored hash of a full subtree: ``node(level, index)`` covers the ``2**level`` leaves
from ``index * 2**level``. Level 0 are the leaves' own hashes.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
Node = Callable[[int, int], bytes]
Place = tuple[int, int]


def leaf_hash(body: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256(0x00 ‖ body)."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256(0x01 ‖ left ‖ right)."""
    return sha256(b"\x01" + left + right).digest()


def peaks(size: int) -> list[Place]:
    """Return the full subtrees a tree of this size consists of, largest first."""
    places, start = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            places.append((level, start >> level))
            start += 1 << level
    return places


def grow(
    size: int, tops: Sequence[bytes], leaves: Iterable[bytes]
) -> tuple[list[tuple[int, int, bytes]], list[bytes]]:
    """Add leaf hashes to a tree and return its new inner nodes and its new peaks' hashes.

    ``tops`` are the hashes of ``peaks(size)``. Nodes come as (level, index, hash), level 1 and up.
    Raises ValueError when the peaks don't belong to the size.
    """
    places = peaks(size)
    if len(places) != len(tops):
        raise ValueError("These are not the peaks of a tree of this size.")
    stack = [(level, top) for (level, _index), top in zip(places, tops, strict=True)]
    made = []
    for position, leaf in enumerate(leaves, start=size):
        level, current = 0, leaf
        while stack and stack[-1][0] == level:
            current = node_hash(stack.pop()[1], current)
            level += 1
            made.append((level, position >> level, current))
        stack.append((level, current))
    return made, [top for _level, top in stack]


def root(tops: Sequence[bytes]) -> bytes:
    """Return the root over the peaks' hashes (of an empty tree: SHA-256 of nothing)."""
    if not tops:
        return EMPTY_ROOT
    result = tops[-1]
    for top in reversed(tops[:-1]):
        result = node_hash(top, result)
    return result


def inclusion(position: int, size: int, node: Node) -> list[bytes]:
    """Return the audit path that leads from a leaf to the root of the tree of this size.

    Raises ValueError when the position is not in the tree.
    """
    if not 0 <= position < size:
        raise ValueError(f"A tree of {size} has no leaf {position}.")
    return _path(position, 0, size, node)


def consistency(old: int, new: int, node: Node) -> list[bytes]:
    """Return the proof that the tree of size ``new`` only adds to the one of size ``old``.

    Raises ValueError unless 0 < old <= new.
    """
    if not 0 < old <= new:
        raise ValueError(f"Nothing to prove between the sizes {old} and {new}.")
    return _subproof(old, 0, new, node, True)


def proves_inclusion(
    leaf: bytes, position: int, size: int, proof: Sequence[bytes], *, expected: bytes
) -> bool:
    """Say whether the path leads from the leaf's hash to the expected root."""
    if not 0 <= position < size:
        return False
    at, last, result = position, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            result = node_hash(sibling, result)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and result == expected


def proves_consistency(
    old: int, new: int, proof: Sequence[bytes], *, old_root: bytes, new_root: bytes
) -> bool:
    """Say whether the proof shows that the new tree begins with the old one (RFC 9162, 2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    first = second = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            first, second = node_hash(step, first), node_hash(step, second)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            second = node_hash(second, step)
        at, last = at >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


def needed(reads: Callable[[Node], object]) -> list[Place]:
    """Return the nodes that a computation reads, so that they can be fetched in one go."""
    places: dict[Place, None] = {}

    def note(level: int, index: int) -> bytes:
        places[(level, index)] = None
        return bytes(HASH_BYTES)

    reads(note)
    return list(places)


def _split(count: int) -> int:
    """Return the largest power of two below a count of at least two."""
    return 1 << (count - 1).bit_length() - 1


def _range_hash(low: int, high: int, node: Node) -> bytes:
    count = high - low
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return node(level, low >> level)
    middle = low + _split(count)
    return node_hash(_range_hash(low, middle, node), _range_hash(middle, high, node))


def _path(position: int, low: int, high: int, node: Node) -> list[bytes]:
    if high - low == 1:
        return []
    middle = low + _split(high - low)
    if position < middle:
        return [*_path(position, low, middle, node), _range_hash(middle, high, node)]
    return [*_path(position, middle, high, node), _range_hash(low, middle, node)]


def _subproof(old: int, low: int, high: int, node: Node, whole: bool) -> list[bytes]:
    """RFC 6962's SUBPROOF over [low, high), where ``old`` counts from ``low``."""
    if old == high - low:
        return [] if whole else [_range_hash(low, high, node)]
    middle = low + _split(high - low)
    if old <= middle - low:
        return [*_subproof(old, low, middle, node, whole), _range_hash(middle, high, node)]
    rest = old - (middle - low)
    return [*_subproof(rest, middle, high, node, False), _range_hash(low, middle, node)]
