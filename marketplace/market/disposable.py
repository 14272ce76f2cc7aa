"""What an account can retire or transfer today, and what it owns but can't, because that is frozen."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Party
from marketplace.market import queries
from marketplace.market.queries import HeldBatch
from marketplace.registry import frozen


@dataclass(frozen=True)
class Disposable:
    """The batches that kilograms can be taken from now; ``frozen_kg`` are owned, and frozen."""

    batches: tuple[HeldBatch, ...]
    frozen_batches: tuple[str, ...]
    frozen_kg: int


def of(party: Party, held: Iterable[HeldBatch] | None = None) -> Disposable:
    """Return what can be disposed of; ``held`` is what ``queries.held_by`` gives, where it is at hand."""
    found = queries.held_by(party) if held is None else held
    owned = [each for each in found if each.available_kg]
    stopped = bool(frozen.among({party.pk}))
    return Disposable(
        batches=tuple(each for each in owned if not each.frozen and not stopped),
        frozen_batches=tuple(each.code for each in owned if each.frozen),
        frozen_kg=sum(each.available_kg for each in owned if each.frozen or stopped),
    )
