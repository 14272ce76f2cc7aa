"""Two acts at the same moment, in two real connections: what comes of it must be what one order of them gives."""

from __future__ import annotations

import random
from copy import deepcopy

from tests.market.crowd import race
from tests.walks import acts
from tests.walks.model import Act, Model
from tests.walks.real import Real, violations

CONTESTED = (
    "quote",
    "order",
    "release",
    "cancel_order",
    "expire",
    "pay",
    "fulfil",
    "refund",
    "transfer",
    "retire",
)


class Pairs:
    """A walk on a database of its own (it commits), two acts at a time."""

    def __init__(self, seed: int) -> None:
        self.real, self.model = Real(), Model()
        self.chance = random.Random(seed)
        self.count = 0

    def step(self) -> str:
        """Do two acts at once; return what was wrong, or nothing."""
        self.count += 1
        first = acts.choose(self.model, self.chance, f"a{self.count}")
        return self.both(first, self._second(first))

    def _second(self, first: Act) -> Act:
        """Half of the time the same act again on the same thing: that is where races are."""
        key = f"b{self.count}"
        if first.name in CONTESTED and self.chance.random() < 0.5:
            mine = first.args[0] == f"a{self.count}"
            return Act(first.name, (key, *first.args[1:]) if mine else first.args)
        return acts.choose(self.model, self.chance, key)

    def both(self, first: Act, second: Act) -> str:
        """Do these two at once and compare with the model in both orders."""
        outcomes = race([lambda: self.real.perform(first), lambda: self.real.perform(second)])
        if not all(isinstance(outcome, bool) for outcome in outcomes):
            return f"{first} beside {second}: {outcomes}"
        state = self.real.state()
        for order in ((0, 1), (1, 0)):
            tried = deepcopy(self.model)
            said = {which: tried.apply((first, second)[which]) for which in order}
            if [said[0], said[1]] == outcomes and tried.state() == state:
                self.model = tried
                broken = violations()
                return f"{first} beside {second}: {broken}" if broken else ""
        return f"{first} beside {second}: {outcomes} is neither order's outcome"
