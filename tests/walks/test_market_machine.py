"""Every verb of market, payments and registry in every order, against the model; all invariants after each step.

The short profile runs with the suite; `python -m benchmarks machine --steps N` walks for longer.
"""

import random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from marketplace.market.models import Order
from tests.walks import acts
from tests.walks.model import Model
from tests.walks.real import Real, violations

SEEDS = st.integers(0, 2**32)


class Market(RuleBasedStateMachine):
    """Hypothesis chooses the verb; on what, and how much, comes from a seed that it can shrink."""

    @initialize()
    def begin(self):
        self.savepoint = transaction.savepoint()
        self.real, self.model, self.count = Real(), Model(), 0

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    @rule(name=st.sampled_from(sorted(set(acts.NAMES))), seed=SEEDS)
    def any_act(self, name, seed):
        self.act(name, seed)

    @precondition(lambda self: hasattr(self, "model") and self.model.orders)
    @rule(seed=SEEDS, name=st.sampled_from(sorted(set(acts.ON_ORDERS))))
    def go_on_with_an_order(self, seed, name):
        self.act(name, seed)

    @rule(seed=SEEDS, name=st.sampled_from(["offer", "quote", "order"]))
    def buy(self, seed, name):
        self.act(name, seed)

    def act(self, name, seed):
        self.count += 1
        act = acts.of_name(name, self.model, random.Random(seed), f"k{self.count}")
        if act is not None:
            assert self.real.perform(act) == self.model.apply(act), act

    @invariant()
    def the_database_is_the_model(self):
        if hasattr(self, "model"):
            assert self.real.state() == self.model.state()

    @invariant()
    def all_invariants_hold(self):
        if hasattr(self, "model"):
            assert violations() == []


@pytest.mark.django_db
def test_every_verb_of_the_market_in_every_order():
    walk = settings(
        max_examples=5,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        derandomize=True,
    )
    run_state_machine_as_test(Market, settings=walk)
    assert not Order.objects.exists()


@pytest.mark.django_db
def test_walks_by_chance_end_where_the_model_does():
    """Without hypothesis: acts that mostly fit, so that every verb is accepted somewhere."""
    accepted = set()
    for seed in range(3):
        accepted |= walk(seed)
    assert {"offer", "quote", "order", "pay", "fulfil", "retire", "transfer", "freeze"} <= accepted


def walk(seed):
    """A hundred acts; return the names of those that were accepted."""
    savepoint, done = transaction.savepoint(), set()
    real, model, chance = Real(), Model(), random.Random(seed)
    for number in range(90):
        act = acts.choose(model, chance, f"k{number}")
        accepted = real.perform(act)
        assert accepted == model.apply(act), act
        assert real.state() == model.state(), act
        done |= {act.name} if accepted else set()
    assert violations() == []
    transaction.savepoint_rollback(savepoint)
    return done
