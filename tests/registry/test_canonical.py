"""Canonical JSON, salted commitments, signed notes: bytes that mean one thing."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace import canonical
from marketplace.registry import signing

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcxyz_", min_size=1), inner),
    max_leaves=20,
)


@given(values)
def test_bytes_and_value_are_each_others(value):
    raw = canonical.dumps(value)
    assert canonical.loads(raw) == value
    assert canonical.dumps(canonical.loads(raw)) == raw
    assert b"\n" not in raw


def test_order_and_spaces_do_not_matter():
    assert canonical.dumps({"b": 1, "a": "碳"}) == '{"a":"碳","b":1}'.encode()


@pytest.mark.parametrize(
    "value", [1.0, Decimal(1), datetime.now(UTC), b"x", {1: 2}, {"碳": 1}, {"a": {1, 2}}]
)
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(TypeError):
        canonical.dumps(value)


def test_numbers_too_large_for_others_are_refused():
    with pytest.raises(ValueError):
        canonical.dumps(2**53)


@pytest.mark.parametrize("raw", [b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1.0}', b"\xff"])
def test_other_bytes_of_the_same_value_are_refused(raw):
    with pytest.raises((ValueError, TypeError)):
        canonical.loads(raw)


def test_times_are_utc_and_never_naive():
    assert (
        canonical.utc(datetime.fromisoformat("2026-11-23T17:00:00.5+08:00"))
        == "2026-11-23T09:00:00.500000Z"
    )
    with pytest.raises(ValueError):
        canonical.utc(datetime(2026, 11, 23))


def test_a_commitment_needs_its_salt():
    assert canonical.commitment(b"\0" * 16, "x") != canonical.commitment(b"\1" * 16, "x")
    with pytest.raises(ValueError):
        canonical.commitment(b"short", "x")


def test_a_note_is_opened_only_by_the_key_that_signed_it():
    note = signing.sign_note("zhonghe.example/log\n3\nAAAA\n")
    assert signing.open_note(note) == "zhonghe.example/log\n3\nAAAA\n"
    for changed in (
        note.replace("\n3\n", "\n4\n"),
        note.replace("— zh", "— xx"),
        note[:-10],
        "x",
        "",
    ):
        with pytest.raises(ValueError):
            signing.open_note(changed)


def test_a_statements_signature_is_no_checkpoints():
    body = b'{"kg":1}'
    signature = signing.sign_statement(body)
    assert signing.statement_verifies(body, signature)
    assert not signing.statement_verifies(b'{"kg":2}', signature)
    assert not signing.statement_verifies(signing.STATEMENT_PREFIX + body, signature)
