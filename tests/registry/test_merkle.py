"""The tree: RFC 6962's own examples, and its laws for every size."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.registry import merkle

# The leaves and roots that the Certificate Transparency project publishes with RFC 6962 (reference test vectors).
LEAVES = [bytes.fromhex(x) for x in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def plain_root(hashes):
    """The definition of RFC 6962, word for word."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return merkle.node_hash(plain_root(hashes[:split]), plain_root(hashes[split:]))


def leaves(count):
    return [merkle.leaf_hash(str(number).encode()) for number in range(count)]


def reader(hashes):
    """A stored tree, grown leaf by leaf."""
    nodes = {(0, place): value for place, value in enumerate(hashes)}
    tops = []
    for size, value in enumerate(hashes):
        made, tops = merkle.grow(size, tops, [value])
        nodes |= {(level, index): result for level, index, result in made}
    return lambda level, index: nodes[level, index]


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots_come_out(size):
    _nodes, tops = merkle.grow(0, [], [merkle.leaf_hash(leaf) for leaf in LEAVES[:size]])
    assert merkle.root(tops).hex() == ROOTS[size - 1]


def test_an_empty_tree_has_the_root_of_nothing():
    assert merkle.root([]) == sha256(b"").digest() == merkle.EMPTY_ROOT


@given(st.integers(0, 80), st.integers(0, 80))
def test_growing_in_two_steps_is_growing_in_one(first, second):
    hashes = leaves(first + second)
    made, tops = merkle.grow(0, [], hashes[:first])
    more, grown = merkle.grow(first, tops, hashes[first:])
    whole, at_once = merkle.grow(0, [], hashes)
    assert grown == at_once and made + more == whole
    assert merkle.root(grown) == plain_root(hashes)


@given(st.data())
def test_every_leaf_is_proven_and_no_other(data):
    size = data.draw(st.integers(1, 70))
    position = data.draw(st.integers(0, size - 1))
    hashes = leaves(size)
    node, root = reader(hashes), plain_root(hashes)
    path = merkle.inclusion(position, size, node)
    assert len(path) <= size.bit_length()
    assert merkle.proves_inclusion(hashes[position], position, size, path, expected=root)
    other = (
        data.draw(st.integers(0, size - 1).filter(lambda place: place != position))
        if size > 1
        else None
    )
    if other is not None:
        assert not merkle.proves_inclusion(hashes[other], position, size, path, expected=root)
        assert not merkle.proves_inclusion(hashes[position], other, size, path, expected=root)
    assert not merkle.proves_inclusion(
        hashes[position], position, size, [*path, root], expected=root
    )
    assert not merkle.proves_inclusion(
        hashes[position], position, size, path, expected=sha256(root).digest()
    )
    wrong = [sha256(step).digest() for step in path]
    assert not path or not merkle.proves_inclusion(
        hashes[position], position, size, wrong, expected=root
    )


@given(st.data())
def test_a_grown_log_is_consistent_and_a_changed_one_is_not(data):
    new = data.draw(st.integers(1, 70))
    old = data.draw(st.integers(1, new))
    hashes = leaves(new)
    old_root, new_root = plain_root(hashes[:old]), plain_root(hashes)
    path = merkle.consistency(old, new, reader(hashes))
    assert merkle.proves_consistency(old, new, path, old_root=old_root, new_root=new_root)
    changed = list(hashes)
    changed[data.draw(st.integers(0, old - 1))] = merkle.leaf_hash(b"changed")
    rewritten = merkle.consistency(old, new, reader(changed))
    assert not merkle.proves_consistency(
        old, new, rewritten, old_root=old_root, new_root=plain_root(changed)
    )
    assert not merkle.proves_consistency(
        old, new, [*path, new_root], old_root=old_root, new_root=new_root
    )


@pytest.mark.parametrize(("position", "size"), [(0, 0), (5, 5), (-1, 3)])
def test_there_is_no_proof_of_what_is_not_there(position, size):
    with pytest.raises(ValueError):
        merkle.inclusion(position, size, reader(leaves(8)))


def test_what_a_proof_needs_is_known_before_it_is_read():
    node = reader(leaves(37))
    places = merkle.needed(lambda read: merkle.inclusion(11, 37, read))
    known = {place: node(*place) for place in places}
    path = merkle.inclusion(11, 37, lambda level, index: known[level, index])
    assert path == merkle.inclusion(11, 37, node)
    assert len(places) < 20


def test_peaks_that_do_not_fit_the_size_are_refused():
    with pytest.raises(ValueError):
        merkle.grow(3, [b"x" * 32], [])
