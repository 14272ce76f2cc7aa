"""Every verb in every order, against a model in plain Python; after each step the invariants are asked.

The short profile runs with the suite; ``ZHONGHE_THOROUGH=1`` takes longer walks.
"""

import os
from collections import Counter

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from marketplace.registry import auditing, freezes, ledger, log, queries
from marketplace.registry.errors import LedgerError
from marketplace.registry.ledger import Line, Sale
from marketplace.registry.models import CreditBatch, Movement
from tests.registry import supply

REGISTRY = auditing.SQL_FILE.read_text("utf-8")
THOROUGH = os.environ.get("ZHONGHE_THOROUGH") == "1"
PARTIES = st.integers(0, 2)
TRADES = st.sampled_from(["sell", "transfer", "give_back"])
BATCHES = st.integers(0, 1)
KILOGRAMS = st.integers(1, 900)
ASKED_EACH_STEP = {
    "conservation",
    "holdings_are_the_replay",
    "never_negative",
    "cursor_is_next",
    "retirements_add_up",
    "serials_without_gap_or_overlap",
    "nothing_retired_twice",
    "custody_covers",
    "status_is_the_last_act",
}


class Ledger(RuleBasedStateMachine):
    """Three parties, two batches (one of whole tonnes), all verbs."""

    @initialize()
    def begin(self):
        self.savepoint = transaction.savepoint()
        self.parties = [supply.person(f"party-{number}") for number in range(3)]
        self.batches = [
            supply.batch(self.parties[0], 1_000),
            supply.batch(self.parties[1], 3_000, increment_kg=100),
        ]
        self.model = Counter()
        for owner, batch in zip(self.parties, self.batches, strict=False):
            self.model[batch.pk, owner.pk, "available"] = batch.quantity_kg
        self.gone = Counter()
        self.frozen = set()
        self.count = 0

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    def attempt(self, verb, moves, *, kg, batch, back=False):
        """Do it in the model and in the ledger: both must accept or both refuse."""
        source = moves[0]
        allowed = self.model[source] >= kg and kg % batch.increment_kg == 0
        allowed = allowed and (back or batch.pk not in self.frozen)
        try:
            verb()
        except LedgerError as refusal:
            assert not allowed, refusal
            return
        assert allowed
        self.model[source] -= kg
        if moves[1]:
            self.model[moves[1]] += kg
        else:
            self.gone[batch.pk] += kg

    def within(self, verb, batch, party, kg, *, source, target, back=False):
        batch, party = self.batches[batch], self.parties[party]
        keys = (batch.pk, party.pk, source), (batch.pk, party.pk, target)
        lines = [Line(batch.pk, party.pk, kg)]
        self.attempt(
            lambda: verb(lines=lines, subject=supply.ORDER), keys, kg=kg, batch=batch, back=back
        )

    @rule(batch=BATCHES, party=PARTIES, kg=KILOGRAMS)
    def offer(self, batch, party, kg):
        self.within(ledger.list_stock, batch, party, kg, source="available", target="listed")

    @rule(batch=BATCHES, party=PARTIES, kg=KILOGRAMS)
    def take_off(self, batch, party, kg):
        self.within(ledger.unlist, batch, party, kg, source="listed", target="available", back=True)

    @rule(batch=BATCHES, party=PARTIES, kg=KILOGRAMS)
    def hold(self, batch, party, kg):
        self.within(ledger.hold, batch, party, kg, source="listed", target="held")

    @rule(batch=BATCHES, party=PARTIES, kg=KILOGRAMS)
    def release(self, batch, party, kg):
        self.within(ledger.release, batch, party, kg, source="held", target="listed", back=True)

    @rule(
        batch=BATCHES,
        seller=PARTIES,
        buyer=PARTIES,
        kg=KILOGRAMS,
        verb=TRADES,
    )
    def pass_on(self, batch, seller, buyer, kg, verb):
        batch, seller, buyer = self.batches[batch], self.parties[seller], self.parties[buyer]
        sale = Sale(batch.pk, seller.pk, buyer.pk, kg)
        giver, taker = (buyer, seller) if verb == "give_back" else (seller, buyer)
        keys = (
            (batch.pk, giver.pk, "held" if verb == "sell" else "available"),
            (batch.pk, taker.pk, "available"),
        )
        act = getattr(ledger, verb)
        self.attempt(
            lambda: act(lines=[sale], subject=supply.ORDER),
            keys,
            kg=kg,
            batch=batch,
            back=verb == "give_back",
        )

    @rule(batch=BATCHES, party=PARTIES, kg=KILOGRAMS)
    def retire(self, batch, party, kg):
        batch, party = self.batches[batch], self.parties[party]
        self.count += 1
        keys = (batch.pk, party.pk, "available"), None
        self.attempt(
            lambda: supply.retire(batch, party, kg, ref=f"event:machine:{self.count}"),
            keys,
            kg=kg,
            batch=batch,
        )

    @rule(batch=BATCHES, party=PARTIES, kg=KILOGRAMS)
    def cancel(self, batch, party, kg):
        batch, party = self.batches[batch], self.parties[party]
        lines = [Line(batch.pk, party.pk, kg)]
        keys = (batch.pk, party.pk, "available"), None
        self.attempt(
            lambda: ledger.cancel(owner=party, lines=lines, reason="r", subject="cancellation:1"),
            keys,
            kg=kg,
            batch=batch,
        )

    @rule(batch=BATCHES)
    def freeze_or_release(self, batch):
        batch = CreditBatch.objects.get(pk=self.batches[batch].pk)
        first, second = supply.user("supervisor"), supply.user("second-supervisor")
        if batch.pk in self.frozen:
            freezes.unfreeze(batch=batch, reason="r", requested_by=first, approved_by=second)
            self.frozen.remove(batch.pk)
        else:
            freezes.freeze(batch=batch, reason="r", actor=first)
            self.frozen.add(batch.pk)

    @rule()
    def seal(self):
        log.seal()

    @invariant()
    def the_ledger_is_the_model(self):
        if not hasattr(self, "model"):
            return
        for batch in self.batches:
            view = queries.batch(batch.code)
            for name in ("available", "listed", "held"):
                wanted = sum(
                    kg for key, kg in self.model.items() if key[0] == batch.pk and key[2] == name
                )
                assert getattr(view, f"{name}_kg") == wanted
            assert view.retired_kg + view.cancelled_kg == self.gone[batch.pk]

    @invariant()
    def the_invariants_hold(self):
        for asked in auditing.invariants(REGISTRY):
            if asked.name in ASKED_EACH_STEP:
                with connection.cursor() as cursor:
                    cursor.execute(asked.query)
                    assert cursor.fetchall() == [], asked.name


@pytest.mark.django_db
def test_every_verb_in_every_order():
    walk = settings(
        max_examples=100 if THOROUGH else 4,
        stateful_step_count=60 if THOROUGH else 25,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
    )
    run_state_machine_as_test(Ledger, settings=walk)
    assert not Movement.objects.exists()


@pytest.mark.django_db
def test_after_a_walk_the_whole_audit_passes():
    """One fixed walk, then everything: rows against leaves, log against checkpoints."""
    machine = Ledger()
    machine.begin()
    for number in range(1, 9):
        machine.offer(number % 2, number % 3, 100 * number)
        machine.hold(number % 2, number % 3, 50 * number)
        machine.pass_on(number % 2, number % 3, (number + 1) % 3, 50, "sell")
        machine.retire(number % 2, (number + 1) % 3, 100)
        machine.cancel(number % 2, (number + 2) % 3, 100)
        machine.seal()
    machine.freeze_or_release(0)
    machine.the_ledger_is_the_model()
    assert auditing.run(only=REGISTRY).findings == []
