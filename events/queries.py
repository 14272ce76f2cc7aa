"""What others may read of events: coverage and the state of each step, as frozen values."""

import uuid
from dataclasses import dataclass

from events.claims import Subject, refs_of
from events.models import Event
from events.rules import Coverage
from footprint import queries as footprints
from marketplace.market import waiting_orders, waiting_requests
from marketplace.market.waiting_orders import WaitingOrder
from marketplace.market.waiting_requests import WaitingRequest
from marketplace.registry import queries as registry


@dataclass(frozen=True)
class Steps:
    """How far a subject is: estimate, boundary, actions, plan, measurement, coverage, declaration."""

    estimate: footprints.FootprintView | None
    measured: footprints.FootprintView | None
    coverage: Coverage
    classes_in: int
    actions: int
    actions_done: int
    saves_kg: int
    declared: bool
    waiting: tuple[WaitingOrder, ...] = ()
    asked: tuple[WaitingRequest, ...] = ()

    @property
    def ahead_kg(self) -> int:
        """What of the estimate waits in no order yet."""
        estimated = self.estimate.total_kg if self.estimate else 0
        return max(estimated - sum(order.kg for order in self.waiting), 0)


def current_footprint(subject: Subject, kind: str) -> "footprints.FootprintView | None":
    """Return the footprint of this kind that stands now, or None."""
    return footprints.current(subject.ref, kind=kind)


def measured(subject: Subject) -> "footprints.FootprintView | None":
    """Return the current actual footprint, or None."""
    return current_footprint(subject, "actual")


def measured_id(subject: Subject) -> uuid.UUID | None:
    """Return the public id of the current actual footprint."""
    found = measured(subject)
    return found.public_id if found else None


def retirements(subject: Subject) -> "tuple[registry.RetirementView, ...]":
    """Return the retirements made under the subject's claims, oldest first."""
    return registry.retirements_for(refs_of(subject))


def waiting(subject: Subject) -> tuple[WaitingOrder, ...]:
    """Return the orders for the subject that wait for approval, payment or their hand-over."""
    return waiting_orders.of(subject.ref, subject.organization)


def asked(subject: Subject) -> tuple[WaitingRequest, ...]:
    """Return the retirements asked for the subject that a second person has not decided yet."""
    return waiting_requests.of(subject.ref, subject.organization)


def coverage(
    subject: Subject,
    *,
    orders: tuple[WaitingOrder, ...] | None = None,
    requests: tuple[WaitingRequest, ...] | None = None,
) -> Coverage:
    """Return retired ÷ measured; what the organization holds and has not retired is the paler number.

    ``orders`` are those that ``waiting`` gives and ``requests`` those that ``asked`` gives, where they are at hand.
    """
    on_their_way = waiting(subject) if orders is None else orders
    undecided = asked(subject) if requests is None else requests
    found = measured(subject)
    held = sum(holding.available_kg for holding in registry.holdings_of(subject.organization.party))
    return Coverage(
        measured_kg=found.total_kg if found else None,
        retired_kg=registry.retired_kg_for(refs_of(subject)),
        held_kg=held,
        ordered_kg=sum(order.kg for order in on_their_way),
        asked_kg=sum(request.kg for request in undecided),
    )


def steps(subject: Subject) -> Steps:
    """Return everything the task list says about a subject; a fixed number of queries."""
    is_event = isinstance(subject, Event)
    orders, requests = waiting(subject), asked(subject)
    actions = list(subject.actions.all()) if is_event else []
    return Steps(
        estimate=current_footprint(subject, "planned"),
        measured=measured(subject),
        coverage=coverage(subject, orders=orders, requests=requests),
        classes_in=subject.boundary.filter(included=True).values("source_class").distinct().count()
        if is_event
        else 0,
        actions=len(actions),
        actions_done=sum(action.done for action in actions),
        saves_kg=sum(action.saves_kg or 0 for action in actions),
        declared=hasattr(subject, "declaration"),
        waiting=orders,
        asked=requests,
    )


def declared_count() -> int:
    """Return how many events have a public declaration."""
    return Event.objects.exclude(declaration=None).count()
