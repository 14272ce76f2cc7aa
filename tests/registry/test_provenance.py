"""Kilograms followed from issuance to retirement: the fold by itself, and the public page."""

from collections import Counter

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from marketplace.registry import ledger, ways
from marketplace.registry.ledger import Line, Sale
from marketplace.registry.provenance import Move, chains
from tests.registry import supply

FREE, OFFERED, HELD = "available", "listed", "held"


def test_what_came_first_leaves_first():
    moves = [
        Move(1, "issue", 100, None, (1, FREE)),
        Move(2, "transfer", 30, (1, FREE), (2, FREE)),
        Move(3, "transfer", 30, (1, FREE), (3, FREE)),
        Move(4, "transfer", 30, (3, FREE), (2, FREE)),
        Move(5, "retire", 40, (2, FREE), None),
    ]
    first, second = chains(moves, until=5)
    assert (first.kg, [step.id for step in first.steps]) == (30, [1, 2, 5])
    assert (second.kg, [step.id for step in second.steps]) == (10, [1, 3, 4, 5])


def test_what_was_undone_is_no_part_of_the_way():
    moves = [
        Move(1, "issue", 10, None, (1, FREE)),
        Move(2, "list", 10, (1, FREE), (1, OFFERED)),
        Move(3, "hold", 10, (1, OFFERED), (1, HELD)),
        Move(4, "release", 10, (1, HELD), (1, OFFERED)),
        Move(5, "hold", 10, (1, OFFERED), (1, HELD)),
        Move(6, "sell", 10, (1, HELD), (2, FREE)),
        Move(7, "retire", 10, (2, FREE), None),
    ]
    (chain,) = chains(moves, until=7)
    assert [step.kind for step in chain.steps] == ["issue", "list", "hold", "sell", "retire"]


def test_more_than_there_is_is_an_error():
    moves = [Move(1, "issue", 10, None, (1, FREE)), Move(2, "retire", 11, (1, FREE), None)]
    with pytest.raises(ValueError, match="not there"):
        chains(moves, until=2)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(1, 60)), max_size=30))
def test_every_kilogram_of_a_retirement_has_one_way_that_begins_with_issuance(wanted):
    moves = [Move(1, "issue", 500, None, (1, FREE))]
    balance = Counter({1: 500})
    for source, target, kg in wanted:
        taken = min(kg, balance[source])
        if taken:
            moves.append(Move(len(moves) + 1, "transfer", taken, (source, FREE), (target, FREE)))
            balance[source] -= taken
            balance[target] += taken
    owner = max(balance, key=lambda each: balance[each])
    moves.append(Move(len(moves) + 1, "retire", balance[owner], (owner, FREE), None))
    found = chains(moves, until=len(moves))
    assert sum(chain.kg for chain in found) == balance[owner]
    for chain in found:
        assert (chain.steps[0].kind, chain.steps[-1].kind) == ("issue", "retire")
        for earlier, later in zip(chain.steps, chain.steps[1:], strict=False):
            assert earlier.target == later.source


@pytest.fixture
def retired(db, nanshan_expo, seller_organization):
    seller, expo = seller_organization.party, nanshan_expo.party
    batch = supply.batch(seller, 1_000)
    supply.give(batch, expo, 300)
    citizen = supply.person("anna")
    ledger.transfer(lines=[Sale(batch.pk, expo.pk, citizen.pk, 100)], subject="transfer:1")
    return ledger.retire(
        owner=citizen,
        beneficiary=citizen,
        lines=[Line(batch.pk, citizen.pk, 80)],
        purpose="personal",
        jurisdiction="CN-GD",
        reason="",
        claim=supply.claim("personal:1"),
        subject=supply.ORDER,
    )


def test_a_retirement_is_followed_back_through_everyone_who_had_it(retired):
    (batch,) = ways.of(retired.pk)
    (way,) = batch.ways
    assert way.kg == batch.kg == 80
    assert [step.act for step in way.steps] == [
        "issue", "list", "hold", "sell", "transfer", "retire",
    ]  # fmt: skip
    assert way.steps[3].to_zh == "南山会展"
    assert ways.of(retired.pk) == ways.of(retired.pk)


def test_the_page_draws_it_and_names_no_person(client, retired):
    with translation.override("en"):
        page = client.get(reverse("registry:provenance", args=[retired.public_id]))
    shown = page.content.decode()
    assert page.status_code == 200
    assert retired.owner.pseudonym in shown
    assert "anna" not in shown


def test_an_unknown_retirement_has_no_way(client, db):
    where = reverse("registry:provenance", args=["7d0f6a52-3c1e-4b8e-9a50-2f1de6c0a9b1"])
    assert client.get(where).status_code == 404
